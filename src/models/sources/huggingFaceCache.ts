import { realpath } from "node:fs/promises";
import { basename, relative, sep } from "node:path";
import { statIfThere } from "../statIfThere.ts";
import type { FoundModel, MachineStore } from "./foundModel.ts";
import { hubCacheFolder } from "./hubSettings.ts";
import { walkFiles } from "./walkFiles.ts";

/**
 * Files that huggingface_hub downloaded: `models--ORGANISATION--NAME/snapshots/COMMIT/FILE` links to
 * `blobs/HASH`, whose name is the SHA-256 of large files. Where links are not possible, the file itself lies there.
 */
export const huggingFaceCache: MachineStore = {
  kind: "hugging-face-cache",
  title: "Hugging Face cache",
  async find(env) {
    const cache = hubCacheFolder(env);
    const found: FoundModel[] = [];
    for (const path of await walkFiles(cache, 5)) {
      const [repositoryFolder = "", snapshots, revision, ...rest] = relative(cache, path).split(sep);
      const file = rest.join("/");
      if (snapshots !== "snapshots" || revision === undefined || !file.endsWith(".gguf")) continue;
      const [type, ...names] = repositoryFolder.split("--");
      const content = type === "models" ? await contentOf(path) : undefined;
      if (content === undefined) continue;
      const repository = names.join("/");
      found.push({
        kind: "hugging-face-cache",
        reference: `${repository}@${revision}:${file}`,
        ...content,
        path,
        repository,
        revision,
        file,
      });
    }
    return found;
  },
};

/** Undefined for a link whose blob is gone. */
async function contentOf(path: string): Promise<{ sizeBytes: number; sha256?: string } | undefined> {
  const sizeBytes = (await statIfThere(path))?.sizeBytes;
  if (sizeBytes === undefined) return undefined;
  const blob = basename(await realpath(path));
  return { sizeBytes, ...(/^[0-9a-f]{64}$/.test(blob) && { sha256: blob }) };
}
