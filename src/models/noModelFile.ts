import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { messageOf, type UserError } from "../base/errors.ts";
import { systemReason } from "../base/systemReason.ts";
import { ggufErrors } from "../gguf/errors.ts";
import { errorCode } from "../storage/atomicWrite.ts";
import { modelErrors } from "./modelErrors.ts";

/** As many files of a folder as are worth choosing from in one line. */
const NAMED_FILES = 3;

/** Why there is no file of a model at a path, and what to name instead. */
export async function noModelFile(path: string): Promise<UserError> {
  try {
    if ((await stat(path)).isDirectory()) return modelErrors.isFolder(path, toName(path, await readdir(path)));
  } catch (error) {
    if (errorCode(error) === "ENOENT") return ggufErrors.notFound(path);
    return ggufErrors.unreadable(path, systemReason(error) ?? messageOf(error));
  }
  return ggufErrors.unreadable(path, "it is not a file");
}

function toName(folder: string, names: readonly string[]): string {
  const models = names.filter((name) => /\.gguf$/i.test(name)).sort();
  if (models.length > 0) {
    const others = models.length > NAMED_FILES ? `, or another of its ${models.length}` : "";
    const named = models.slice(0, NAMED_FILES).map((name) => join(folder, name));
    return `Name the file in it: ${named.join(" or ")}${others}.`;
  }
  if (names.some((name) => name.endsWith(".safetensors"))) {
    return "It holds a model as safetensors: name its GGUF file, which llama.cpp's convert_hf_to_gguf.py makes of such a folder.";
  }
  return "There is none in it: name the file itself.";
}
