import { at } from "../../base/at.ts";
import type { Remark } from "../../core/review.ts";
import type { BrokenRow, NumberedExample } from "../../curation/formats/jsonl.ts";
import { judgeTexts, RULES } from "../../curation/judge/judge.ts";
import { type LengthDistribution, lengthDistribution } from "../../curation/judge/tokenLengths.ts";
import { tokenRemarks } from "../../curation/judge/tokenRemarks.ts";
import { isOfItsLines, ungrounded } from "../../curation/judge/ungrounded.ts";
import type { TrainingConfig } from "../../core/run.ts";
import type { MeasuredExamples } from "../../protocol/training.ts";
import { type DatasetDescription, describeDataset } from "../datasets/dataset.ts";
import { prepareFolder } from "../datasets/prepareFolder.ts";
import { startTrainer, type StartTrainer } from "../runs/trainer.ts";
import { judgedRows, type JudgedRows } from "./judgedRows.ts";
import { measureDifficulty, type MeasuredDifficulty } from "./measureDifficulty.ts";
import type { HarvestFiles } from "./readOutTexts.ts";
import { sourceTexts } from "./sourceTexts.ts";

export interface CheckRequest {
  /** Sources are read below it, and its `.espalier/cache` keeps what was measured. */
  readonly folder: string;
  /** The dataset's file. */
  readonly path: string;
  /** Whose tokens are counted. Defaults to none: then what needs a model is not looked at. */
  readonly model?: { readonly path: string; readonly sha256: string };
  readonly config: Pick<TrainingConfig, "maxTokens" | "template" | "device" | "threads">;
  /** Measure the model's loss on every answer. Needs a model. Defaults to false. */
  readonly difficulty?: boolean;
  /** Examples to name at either end of the difficulties. Defaults to 5. */
  readonly listed?: number;
}

export interface CheckOptions {
  readonly signal: AbortSignal;
  /** A share of the work of one part. */
  readonly onProgress?: (part: "tokens" | "difficulty", fraction: number) => void;
  readonly startTrainer?: StartTrainer;
  /** How text is read out of documents that are none. Defaults to processes of their own. */
  readonly harvest?: HarvestFiles;
}

/** An example and where it stands. */
export interface CheckedRow extends NumberedExample {
  readonly remarks: readonly Remark[];
  /** Absent without a model, and where its template refuses the example. */
  readonly tokenCount?: number;
}

export interface RuleCount {
  readonly rule: string;
  /** What the rule looks for, for people. */
  readonly description: string;
  readonly severity: Remark["severity"];
  readonly count: number;
}

export interface CheckedDataset {
  readonly description: DatasetDescription;
  /** All good rows that take part, in their order, as they would be trained on; see `judgedRows`. */
  readonly rows: readonly CheckedRow[];
  /** Rows that take no part. */
  readonly excluded: JudgedRows["excluded"];
  /** The first thousand. */
  readonly broken: readonly BrokenRow[];
  readonly brokenCount: number;
  /** Rules that some example breaks; errors first, then as in `RULES`. */
  readonly rules: readonly RuleCount[];
  /** Examples whose cited lines are at hand, and could be looked for in their sources. */
  readonly groundedCount: number;
  readonly lengths?: LengthDistribution & { readonly maxTokens: number; readonly contextLength: number };
  readonly difficulty?: MeasuredDifficulty;
}

/** Names of all rules that a check applies. */
export const ruleNames: readonly string[] = Object.keys(RULES);

/** What a chat template that asks for the date is told: the same on every day, so that measurements stay true. */
const CHECK_DATE = "2025-01-01T00:00:00.000Z";

/**
 * Everything that can be said of a dataset before it is trained on. Broken rows are listed, not thrown.
 *
 * @throws UserError `dataset/unreadable`, `gguf/…`, `template/…` for a model without a template; the signal's reason.
 */
