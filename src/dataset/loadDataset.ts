import { dirname } from "node:path";
import type { Example } from "../core/example.ts";
import type { Finding, FindingDecision } from "../core/review.ts";
import { parseRow } from "../curation/formats/parseRow.ts";
import type { FoundText } from "../curation/secrets/redact.ts";
import type { DatasetFiles } from "./datasetFiles.ts";
import { DecisionHistory } from "./decisionHistory.ts";
import { ExampleTable, type OtherExample } from "./exampleTable.ts";
import { brokenLine, endOfLines, type JsonLines, jsonLinesOf, parseLines, readIfThere } from "./jsonLines.ts";
import {
  decisionSchema,
  findingLineSchema,
  remarkRecordSchema,
  type SourceRecord,
  sourceSchema,
  supersededSchema,
  withheldSchema,
} from "./schemas.ts";
import { type IndexedRow, readRowIndex } from "./rowIndex.ts";
import { StoredDataset, type Superseded } from "./storedDataset.ts";

/** How a file's bytes are come by; none for a file that is not there. Defaults to the disk. */
export type ReadBytes = (path: string) => Promise<Buffer>;

/** The examples' file as it was just written, by whoever still holds the dataset's lock. */
export interface WrittenExamples {
  readonly bytes: Buffer;
  /** `indexedRow` of each line. */
  readonly rows: readonly IndexedRow[];
}

export interface FindingsFile {
  readonly findings: readonly Finding[];
  readonly decisions: ReadonlyMap<string, FindingDecision>;
}

export interface WithheldExample {
  readonly example: Example;
  readonly secrets: readonly FoundText[];
}

/**
 * Reads all of a dataset but its review log, with decisions as `history` has them.
 *
 * @param written what need not be read.
 * Throws UserError `dataset/broken-line`, `dataset/merge-conflict`, `dataset/not-utf8`, `dataset/too-large`.
 */
export async function loadDatasetParts(
  files: DatasetFiles,
  history: DecisionHistory,
  read: ReadBytes = readIfThere,
  written?: WrittenExamples,
): Promise<StoredDataset> {
  const linesAt = async (path: string): Promise<JsonLines> => jsonLinesOf(path, await read(path));
  const withheld = withheldFrom(await linesAt(files.withheld));
  const superseded = supersededFrom(await linesAt(files.superseded));
  const { findings, decisions } = findingsFrom(await linesAt(files.findings));
  const others: OtherExample[] = [
    ...[...superseded.values()].map(({ example }) => ({ origin: "superseded" as const, example })),
    ...withheld.map(({ example }) => ({ origin: "withheld" as const, example })),
  ];
  const lines = written ? jsonLinesOf(files.examples, written.bytes) : await linesAt(files.examples);
  const known = written?.rows ?? (await readRowIndex(() => read(files.rowIndex), lines.bytes));
  return new StoredDataset({
    files,
    table: new ExampleTable(lines, others, known?.length === lines.starts.length ? known : undefined),
    history,
    findings,
    findingDecisions: decisions,
    secrets: new Map(withheld.map(({ example, secrets }) => [example.id, secrets])),
    superseded,
    remarks: new Map(
      parseLines(await linesAt(files.remarks), remarkRecordSchema, "remarks about an example").map((record) => [
        record.id,
        record,
      ]),
    ),
  });
}

/** A whole dataset from its files as they lie somewhere, for looking only. A torn last line of the log is left out. */
export async function readStoredDataset(files: DatasetFiles, read: ReadBytes = readIfThere): Promise<StoredDataset> {
  const history = new DecisionHistory();
  const log = await read(files.review);
  const whole = log.subarray(0, endOfLines(log));
  for (const decision of parseLines(jsonLinesOf(files.review, whole), decisionSchema, "a decision"))
    history.apply(decision);
  return loadDatasetParts(files, history, read);
}

export const readFindings = async (files: DatasetFiles): Promise<FindingsFile> =>
  findingsFrom(jsonLinesOf(files.findings, await readIfThere(files.findings)));

/** The list of sources with the bytes that it was read from. */
export interface SourcesRead {
  readonly bytes: Buffer;
  readonly sources: readonly SourceRecord[];
}

/** @param before of an earlier time: what is as it was then is not parsed again. */
export async function readSources(files: DatasetFiles, before?: SourcesRead): Promise<SourcesRead> {
  const bytes = await readIfThere(files.sources);
  if (before?.bytes.equals(bytes) === true) return before;
  return { bytes, sources: parseLines(jsonLinesOf(files.sources, bytes), sourceSchema, "a source file") };
}

export const readWithheld = async (files: DatasetFiles): Promise<WithheldExample[]> =>
  withheldFrom(jsonLinesOf(files.withheld, await readIfThere(files.withheld)));

/** The folder that is watched for changes by others. */
export const folderOf = (files: DatasetFiles): string => dirname(files.examples);

function findingsFrom(lines: JsonLines): FindingsFile {
  const findings: Finding[] = [];
  const decisions = new Map<string, FindingDecision>();
  for (const line of parseLines(lines, findingLineSchema, "a finding, or a decision about one")) {
    if (!("action" in line)) findings.push(line);
    else if ((decisions.get(line.id)?.at ?? "") <= line.at) decisions.set(line.id, line);
  }
  return { findings, decisions };
}

const withheldFrom = (lines: JsonLines): WithheldExample[] =>
  parseLines(lines, withheldSchema, "a withheld example").map(({ secrets, example }, index) => ({
    secrets,
    example: exampleFrom(lines, index, example),
  }));

const supersededFrom = (lines: JsonLines): Map<string, Superseded> =>
  new Map(
    parseLines(lines, supersededSchema, "a superseded example").map(({ of, example }, index) => {
      const parsed = exampleFrom(lines, index, example);
      return [parsed.id, { of, example: parsed }] as const;
    }),
  );

function exampleFrom(lines: JsonLines, index: number, value: unknown): Example {
  const row = parseRow(JSON.stringify(value));
  if ("example" in row) return row.example;
  throw brokenLine(lines, index, row.found, row.expected);
}
