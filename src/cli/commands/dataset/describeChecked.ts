import { type CheckedDataset, type CheckedRow, worstRows } from "../../../app/check/checkDataset.ts";
import { counted } from "../../../base/counted.ts";
import { questionOf } from "../../../core/exampleText.ts";
import { cutToWidth } from "../../displayWidth.ts";
import { formatCount, formatLoss, formatTable } from "../../format.ts";
import { describeCounts } from "./describeCounts.ts";

export interface CheckedText {
  /** Examples named in each list. */
  readonly limit: number;
  /** Characters in a line. */
  readonly width: number;
  /** Whose tokens were counted. */
  readonly modelId?: string;
}

/** All that was found, for people: counts, lengths, rules, and the examples to look at first. */
export function describeChecked(checked: CheckedDataset, { limit, width, modelId }: CheckedText): string {
  const { description, broken, rows, rules, groundedCount } = checked;
  const worst = worstRows(rows);
  return [
    ...(rows.length === 0 ? [] : [describeCounts(description)]),
    ...broken.map(({ line, found, expected }) => `line ${line}: found ${found}, expected ${expected}`),
    ...describeLengths(checked, width, modelId),
    "",
    rules.length === 0
      ? rows.length === 0
        ? "There is no example in it."
        : "No example is doubtful."
      : formatTable(
          rules.map(({ rule, description: text, severity, count }) => [severity, formatCount(count), rule, text]),
        ),
    ...(groundedCount > 0 ? [`${counted(groundedCount, "answer")} compared with the lines they come from`] : []),
    ...worst.slice(0, limit).map(describeRow),
    ...(worst.length > limit ? [`and ${formatCount(worst.length - limit)} more; --json lists all, --limit more`] : []),
    ...describeDifficulty(checked, width),
  ].join("\n");
}

const nameOf = ({ line, example }: CheckedRow): string => `line ${line} (${example.id})`;

const describeRow = (row: CheckedRow): string =>
  `${nameOf(row)}: ${row.remarks.map(({ rule, message }) => `${rule}: ${message}`).join("; ")}`;

const BAR = 40;

function describeLengths({ lengths }: CheckedDataset, width: number, modelId: string | undefined): string[] {
  if (lengths === undefined || lengths.count === 0) return [];
  const { quantiles, bins, longest, total, maxTokens } = lengths;
  const most = Math.max(...bins.map(({ count }) => count));
  const barWidth = Math.min(BAR, width - 30);
  const lines = bins.map(({ from, to, count }) => [
    `${formatCount(from)}–${formatCount(to)}`,
    formatCount(count),
    // Something is a bar, however little of it there is.
    "█".repeat(count === 0 ? 0 : Math.max(1, Math.round((count / most) * barWidth))) +
      (from <= maxTokens && maxTokens < to ? ` ← ${formatCount(maxTokens)} fit` : ""),
  ]);
  return [
    "",
    `Tokens${modelId === undefined ? "" : ` of ${modelId}`}: ${formatCount(total)} in all; half of the examples have ` +
      `${formatCount(quantiles.p50)} or fewer, nine in ten ${formatCount(quantiles.p90)}, the longest ${formatCount(longest)}`,
    formatTable(lines),
  ];
}

function describeDifficulty({ difficulty, rows }: CheckedDataset, width: number): string[] {
  if (difficulty === undefined) return [];
  const { measuredCount, cachedCount, ifd, medianLoss, misledCount, hardest, trivial } = difficulty;
  const list = (ranked: typeof hardest) =>
    formatTable(
      ranked.flatMap(({ index, ifd: ratio, loss, aloneLoss }) => {
        const row = rows[index];
        if (row === undefined) return [];
        const question = cutToWidth(questionOf(row.example).replace(/\s+/g, " "), Math.max(20, width - 62));
        return [
          [
            `  ${nameOf(row)}`,
            ratio === undefined ? "" : ratio.toFixed(2),
            `${formatLoss(loss)} / ${formatLoss(aloneLoss)}`,
            question,
          ],
        ];
      }),
    );
  return [
    "",
    `Difficulty of ${formatCount(measuredCount)} answers (${formatCount(cachedCount)} known from before): median loss ` +
      `${formatLoss(medianLoss)}; loss with the question by loss without it: median ${ifd.p50.toFixed(2)}, ` +
      `a tenth below ${ifd.p10.toFixed(2)}, a tenth above ${ifd.p90.toFixed(2)}; ` +
      `${formatCount(misledCount)} above 1, whose questions do not lead to their answers`,
    "Hardest (ratio, losses, question):",
    list(hardest),
    "Most trivial:",
    list(trivial),
  ];
}