export async function checkDataset(request: CheckRequest, options: CheckOptions): Promise<CheckedDataset> {
  const { signal, onProgress, harvest, startTrainer: start = startTrainer } = options;
  const { rows, broken, brokenCount, excluded } = await judgedRows(request.path, signal);
  const examples = rows.map(({ example }) => example);
  const remarks = judgeTexts(examples);
  const cited = await sourceTexts(request.folder, examples, signal, harvest);
  const sources = cited.map((text, index) => (isOfItsLines(at(examples, index)) ? text : undefined));
  for (const [index, example] of examples.entries()) {
    const source = sources[index];
    if (source !== undefined) at(remarks, index).push(...optional(ungrounded(example, source)));
  }
  const groundedCount = sources.filter((source) => source !== undefined).length;

  const { model, config, listed = 5 } = request;
  const findings = { description: describeDataset(examples), broken, brokenCount, excluded, groundedCount };
  if (model === undefined || examples.length === 0)
    return { ...findings, rows: joined(rows, remarks), rules: counted(remarks) };
  await using trainer = start();
  const asked = { modelPath: model.path, config, startedAt: CHECK_DATE, examples };
  const measured = await trainer.functions["examples/measure"](asked, signal, (done) =>
    onProgress?.("tokens", done / examples.length),
  );
  for (const [index, found] of remarksOfTokens(measured).entries()) at(remarks, index).push(...found);
  const lengths = {
    ...lengthDistribution(measured.examples.flatMap((each) => ("tokenCount" in each ? each.tokenCount : []))),
    maxTokens: measured.maxTokens,
    contextLength: measured.contextLength,
  };
  const checked = { ...findings, rows: joined(rows, remarks, measured), rules: counted(remarks), lengths };
  if (request.difficulty !== true) return checked;
  await prepareFolder(request.folder);
  const difficulty = await measureDifficulty(trainer, asked, {
    folder: request.folder,
    modelSha256: model.sha256,
    listed,
    signal,
    onProgress: (fraction) => onProgress?.("difficulty", fraction),
  });
  return { ...checked, difficulty };
}

const optional = (remark: Remark | undefined): Remark[] => (remark ? [remark] : []);

function remarksOfTokens({ examples, maxTokens }: MeasuredExamples): Remark[][] {
  return examples.map((measured) =>
    "refused" in measured
      ? [{ rule: "template", severity: "error", message: measured.refused }]
      : tokenRemarks(measured, maxTokens),
  );
}

function joined(
  rows: readonly NumberedExample[],
  remarks: readonly (readonly Remark[])[],
  measured?: MeasuredExamples,
): CheckedRow[] {
  return rows.map((row, index) => {
    const measure = measured?.examples[index];
    return {
      ...row,
      remarks: at(remarks, index),
      ...(measure && "tokenCount" in measure && { tokenCount: measure.tokenCount }),
    };
  });
}

function counted(remarks: readonly (readonly Remark[])[]): RuleCount[] {
  const counts = Object.keys(RULES).flatMap((rule) =>
    (["error", "warning"] as const).flatMap((severity) => {
      const isThis = (remark: Remark) => remark.rule === rule && remark.severity === severity;
      const count = remarks.filter((each) => each.some(isThis)).length;
      return count === 0 ? [] : [{ rule, description: RULES[rule] ?? rule, severity, count }];
    }),
  );
  return [
    ...counts.filter(({ severity }) => severity === "error"),
    ...counts.filter(({ severity }) => severity === "warning"),
  ];
}

/** The examples with the most and gravest remarks first; none without. */
export function worstRows(rows: readonly CheckedRow[]): CheckedRow[] {
  const weight = ({ remarks }: CheckedRow) =>
    remarks.reduce((sum, { severity }) => sum + (severity === "error" ? 100 : 1), 0);
  return rows
    .filter(({ remarks }) => remarks.length > 0)
    .toSorted((left, right) => weight(right) - weight(left) || left.line - right.line);
}
