import { dirname, join } from "node:path";
import { startInference } from "../../../src/app/answers/answers.ts";
import { readSources } from "../../../src/app/answers/askWorkspace.ts";
import type { AnswerTask } from "../../../src/app/grounded/answerTrials.ts";
import { heldOutTasks } from "../../../src/app/grounded/evaluateGrounded.ts";
import { type GradedAnswer, gradeAnswer } from "../../../src/app/grounded/gradeAnswer.ts";
import { holdsAnswer } from "../../../src/app/grounded/groundedCase.ts";
import { openTunedModel } from "../../../src/app/runs/tunedModel.ts";
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

/** Where the passage that answers stands among the sources. */
const PLACES = ["last", "before the last", "first"] as const;
type Place = (typeof PLACES)[number];
type OrderTrial = Readonly<Record<Place, GradedAnswer>>;

/** Each measure by place: with the passage last, which is called base here, and there. */
type ByPlace = Readonly<Partial<Record<Place, Readonly<Record<string, ShareDifference>>>>>;
export type OrderFigures = Readonly<Partial<Record<OrderSide, ByPlace>>>;

const MAX_TOKENS = 64;

/**
 * Whether it matters that the best passage stands next to the question: held-out questions of the benchmark `answers`, of
 * base and tuned model, each asked with the passage that answers in three places among what search takes for it.
 */
export async function benchOrder({ questions, steps, only, report }: OrderBenchOptions): Promise<OrderFigures> {
  const { signal } = new AbortController();
  const { folder, runId } = await tunedOnRepository(steps, report, signal);
  const { run, modelPath, adapterPath } = await openTunedModel(folder, runId, signal);
  const { tasks } = await heldOutTasks(folder, run, "test", questions, { signal });
  const kept = keptTrials<GradedAnswer>(join(dirname(folder), "orders.jsonl"));
  await using inference = startInference();
  const { template } = run.record.config;
  const model = await inference.functions["model/load"]({ modelPath, template }, signal, () => undefined);

  const trialsOf = async (side: OrderSide, adapter: AdapterUse | undefined): Promise<OrderTrial[]> => {
    const trials: OrderTrial[] = [];
    for (const task of tasks) {
      const trial: Partial<Record<Place, GradedAnswer>> = {};
      for (const place of PLACES) {
        const key = `${side} ${place} ${task.example.id}`;
        const known = kept.get(key);
        trial[place] = known ?? (await ask(task, place, adapter));
        if (known === undefined) kept.keep(key, trial[place]);
      }
      trials.push(trial as OrderTrial);
      report(`${side}: ${trials.length} of ${tasks.length} questions answered`);
    }
    return trials;
  };
  const ask = async (task: AnswerTask, place: Place, adapter: AdapterUse | undefined): Promise<GradedAnswer> => {
    const { question, gold, distractors, found } = task;
    const { sources: chosen, controlTexts } = await readSources(
      { inference: inference.functions, model },
      { ...found, hits: [gold, ...distractors] },
      { question, earlier: undefined, system: undefined },
      MAX_TOKENS,
    );
    const sources = withLastAt(chosen, place);
    const messages = groundedMessages({ question, sources, controlTexts });
    const options = { maxTokens: MAX_TOKENS };
    const { text } = await inference.functions["answer/generate"]({ messages, adapter, options }, signal);
    const answering = [gold, ...found.hits.filter((hit) => holdsAnswer(task, hit))];
    return gradeAnswer(text, task, sources, ({ path, startLine }) =>
      answering.some((hit) => hit.path === path && hit.startLine === startLine),
    );
  };

  const adapters = { base: undefined, tuned: adapterPath === undefined ? undefined : { path: adapterPath, scale: 1 } };
  const figures: Partial<Record<OrderSide, ByPlace>> = {};
  for (const side of only === undefined ? ORDER_SIDES : [only]) {
    figures[side] = differences(await trialsOf(side, adapters[side]));
  }
  return figures;
}

/** The sources with their last, which answers, in another place. */
function withLastAt(sources: readonly Source[], place: Place): Source[] {
  const others = sources.slice(0, -1);
  const index = { last: others.length, "before the last": Math.max(0, others.length - 1), first: 0 }[place];
  return others.toSpliced(index, 0, ...sources.slice(-1)).map((source, at) => ({ ...source, number: at + 1 }));
}

const yesNo = (isSo: boolean): Share => ({ count: isSo ? 1 : 0, of: 1 });

const MEASURES: Readonly<Record<string, (answer: GradedAnswer) => Share>> = {
  right: ({ isRight }) => yesNo(isRight),
  F1: ({ f1 }) => ({ count: f1, of: 1 }),
  "says the sources do not say": ({ isAbstention }) => yesNo(isAbstention),
  "citations named: verified": ({ citations: { verified, named } }) => ({ count: verified, of: named }),
  "citations shown: of a passage that answers": ({ citations: { right, shown } }) => ({ count: right, of: shown }),
};

const differences = (trials: readonly OrderTrial[]): ByPlace =>
  Object.fromEntries(
    PLACES.filter((place) => place !== "last").map((place) => [
      place,
      Object.fromEntries(
        Object.entries(MEASURES).map(([name, share]) => [
          name,
          shareDifference(trials.map((trial) => ({ base: share(trial.last), tuned: share(trial[place]) }))),
        ]),
      ),
    ]),
  );

export const describeOrder = (figures: OrderFigures): string =>
  ORDER_SIDES.flatMap((side) =>
    Object.entries(figures[side] ?? {}).map(([place, measures]) =>
      formatTable([
        [side, "last", place, "difference (95 %)"],
        ...Object.entries(measures).map(([name, { base, tuned, difference, low, high }]) => [
          name,
          ...[base, tuned].map((share) => `${(share * 100).toFixed(1)} %`),
          `${(difference * 100).toFixed(1)} (${(low * 100).toFixed(1)} to ${(high * 100).toFixed(1)})`,
        ]),
      ]),
    ),
  ).join("\n\n");
