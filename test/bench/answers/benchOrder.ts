import { dirname, join } from "node:path";
import { startInference } from "../../../src/app/answers.ts";
import { readSources } from "../../../src/app/askWorkspace.ts";
import type { AnswerTask } from "../../../src/app/grounded/answerTrials.ts";
import { heldOutTasks } from "../../../src/app/grounded/evaluateGrounded.ts";
import { type GradedAnswer, gradeAnswer } from "../../../src/app/grounded/gradeAnswer.ts";
import { holdsAnswer } from "../../../src/app/grounded/groundedCase.ts";
import { openTunedModel } from "../../../src/app/tunedModel.ts";
import type { AdapterUse } from "../../../src/core/generation.ts";
import type { Source } from "../../../src/core/groundedAnswer.ts";
import { formatTable } from "../../../src/cli/format.ts";
import { type Share, shareDifference, type ShareDifference } from "../../../src/evaluation/pairedShares.ts";
import { groundedMessages } from "../../../src/retrieval/grounding/groundedMessages.ts";
import { tunedOnRepository } from "./benchAnswers.ts";
import { keptTrials } from "./keptTrials.ts";

export const ORDER_SIDES = ["base", "tuned"] as const;
export type OrderSide = (typeof ORDER_SIDES)[number];

export interface OrderBenchOptions {
  readonly questions: number;
  readonly steps: number;
  /** Defaults to both. */
  readonly only?: OrderSide | undefined;
  readonly report: (line: string) => void;
}

/** Each measure with the passage that answers last, called base here, and with it first. */
export type OrderFigures = Readonly<Partial<Record<OrderSide, Readonly<Record<string, ShareDifference>>>>>;

/** The same sources, the passage that answers at either end. */
interface OrderTrial {
  readonly last: GradedAnswer;
  readonly first: GradedAnswer;
}

const MAX_TOKENS = 64;

/**
 * Whether it matters that the best passage stands next to the question: held-out questions of the benchmark `answers`, of
 * base and tuned model, each asked with the passage that answers last and first among what search takes for it.
 */
export async function benchOrder({ questions, steps, only, report }: OrderBenchOptions): Promise<OrderFigures> {
  const { signal } = new AbortController();
  const { folder, runId } = await tunedOnRepository(steps, report, signal);
  const { run, modelPath, adapterPath } = await openTunedModel(folder, runId, signal);
  const { tasks } = await heldOutTasks(folder, run, "test", questions, { signal });
  const kept = keptTrials<OrderTrial>(join(dirname(folder), "orders.jsonl"));
  await using inference = startInference();
  const { template } = run.record.config;
  const model = await inference.functions["model/load"]({ modelPath, template }, signal, () => undefined);

  const trialsOf = async (side: OrderSide, adapter: AdapterUse | undefined): Promise<OrderTrial[]> => {
    const trials: OrderTrial[] = [];
    for (const task of tasks) {
      const key = `${side} ${task.example.id}`;
      const known = kept.get(key);
      const trial = known ?? (await ask(task, adapter));
      if (known === undefined) kept.keep(key, trial);
      trials.push(trial);
      report(`${side}: ${trials.length} of ${tasks.length} questions answered`);
    }
    return trials;
  };
  const ask = async (task: AnswerTask, adapter: AdapterUse | undefined): Promise<OrderTrial> => {
    const { question, gold, distractors, found } = task;
    const { sources, controlTexts } = await readSources(
      { inference: inference.functions, model },
      { ...found, hits: [gold, ...distractors] },
      { question, earlier: undefined, system: undefined },
      MAX_TOKENS,
    );
    const answer = async (ordered: readonly Source[]): Promise<GradedAnswer> => {
      const messages = groundedMessages({ question, sources: ordered, controlTexts });
      const options = { maxTokens: MAX_TOKENS };
      const { text } = await inference.functions["answer/generate"]({ messages, adapter, options }, signal);
      const isGold = ({ path, startLine }: Omit<Source, "text">): boolean =>
        [gold, ...found.hits.filter((hit) => holdsAnswer(task, hit))].some(
          (hit) => hit.path === path && hit.startLine === startLine,
        );
      return gradeAnswer(text, task, ordered, isGold);
    };
    const turned = [...sources.slice(-1), ...sources.slice(0, -1)];
    const numbered = turned.map((source, index) => ({ ...source, number: index + 1 }));
    return { last: await answer(sources), first: await answer(numbered) };
  };

  const adapters = { base: undefined, tuned: adapterPath === undefined ? undefined : { path: adapterPath, scale: 1 } };
  const figures: Partial<Record<OrderSide, Record<string, ShareDifference>>> = {};
  for (const side of only === undefined ? ORDER_SIDES : [only]) {
    figures[side] = differences(await trialsOf(side, adapters[side]));
  }
  return figures;
}

const yesNo = (isSo: boolean): Share => ({ count: isSo ? 1 : 0, of: 1 });

const MEASURES: Readonly<Record<string, (answer: GradedAnswer) => Share>> = {
  right: ({ isRight }) => yesNo(isRight),
  F1: ({ f1 }) => ({ count: f1, of: 1 }),
  "says the sources do not say": ({ isAbstention }) => yesNo(isAbstention),
  "citations named: verified": ({ citations: { verified, named } }) => ({ count: verified, of: named }),
  "citations shown: of a passage that answers": ({ citations: { right, shown } }) => ({ count: right, of: shown }),
};

const differences = (trials: readonly OrderTrial[]): Record<string, ShareDifference> =>
  Object.fromEntries(
    Object.entries(MEASURES).map(([name, share]) => [
      name,
      shareDifference(trials.map(({ last, first }) => ({ base: share(last), tuned: share(first) }))),
    ]),
  );

export const describeOrder = (figures: OrderFigures): string =>
  ORDER_SIDES.flatMap((side) => {
    const measures = figures[side];
    if (measures === undefined) return [];
    const rows = Object.entries(measures).map(([name, { base, tuned, difference, low, high }]) => [
      name,
      ...[base, tuned].map((share) => `${(share * 100).toFixed(1)} %`),
      `${(difference * 100).toFixed(1)} (${(low * 100).toFixed(1)} to ${(high * 100).toFixed(1)})`,
    ]);
    return [formatTable([[side, "last", "first", "first less last (95 %)"], ...rows])];
  }).join("\n\n");
