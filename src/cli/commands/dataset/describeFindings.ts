import { counted } from "../../../base/counted.ts";
import type { Finding } from "../../../core/review.ts";
import { DEFAULT_DATASET } from "../../../app/defaults.ts";
import { formatCount, formatTable } from "../../format.ts";

/** As many as a person reads before deciding about them in bulk. */
const SHOWN = 20;

/** Findings of imported rows that wait for somebody, and what to type. */
export function describeUndecided(undecided: readonly Finding[], withheldCount: number, dataset: string): string[] {
  const [first] = undecided;
  if (first === undefined) return [];
  const option = dataset === DEFAULT_DATASET ? "" : ` --dataset ${dataset}`;
  const more = undecided.length - SHOWN;
  return [
    `${counted(undecided.length, "secret or piece of personal data", "secrets or pieces of personal data")} in ${counted(withheldCount, "row")}, kept out, and where git does not look, until you decide:`,
    formatTable(undecided.slice(0, SHOWN).map(lineOf)),
    ...(more > 0 ? [`  and ${formatCount(more)} more: espalier dataset scan${option}`] : []),
    `Keep the rows without the text: espalier dataset scan${option} --redact ${first.id}; or with it: --allow ${first.id}`,
  ];
}

const lineOf = ({ id, category, rule, source, preview }: Finding): string[] => [
  `  ${id}`,
  category,
  rule,
  `${source.path} line ${source.startLine}`,
  preview,
];
