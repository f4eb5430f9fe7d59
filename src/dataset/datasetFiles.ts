import { join, basename, dirname } from "node:path";
import { UserError } from "../base/errors.ts";
import type { Workspace } from "../storage/workspace.ts";

/** Where the parts of a dataset lie. All but `withheld`, `remarks`, `rowIndex` and `lock` belong in git. */
export interface DatasetFiles {
  readonly name: string;
  /** The examples, as they are proposed or were imported. A build makes the proposed ones anew. */
  readonly examples: string;
  /** What people decided, one line a decision. */
  readonly review: string;
  /** Findings with masked previews, and what was decided about them. */
  readonly findings: string;
  /** The files that were learned from. */
  readonly sources: string;
  /** What decisions were about and no build proposes any more. */
  readonly superseded: string;
  /** Examples with secrets in them, which git must not see. */
  readonly withheld: string;
  /** Doubts about examples; can be made again. */
  readonly remarks: string;
  /** What tells the rows of `examples` apart; can be made again. */
  readonly rowIndex: string;
  /** Name of the lock, without suffix. */
  readonly lock: string;
}

/** Lengths that every file system takes, and letters that every shell does. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,99}$/u;
const SIDE_NAMES = [".review", ".findings", ".sources", ".superseded"];

/** Throws UserError `dataset/bad-name`. */
export function datasetFiles(workspace: Pick<Workspace, "folder" | "datasetsFolder">, name: string): DatasetFiles {
  if (!NAME.test(name) || isSideName(name)) {
    throw new UserError(
      "dataset/bad-name",
      `"${name}" cannot be the name of a dataset`,
      "Use letters, digits, dots, dashes and underscores, at most 100, beginning with a letter or digit.",
    );
  }
  const part = (suffix: string) => join(workspace.datasetsFolder, `${name}${suffix}.jsonl`);
  return {
    name,
    examples: part(""),
    review: part(".review"),
    findings: part(".findings"),
    sources: part(".sources"),
    superseded: part(".superseded"),
    withheld: join(workspace.folder, "withheld", `${name}.jsonl`),
    remarks: join(workspace.folder, "cache", "remarks", `${name}.jsonl`),
    rowIndex: join(workspace.folder, "cache", "rows", `${name}.jsonl`),
    lock: join(workspace.folder, "locks", `dataset-${name}`),
  };
}

/** The dataset whose examples lie in this file, or undefined for a file that is none of a workspace's datasets. */
export function datasetFilesAt(path: string): DatasetFiles | undefined {
  const datasetsFolder = dirname(path);
  const folder = dirname(datasetsFolder);
  const name = basename(path, ".jsonl");
  const isDataset =
    basename(folder) === ".espalier" && basename(datasetsFolder) === "datasets" && path.endsWith(".jsonl");
  if (!isDataset || !NAME.test(name) || isSideName(name)) return undefined;
  return datasetFiles({ folder, datasetsFolder }, name);
}

/** The folder whose `.espalier` holds the dataset. */
export const rootOfDataset = ({ examples }: DatasetFiles): string => dirname(dirname(dirname(examples)));

/** Whether a file of the datasets' folder holds the examples of a dataset. */
export const isExamplesFile = (fileName: string): boolean =>
  fileName.endsWith(".jsonl") && NAME.test(basename(fileName, ".jsonl")) && !isSideName(basename(fileName, ".jsonl"));

const isSideName = (name: string): boolean => SIDE_NAMES.some((suffix) => name.endsWith(suffix));
