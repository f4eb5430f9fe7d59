import { readdir, stat } from "node:fs/promises";
import { basename, extname, join, relative, sep } from "node:path";
import { messageOf, UserError } from "../../../base/errors.ts";
import { systemReason } from "../../../base/systemReason.ts";
import type { Split } from "../../../core/example.ts";
import { splitNamed } from "../fields.ts";

/** A file of the data that is imported. */
export interface SourceFile {
  /** As given, or below the folder that was given, with forward slashes. */
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
  /** That its name or its folder's stands for, as MLX and the Hugging Face Hub name them. */
  readonly split?: Split;
}

export interface SourceFiles {
  readonly files: readonly SourceFile[];
  /** Files of a folder that are no data: read-me files, licences, pictures. */
  readonly passedOver: readonly string[];
}

/** In a folder, what else lies there is no data. */
const DATA_EXTENSIONS: ReadonlySet<string> = new Set([".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".tab", ".txt"]);
/** Written next to the data by the Hugging Face Hub's tools and by MLX. */
const NO_DATA: ReadonlySet<string> = new Set(["dataset_info.json", "dataset_infos.json", "state.json", "package.json"]);
const MAX_DEPTH = 4;
const MAX_FILES = 10_000;

/**
 * The files to import: the one that is named, or those with data in a folder, by name.
 *
 * @throws UserError `import/missing`, `import/no-data`, `import/too-many-files`.
 */
export async function sourceFilesAt(path: string): Promise<SourceFiles> {
  const found = await stat(path).catch((error: unknown) => {
    const reason = systemReason(error) ?? messageOf(error);
    throw new UserError("import/missing", `cannot read ${path}: ${reason}`, "Name a file or a folder.");
  });
  if (!found.isDirectory()) return { files: [await sourceFile(path, basename(path), undefined)], passedOver: [] };
  const [names, passedOver]: [string[], string[]] = [[], []];
  await collect(path, path, 0, names, passedOver);
  if (names.length === 0) {
    throw new UserError(
      "import/no-data",
      `found no data in ${path}: ${passedOver.length} files, none of them ${[...DATA_EXTENSIONS].join(", ")}`,
      "Name a file, or a folder with files of these kinds.",
    );
  }
  const files = await Promise.all(names.map((name) => sourceFile(join(path, name), name, path)));
  return { files, passedOver };
}

async function collect(root: string, folder: string, depth: number, names: string[], passedOver: string[]) {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith(".")) continue;
    const path = join(folder, entry.name);
    const name = relative(root, path).split(sep).join("/");
    if (entry.isDirectory() && depth < MAX_DEPTH) await collect(root, path, depth + 1, names, passedOver);
    else if (entry.isFile() && DATA_EXTENSIONS.has(extname(name).toLowerCase()) && !NO_DATA.has(entry.name)) {
      names.push(name);
    } else passedOver.push(name);
    if (names.length > MAX_FILES) {
      throw new UserError(
        "import/too-many-files",
        `${root} has more than ${MAX_FILES} files of data`,
        "Import a part.",
      );
    }
  }
}

async function sourceFile(path: string, name: string, root: string | undefined): Promise<SourceFile> {
  const { size } = await stat(path);
  const split = splitOf(root === undefined ? basename(path) : name);
  return { name, path, sizeBytes: size, ...(split && { split }) };
}

/** `train-00000-of-00003.jsonl` and `data/valid.jsonl`, but not `training-notes.txt`. */
function splitOf(name: string): Split | undefined {
  const parts = name.split("/").reverse();
  for (const part of parts) {
    const [stem = ""] = part.split(".");
    const split =
      splitNamed(stem.replace(/[-_]\d+(?:[-_]of[-_]\d+)?$/, "")) ?? splitNamed(/[-_]([a-z]+)$/i.exec(stem)?.[1]);
    if (split) return split;
  }
  return undefined;
}
