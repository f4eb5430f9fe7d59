import { join } from "node:path";
import * as z from "zod";
import { writeJsonAtomic } from "../storage/atomicWrite.ts";
import { readJson } from "../storage/readJson.ts";

const schema = z.object({
  version: z.literal(1),
  repository: z.string(),
  revision: z.string(),
  /** SHA-256 by the file's name. */
  files: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)),
});

export interface HubPlace {
  readonly repository: string;
  readonly revision: string;
}

/** Beside the embedding's folder, so that it outlives it. */
export const firstDownloadsPath = (embeddingsFolder: string, id: string): string =>
  join(embeddingsFolder, `${id}.first.json`);

/**
 * Hashes of the files whose hash nobody knew beforehand, as they came the first time from this commit. Throws UserError
 * `storage/damaged`.
 */
export async function readFirstDownloads(
  path: string,
  { repository, revision }: HubPlace,
): Promise<Map<string, string>> {
  const kept = await readJson(path, schema);
  const isSame = kept?.repository === repository && kept.revision === revision;
  return new Map(isSame ? Object.entries(kept.files) : []);
}

/** Keeps what came; throws UserError `storage/…`. */
export async function keepFirstDownloads(
  path: string,
  { repository, revision }: HubPlace,
  files: ReadonlyMap<string, string>,
): Promise<void> {
  await writeJsonAtomic(path, { version: 1, repository, revision, files: Object.fromEntries(files) });
}
