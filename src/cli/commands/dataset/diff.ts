import type { Command } from "commander";
import { CURRENT, datasetVersion } from "../../../app/datasets/datasetVersion.ts";
import { DEFAULT_DATASET } from "../../../app/defaults.ts";
import { type ExampleDifference, diffVersions, type TextDifference } from "../../../app/datasets/diffVersions.ts";
import type { Example } from "../../../core/example.ts";
import { questionOf } from "../../../core/exampleText.ts";
import { type CommonFlags, createCommand, type Context, runCommand } from "../../command.ts";
import { parseCount } from "../../flags.ts";
import { cutToWidth } from "../../displayWidth.ts";
import { formatCount } from "../../format.ts";
import type { Terminal } from "../../terminal.ts";

interface DiffFlags extends CommonFlags {
  readonly dataset: string;
  readonly limit: number;
}

export function diffCommand(): Command {
  return createCommand({
    usage: "diff <before> [after]",
    parameters: [
      "a run, a commit such as HEAD~1, a dataset, a file of JSON lines, or current",
      "the same (default: current, the dataset as it is now)",
    ],
    summary: "compare two versions of a dataset",
    examples: [
      ["dataset diff latest", "what the newest run learned from, against the dataset as it is now"],
      ["dataset diff HEAD~1", "what the last commit changed in what is trained on"],
      ["dataset diff 20260101 20260102 --json", "what two runs saw; every text that differs, word by word"],
    ],
  })
    .option("--dataset <name>", "the dataset that commits and `current` are of", DEFAULT_DATASET)
    .option("--limit <count>", "print so many of each list", parseCount, 10)
    .action((before: string, after: string | undefined, flags: DiffFlags) =>
      runCommand(flags, (context) => diff(before, after ?? CURRENT, flags, context)),
    );
}

async function diff(
  from: string,
  to: string,
  { dataset, limit }: DiffFlags,
  { terminal, folder, signal }: Context,
): Promise<void> {
  const before = await datasetVersion(folder, dataset, from, signal);
  const after = await datasetVersion(folder, dataset, to, signal);
  const difference = diffVersions(before, after);
  terminal.emit({ before: before.label, after: after.label, ...difference });
  terminal.print(`${before.label} → ${after.label}\n${describeDifference(difference, limit, terminal)}`);
}

function describeDifference(difference: ExampleDifference, limit: number, { colors }: Terminal): string {
  const { added, removed, changed, splitMoves, unchangedCount } = difference;
  const counts = [
    `${formatCount(added.length)} added`,
    `${formatCount(removed.length)} removed`,
    `${formatCount(changed.length)} changed`,
    `${formatCount(splitMoves.length)} moved to another split`,
    `${formatCount(unchangedCount)} unchanged`,
  ].join(", ");
  const blocks = [
    listed(
      "added",
      added.map((example) => colors.green(`+ ${lineOf(example)}`)),
      limit,
    ),
    listed(
      "removed",
      removed.map((example) => colors.red(`- ${lineOf(example)}`)),
      limit,
    ),
    listed(
      "changed",
      changed.map(({ after, texts }) =>
        [`~ ${lineOf(after)}`, ...texts.map((text) => `  ${text.name}: ${describeText(text, colors)}`)].join("\n"),
      ),
      limit,
    ),
    listed(
      "moved",
      splitMoves.map(({ id, from, to }) => `  ${id}: ${from} → ${to}`),
      limit,
    ),
  ];
  return [counts, ...blocks.flat()].join("\n");
}

function listed(what: string, lines: readonly string[], limit: number): string[] {
  const more = lines.length > limit ? [`  … ${formatCount(lines.length - limit)} more ${what}`] : [];
  return [...lines.slice(0, limit), ...more];
}

const lineOf = (example: Example): string => {
  const { id, kind, source } = example;
  const place = source ? ` · ${source.path}:${source.startLine}` : "";
  return `${id} · ${kind}${place} · ${cutToWidth(questionOf(example).replace(/\s+/g, " "), 80)}`;
};

/** Characters of what stayed that are shown around a change. */
const CONTEXT = 30;

/** What goes in `[-…-]`, what comes in `{+…+}`, as `git diff --word-diff` has it; long stretches in between are cut. */
function describeText({ parts }: TextDifference, colors: Terminal["colors"]): string {
  return parts
    .map(({ kind, text }) => {
      const line = text.replace(/\s+/g, " ");
      if (kind === "removed") return colors.red(`[-${line}-]`);
      if (kind === "added") return colors.green(`{+${line}+}`);
      return line.length > 2 * CONTEXT + 3 ? `${line.slice(0, CONTEXT)} … ${line.slice(-CONTEXT)}` : line;
    })
    .join("");
}
