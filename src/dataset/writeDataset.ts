import type { Finding, FindingDecision } from "../core/review.ts";
import { type BegunWrite, beginWrite, remove, writeFileAtomic } from "../storage/atomicWrite.ts";
import type { Example } from "../core/example.ts";
import { rowOf, rowStart } from "../curation/formats/jsonl.ts";
import { rowBlocks } from "../curation/formats/rowBlocks.ts";
import { type Card, isCard } from "../curation/yield/card.ts";
import type { DatasetFiles } from "./datasetFiles.ts";
import { compareText } from "./exampleTable.ts";
import type { SourceRecord } from "./schemas.ts";
import type { WithheldExample } from "./loadDataset.ts";
import type { Superseded } from "./storedDataset.ts";

/** Text that is joined at once; longer pieces would exceed what one string can hold in a large dataset. */
const PIECE_CHARACTERS = 1 << 20;

/** Writes the examples' file, whole or not at all, from lines with their ends. */
export async function writeLines(path: string, lines: Iterable<string>): Promise<void> {
  const pieces: Buffer[] = [];
  let text = "";
  for (const line of lines) {
    text += line;
    if (text.length < PIECE_CHARACTERS) continue;
    pieces.push(Buffer.from(text));
    text = "";
  }
  pieces.push(Buffer.from(text));
  await writeFileAtomic(path, Buffer.concat(pieces));
}

/** Begins to write the examples' file, whole or not at all. Rows of cards are copied. */
export async function beginRows(
  path: string,
  rows: readonly (Card | Example)[],
): Promise<BegunWrite & { readonly bytes: Buffer }> {
  const bytes = Buffer.concat([...rowBlocks(piecesOf(rows))]);
  return { ...(await beginWrite(path, bytes)), bytes };
}

function* piecesOf(rows: readonly (Card | Example)[]): Generator<string | Uint8Array> {
  for (const row of rows) {
    if (isCard(row)) {
      yield rowStart(row);
      yield row.rest();
    } else yield rowOf(row);
  }
}

/** Writes what git must not see; no file where there is nothing. */
export async function writeWithheld(files: DatasetFiles, withheld: readonly WithheldExample[]): Promise<void> {
  await writeOrRemove(
    files.withheld,
    withheld.map(
      ({ secrets, example }) => `${JSON.stringify({ secrets, example: JSON.parse(rowOf(example)) as unknown })}\n`,
    ),
  );
}

/** Writes what decisions were about and no build proposes any more, sorted by id. */
export async function writeSuperseded(files: DatasetFiles, superseded: Iterable<Superseded>): Promise<void> {
  const sorted = [...superseded].sort((a, b) => compareText(a.example.id, b.example.id));
  await writeOrRemove(
    files.superseded,
    sorted.map(({ of, example }) => `${JSON.stringify({ of, example: JSON.parse(rowOf(example)) as unknown })}\n`),
  );
}

/** Writes findings by place, then what was decided about them by id: a review reads well in a git diff. */
export async function writeFindings(
  files: DatasetFiles,
  findings: readonly Finding[],
  decisions: Iterable<FindingDecision>,
): Promise<void> {
  const byPlace = [...findings].sort(
    (a, b) =>
      compareText(a.source.path, b.source.path) || a.source.startLine - b.source.startLine || compareText(a.id, b.id),
  );
  const byId = [...decisions].sort((a, b) => compareText(a.id, b.id));
  await writeOrRemove(
    files.findings,
    [...byPlace, ...byId].map((line) => `${JSON.stringify(line)}\n`),
  );
}

export async function writeSources(files: DatasetFiles, sources: readonly SourceRecord[]): Promise<void> {
  const sorted = [...sources].sort((a, b) => compareText(a.path, b.path));
  await writeOrRemove(
    files.sources,
    sorted.map(({ path, hash, commit, split }) => `${JSON.stringify({ path, hash, commit, split })}\n`),
  );
}

export const writeExamplesFile = (files: DatasetFiles, examples: Iterable<Example>): Promise<void> =>
  writeLines(files.examples, rowsOf(examples));

function* rowsOf(examples: Iterable<Example>): Generator<string> {
  for (const example of examples) yield rowOf(example);
}

async function writeOrRemove(path: string, lines: readonly string[]): Promise<void> {
  if (lines.length === 0) await remove(path);
  else await writeLines(path, lines);
}
