import { isDeepStrictEqual } from "node:util";
import { contentOf } from "../../core/exampleText.ts";
import { described } from "./parseRow.ts";
import { exampleOfRow } from "./exampleOfRow.ts";
import { isRecord } from "./mismatch.ts";
import type { Row, RowFormat } from "./rowFormat.ts";
import { alpaca } from "./rows/alpaca.ts";
import { type ColumnMapping, columnsFormat, usualMapping } from "./rows/columns.ts";
import { openAi } from "./rows/openAi.ts";
import { own } from "./rows/own.ts";
import { preference } from "./rows/preference.ts";
import { promptCompletion } from "./rows/promptCompletion.ts";
import { shareGpt } from "./rows/shareGpt.ts";
import { text } from "./rows/text.ts";

/** The formats of tools, in the order they are tried: one whose columns another has as well comes after it. */
export const ROW_FORMATS: readonly RowFormat[] = [own, preference, openAi, shareGpt, alpaca, promptCompletion, text];

export interface DetectedFormat {
  readonly format: RowFormat;
  /** Share of the sample's rows that can be read so, from 0 to 1. */
  readonly confidence: number;
  /** For people: by what it was known. */
  readonly why: string;
  /** Other formats that the rows are known by as well, and that would read something else in them. Absent for none. */
  readonly rivals?: readonly { readonly name: string; readonly why: string }[];
}

/**
 * Of formats that rows are known by alike, the first of these is meant: our own rows have columns of other formats, those
 * of a preference are often there once more as a conversation, and a text is often a conversation as a template writes it.
 */
const isSettled = (chosen: RowFormat, other: RowFormat): boolean =>
  chosen === own || chosen === preference || other === text || other.name === "columns";

/**
 * The format that most rows of the sample are known by; of several, the one by which more of them can be read, then the
 * earlier in `ROW_FORMATS`, with its rivals. Usual names of columns count only where no tool's format is known: what is wrong in its
 * columns must not be overlooked. Undefined where nothing is known.
 *
 * @param mapping given by hand: then it is the format.
 */
export function detectFormat(sample: readonly unknown[], mapping?: ColumnMapping): DetectedFormat | undefined {
  const rows = sample.filter(isRecord);
  const columns = columnsFormat(mapping ?? usualMapping(columnsOf(rows)));
  const formats = mapping ? [columns] : [...ROW_FORMATS, columns];
  type Candidate = DetectedFormat & { readonly knownCount: number };
  let best: Candidate | undefined;
  let alike: Candidate[] = [];
  for (const format of formats) {
    const known = rows.flatMap((row) => format.recognise(row) ?? []);
    const [why] = known;
    if (why === undefined || (best && format.name === "columns")) continue;
    const readCount = rows.filter((row) => isReadable(format, row)).length;
    const confidence = sample.length === 0 ? 0 : readCount / sample.length;
    const isBetter =
      best === undefined ||
      known.length > best.knownCount ||
      (known.length === best.knownCount && confidence > best.confidence);
    const candidate = { format, confidence, why, knownCount: known.length };
    if (isBetter) [best, alike] = [candidate, []];
    else if (best?.knownCount === known.length && best.confidence === confidence) alike.push(candidate);
  }
  if (best === undefined) return undefined;
  const { format, confidence, why, knownCount } = best;
  const rivals = alike
    .filter((other) => !isSettled(format, other.format) && readsOtherwise(format, other.format, rows))
    .map((other) => ({ name: other.format.name, why: other.why }));
  return {
    format,
    confidence,
    why: `${why}, in ${knownCount} of the first ${sample.length} rows`,
    ...(rivals.length > 0 && { rivals }),
  };
}

/** Whether the two would learn something else from a row. */
function readsOtherwise(a: RowFormat, b: RowFormat, rows: readonly Row[]): boolean {
  const contentIn = (format: RowFormat, row: Row) => {
    const parsed = described(() => exampleOfRow(format, row));
    return "example" in parsed ? contentOf(parsed.example) : undefined;
  };
  return rows.some((row) => !isDeepStrictEqual(contentIn(a, row), contentIn(b, row)));
}

/** Every name of a column in the sample: in tables, a row has no column where its cell is empty. */
export const columnsOf = (rows: readonly Row[]): string[] => [...new Set(rows.flatMap((row) => Object.keys(row)))];

const isReadable = (format: RowFormat, row: Row): boolean => "example" in described(() => exampleOfRow(format, row));
