/** What files that are often taken for GGUF begin with. Letters are compared without regard to case. */
const BEGINNINGS: readonly (readonly [beginning: string, name: string])[] = [
  // A uint32 magic shows its letters reversed in a little-endian file.
  ["lmgg", "an old GGML model (before GGUF)"],
  ["fmgg", "an old GGMF model (before GGUF)"],
  ["tjgg", "an old GGJT model (before GGUF)"],
  ["algg", "an old GGLA adapter (before GGUF)"],
  ["ggml", "an old GGML model (before GGUF)"],
  ["ggmf", "an old GGMF model (before GGUF)"],
  ["ggjt", "an old GGJT model (before GGUF)"],
  ["version https://git-lfs", "a Git LFS pointer, not the file it stands for"],
  ["<!doctype", "an HTML page, probably an error or login page of the download"],
  ["<html", "an HTML page, probably an error or login page of the download"],
  ["<?xml", "an XML document, probably an error of the download"],
  ["pk\x03\x04", "a ZIP archive (a PyTorch checkpoint or a package)"],
  ["\x1f\x8b", "a gzip archive"],
  ["{", "a JSON document"],
];

/** A safetensors file: the length of its JSON header, then the JSON. */
const SAFETENSORS_JSON_AT = 8;

/**
 * What a file is, told from its first 24 bytes (or all of it, if shorter); undefined when it begins as GGUF does. The
 * answer completes the sentence "it is ...".
 */
export function identifyForeignFile(beginning: Uint8Array): string | undefined {
  const text = Buffer.from(beginning).toString("latin1");
  if (text.startsWith("GGUF")) return undefined;
  if (text.length === 0) return "empty";
  if (text[SAFETENSORS_JSON_AT] === "{" && text.slice(4, 8) === "\0\0\0\0") return "a safetensors file";
  const lower = text
    .replace(/^\xef\xbb\xbf/, "")
    .trimStart()
    .toLowerCase();
  for (const [start, name] of BEGINNINGS) if (lower.startsWith(start)) return name;
  const bytes = [...beginning.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  return `something else, beginning with the bytes ${bytes}`;
}
