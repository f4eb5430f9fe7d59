import { startInference } from "../../../src/app/answers.ts";
import { askWorkspace, type GroundedRequest, type GroundedTools, readAhead } from "../../../src/app/askWorkspace.ts";
import { defaultModel } from "../../../src/app/defaults.ts";
import { getModel } from "../../../src/app/models.ts";
import type { GroundedAnswer } from "../../../src/core/groundedAnswer.ts";
import type { SearchIndex } from "../../../src/workspaceIndex/searchIndex.ts";

/** How long it takes from a question to the first token of its answer, with the model loaded. */
export interface FirstTokenFigures {
  /**
   * Warm: the model is loaded and has read passages, while this question was typed or for the one before it. The slower
   * of `typedMs` and `followUpMs`.
   */
  readonly firstTokenMs: number;
  /** Of the prompts that were measured. */
  readonly promptTokens: number;
  /** Medians in milliseconds, search and all. A question of which the model has read nothing. */
  readonly newMs: number;
  /** One whose passages the model has read while it was typed: `readAhead` at two thirds of its words. */
  readonly typedMs: number;
  /** One that follows the question before it. */
  readonly followUpMs: number;
  /** The same question again. */
  readonly againMs: number;
  /** Tokens that had to be read for each, on average. */
  readonly newTokens: number;
  readonly typedTokens: number;
  readonly followUpTokens: number;
  readonly againTokens: number;
}

const [LEAST_TOKENS, MOST_TOKENS] = [800, 1300];
const QUESTIONS = 9;
const TYPED_SHARE = 2 / 3;
const FOLLOW_UP = "And what does it return?";

/** Asks an index questions whose prompts have about 1,000 tokens; other questions are passed over. */
export async function measureFirstToken(
  index: SearchIndex,
  queries: readonly string[],
  report: (line: string) => void,
): Promise<FirstTokenFigures> {
  const { path } = await getModel(defaultModel, {});
  await using inference = startInference();
  const model = await inference.functions["model/load"]({ modelPath: path });
  const tools: GroundedTools = { retriever: index, inference: inference.functions, model };
  const runs: Record<"fresh" | "typed" | "followUp" | "again", Measured>[] = [];
  for (const question of queries) {
    if (runs.length === QUESTIONS) break;
    const fresh = await measured(tools, { question });
    if (fresh.promptTokens < LEAST_TOKENS || fresh.promptTokens > MOST_TOKENS) continue;
    const again = await measured(tools, { question });
    const followUp = await measured(tools, { question: FOLLOW_UP, before: [question], shown: again.sources });
    // Something else was asked meanwhile, so that nothing is known.
    await measured(tools, { question: "What is not said anywhere?" });
    const words = question.split(" ");
    const begun = words.slice(0, Math.ceil(words.length * TYPED_SHARE)).join(" ");
    const shown = await readAhead(tools, { question: begun, options: OPTIONS });
    const typed = await measured(tools, { question, shown });
    runs.push({ fresh, typed, followUp, again });
    report(
      `${fresh.promptTokens} tokens: new ${fresh.ms.toFixed(0)} ms, typed ${typed.ms.toFixed(0)} (${typed.read} read), ` +
        `follow-up ${followUp.ms.toFixed(0)} (${followUp.read}), again ${again.ms.toFixed(0)} (${again.read})`,
    );
  }
  const ms = (of: keyof (typeof runs)[number]) => median(runs.map((run) => run[of].ms));
  const read = (of: keyof (typeof runs)[number]) => mean(runs.map((run) => run[of].read));
  return {
    firstTokenMs: Math.max(ms("typed"), ms("followUp")),
    promptTokens: mean(runs.map(({ fresh }) => fresh.promptTokens)),
    newMs: ms("fresh"),
    typedMs: ms("typed"),
    followUpMs: ms("followUp"),
    againMs: ms("again"),
    newTokens: read("fresh"),
    typedTokens: read("typed"),
    followUpTokens: read("followUp"),
    againTokens: read("again"),
  };
}

const OPTIONS = { maxTokens: 2 };

interface Measured {
  readonly ms: number;
  readonly promptTokens: number;
  readonly read: number;
  readonly sources: GroundedAnswer["sources"];
}

async function measured(tools: GroundedTools, request: Omit<GroundedRequest, "options">): Promise<Measured> {
  const listener = { onText: () => undefined };
  const answer = await askWorkspace(tools, { ...request, options: OPTIONS, anyway: true }, listener);
  if (!("generation" in answer)) throw new Error("the model was not asked");
  const { promptTokens, reusedTokens } = answer.generation;
  return {
    ms: answer.timings.firstTokenMs,
    promptTokens,
    read: promptTokens - reusedTokens,
    sources: answer.sources,
  };
}

const mean = (values: readonly number[]): number =>
  Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
const median = (values: readonly number[]): number =>
  Math.round([...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN);
