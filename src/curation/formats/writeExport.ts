import { join } from "node:path";
import type { Example, Split } from "../../core/example.ts";
import { cellOf, exportRow } from "./exportRow.ts";
import type { ExportPlan } from "./planExport.ts";
import { writePieces } from "./writePieces.ts";

export interface WrittenFile {
  readonly path: string;
  readonly split?: Split;
  readonly exampleCount: number;
}

const SPLITS: readonly Split[] = ["train", "validation", "test"];
/** As the Hugging Face Hub's loaders know them. */
const SPLIT_NAMES: Readonly<Record<Split, string>> = { train: "train", validation: "validation", test: "test" };

/**
 * Writes what the plan holds: to a file, or with `bySplit`, or where the format wants it, to a folder with a file for each
 * split that has examples. Each file is written whole or not at all.
 *
 * @param bySplit every example has a split.
 */
export async function writeExport(
  plan: ExportPlan,
  out: string,
  bySplit: boolean,
  signal?: AbortSignal,
): Promise<WrittenFile[]> {
  const { target, held } = plan;
  if (!bySplit && target.splitNames === undefined) return writePart(plan, held, out, undefined, signal);
  const written: WrittenFile[] = [];
  for (const split of SPLITS) {
    const part = held.filter((example) => (example.split ?? "train") === split);
    if (part.length === 0) continue;
    const name = (target.splitNames ?? SPLIT_NAMES)[split];
    const path = join(out, target.container === "documents" ? name : `${name}${extensionOf(plan)}`);
    written.push(...(await writePart(plan, part, path, split, signal)));
  }
  return written;
}

/** `.jsonl`, `.csv` or `.tsv`. */
export const extensionOf = ({ target }: Pick<ExportPlan, "target">): string =>
  target.container === "table" ? `.${target.name}` : ".jsonl";

async function writePart(
  plan: ExportPlan,
  examples: readonly Example[],
  path: string,
  split: Split | undefined,
  signal: AbortSignal | undefined,
): Promise<WrittenFile[]> {
  const file = (filePath: string, exampleCount: number): WrittenFile => ({
    path: filePath,
    exampleCount,
    ...(split && { split }),
  });
  if (plan.target.container !== "documents") {
    await writePieces(
      path,
      plan.target.container === "table" ? tableOf(plan, examples) : linesOf(plan, examples),
      signal,
    );
    return [file(path, examples.length)];
  }
  const digits = String(examples.length).length;
  const written: WrittenFile[] = [];
  for (const [index, example] of examples.entries()) {
    const name = `${String(index + 1).padStart(digits, "0")}.txt`;
    await writePieces(join(path, name), example.form === "text" ? [example.text] : [], signal);
    written.push(file(join(path, name), 1));
  }
  return written;
}

function* linesOf({ target, withProvenance }: ExportPlan, examples: readonly Example[]): Generator<string> {
  for (const example of examples) {
    const result = exportRow(target, example, withProvenance);
    if ("row" in result) yield `${JSON.stringify(result.row)}\n`;
  }
}

function* tableOf({ target, withProvenance, columns }: ExportPlan, examples: readonly Example[]): Generator<string> {
  const lineOf = (cells: readonly string[]) => `${cells.map(quoted).join(target.delimiter ?? ",")}\r\n`;
  yield lineOf(columns);
  for (const example of examples) {
    const result = exportRow(target, example, withProvenance);
    if (!("row" in result)) continue;
    const { row } = result;
    yield lineOf(columns.map((column) => (column in row ? cellOf(row[column]) : "")));
  }
}

/** All cells are quoted, so that no reader takes a comma or a number for something else (RFC 4180). */
const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
