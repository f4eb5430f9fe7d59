import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { UserError } from "../../base/errors.ts";
import { rowOf } from "../../curation/formats/jsonl.ts";
import { parseRow } from "../../curation/formats/parseRow.ts";
import { readError } from "../../storage/readError.ts";

/**
 * Makes sure that a plain file, where there is one, may be written over by a build: it holds proposals as builds write them
 * and nothing else, so that nothing of another tool or of a person is lost.
 *
 * @throws UserError `dataset/foreign-rows`, `storage/unreadable`.
 */
export async function requireOwnRows(path: string): Promise<void> {
  if (!existsSync(path)) return;
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw readError(error, path);
  });
  const lines = text.split("\n");
  const foreign = lines.findIndex((line) => line !== "" && !isBuilt(line));
  if (foreign < 0) return;
  throw new UserError(
    "dataset/foreign-rows",
    `${path} line ${foreign + 1} is not what a build writes, and would be lost`,
    "Name another file after --out, or move this one away.",
  );
}

function isBuilt(line: string): boolean {
  const row = parseRow(line);
  return "example" in row && row.example.source?.hash !== undefined && rowOf(row.example) === `${line}\n`;
}
