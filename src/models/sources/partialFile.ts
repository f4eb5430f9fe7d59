import { open, rm, type FileHandle } from "node:fs/promises";
import * as z from "zod";
import { UserError } from "../../base/errors.ts";
import { writeJsonAtomic } from "../../storage/atomicWrite.ts";
import { readJson } from "../../storage/readJson.ts";
import { statIfThere } from "../statIfThere.ts";

/** What the first bytes of a download came from; the rest must come from the same. */
const identitySchema = z.object({
  version: z.literal(1),
  url: z.string(),
  /** SHA-256 that the Hub announced. */
  contentSha256: z.string().optional(),
  /** ETag of the server that sent the bytes, for If-Range. */
  etag: z.string().optional(),
});
export type PartialIdentity = z.infer<typeof identitySchema>;

/** A download under way: `PATH` with the bytes, `PATH.json` with where they came from. */
export interface PartialFile {
  readonly path: string;
  /** Bytes that can be kept, 0 when there are none or their origin is unknown. */
  resumePoint(url: string): Promise<{ offset: number; identity?: PartialIdentity }>;
  /** Opens it for writing from `offset`; what lies beyond is cut off. */
  openAt(offset: number, identity: PartialIdentity): Promise<FileHandle>;
  discard(): Promise<void>;
  /** The bytes are complete: only they remain. */
  forgetOrigin(): Promise<void>;
}

export function partialFile(path: string): PartialFile {
  const identityPath = `${path}.json`;
  const discard = async () => {
    await rm(path, { force: true });
    await rm(identityPath, { force: true });
  };
  return {
    path,
    discard,
    async resumePoint(url) {
      const identity = await readIdentity(identityPath);
      const sizeBytes = (await statIfThere(path))?.sizeBytes ?? 0;
      // Without a validator nothing could tell whether the rest is of the same file.
      const isKept = identity?.url === url && (identity.contentSha256 ?? identity.etag) !== undefined;
      return isKept && sizeBytes > 0 ? { offset: sizeBytes, identity } : { offset: 0 };
    },
    async openAt(offset, identity) {
      await writeJsonAtomic(identityPath, identity);
      const handle = await open(path, offset === 0 ? "w" : "r+");
      if (offset > 0) await handle.truncate(offset);
      return handle;
    },
    forgetOrigin: () => rm(identityPath, { force: true }),
  };
}

/** A damaged note is as good as none: the download begins anew. */
async function readIdentity(path: string): Promise<PartialIdentity | undefined> {
  try {
    return await readJson(path, identitySchema);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
