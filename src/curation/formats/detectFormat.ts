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
}

/**
 * The format that most rows of the sample are known by; of several, the one by which more of them can be read, then the
 * earlier in `ROW_FORMATS`. Usual names of columns count only where no tool's format is known: what is wrong in its
 * columns must not be overlooked. Undefined where nothing is known.
 *
 * @param mapping given by hand: then it is the format.
 */
export function detectFormat(sample: readonly unknown[], mapping?: ColumnMapping): DetectedFormat | undefined {
  const rows = sample.filter(isRecord);
  const columns = columnsFormat(mapping ?? usualMapping(columnsOf(rows)));
  const formats = mapping ? [columns] : [...ROW_FORMATS, columns];
  let best: (DetectedFormat & { readonly knownCount: number }) | undefined;
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
    if (isBetter) best = { format, confidence, why, knownCount: known.length };
  }
  if (best === undefined) return undefined;
  const { format, confidence, why, knownCount } = best;
  return { format, confidence, why: `${why}, in ${knownCount} of the first ${sample.length} rows` };
}

/** Every name of a column in the sample: in tables, a row has no column where its cell is empty. */
export const columnsOf = (rows: readonly Row[]): string[] => [...new Set(rows.flatMap((row) => Object.keys(row)))];

const isReadable = (format: RowFormat, row: Row): boolean => "example" in described(() => exampleOfRow(format, row));
