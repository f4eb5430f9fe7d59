import { askerFunctions } from "../../../src/app/asking/askerFunctions.ts";
import { followTyping } from "../../../src/app/asking/followTyping.ts";
import type { Generation } from "../../../src/core/generation.ts";
import type { QuestionRequest } from "../../../src/protocol/asking.ts";

/** What a person waits for, from Enter to the first word of the answer, with the model loaded. */
export interface FirstTokenFigures {
  /** Warm: the model has read along while this was typed. The slower of the medians `typedMs` and `followUpMs`. */
  readonly firstTokenMs: number;
  /** Of the prompts that were measured. */
  readonly promptTokens: number;
  readonly questions: number;
  /** Medians in milliseconds, search and all. A question that nobody typed, of which the model has read nothing. */
  readonly newMs: number;
  /** One that was typed, word by word, and sent with its last letter. */
  readonly typedMs: number;
  /** One that follows it, typed likewise. */
  readonly followUpMs: number;
  /** One that follows it and was not typed. */
  readonly followUpAtOnceMs: number;
  /** The same question again, not typed. */
  readonly againMs: number;
  /** Share of those within `GOAL_MS`. */
  readonly typedWithinGoal: number;
  readonly followUpWithinGoal: number;
  readonly followUpAtOnceWithinGoal: number;
  /** Tokens that were still to be read at Enter, on average. */
  readonly newTokens: number;
  readonly typedTokens: number;
  readonly followUpTokens: number;
}

const GOAL_MS = 500;
const [LEAST_TOKENS, MOST_TOKENS] = [800, 1300];
/** 60 words a minute: faster than most people type, and so with less time to read ahead. */
const MS_PER_CHARACTER = 200;
const FOLLOW_UPS = [
  "And what does it return?",
  "Where is it used?",
  "What happens if it is given nothing?",
  "And which parameters does it take?",
];

/**
 * Asks the default model about a folder's files as an editor does, by the functions of its asking process. Questions whose
 * prompts do not have about 1,000 tokens are passed over.
 */
export async function measureFirstToken(
  folder: string,
  queries: readonly string[],
  count: number,
  report: (line: string) => void,
): Promise<FirstTokenFigures> {
  await using asker = askerFunctions();
  const { ask, type } = person(asker, folder);
  const forget = () => ask({ question: "What is not said anywhere?" });
  await forget();
  const runs: Record<"fresh" | "again" | "atOnce" | "typed" | "followUp", Measured>[] = [];
  for (const question of queries) {
    if (runs.length === count) break;
    await forget();
    const fresh = await ask({ question });
    if (fresh.promptTokens < LEAST_TOKENS || fresh.promptTokens > MOST_TOKENS) continue;
    const again = await ask({ question });
    const next = FOLLOW_UPS[runs.length % FOLLOW_UPS.length] ?? "";
    const atOnce = await ask({ question: next, before: [question] });
    await forget();
    const typed = await type({ question });
    const followUp = await type({ question: next, before: [question] });
    runs.push({ fresh, again, atOnce, typed, followUp });
    report(
      `${fresh.promptTokens} tokens: new ${said(fresh)}, typed ${said(typed)}, follow-up typed ${said(followUp)}, ` +
        `at once ${said(atOnce)}, again ${said(again)}`,
    );
  }
  const ms = (of: keyof (typeof runs)[number]) => median(runs.map((run) => run[of].ms));
  const read = (of: keyof (typeof runs)[number]) => Math.round(mean(runs.map((run) => run[of].read)));
  const within = (of: keyof (typeof runs)[number]) => mean(runs.map((run) => (run[of].ms <= GOAL_MS ? 1 : 0)));
  return {
    firstTokenMs: Math.max(ms("typed"), ms("followUp")),
    promptTokens: Math.round(mean(runs.map(({ fresh }) => fresh.promptTokens))),
    questions: runs.length,
    newMs: ms("fresh"),
    typedMs: ms("typed"),
    followUpMs: ms("followUp"),
    followUpAtOnceMs: ms("atOnce"),
    againMs: ms("again"),
    typedWithinGoal: within("typed"),
    followUpWithinGoal: within("followUp"),
    followUpAtOnceWithinGoal: within("atOnce"),
    newTokens: read("fresh"),
    typedTokens: read("typed"),
    followUpTokens: read("followUp"),
  };
}

interface Measured {
  /** From Enter to the first word. */
  readonly ms: number;
  readonly promptTokens: number;
  readonly read: number;
}

type Asked = Pick<QuestionRequest, "question"> & Partial<Pick<QuestionRequest, "before">>;

/** Somebody at a keyboard. */
function person(asker: ReturnType<typeof askerFunctions>, folder: string) {
  const { signal } = new AbortController();
  const requestOf = ({ question, before = [] }: Asked): QuestionRequest => ({
    folder,
    answering: { kind: "base" },
    question,
    before,
    options: { maxTokens: 2 },
    anyway: true,
  });
  async function ask(asked: Asked): Promise<Measured> {
    const from = performance.now();
    let ms = Number.NaN;
    const { answer } = await asker["question/ask"](requestOf(asked), signal, ({ kind }) => {
      if (kind === "text" && Number.isNaN(ms)) ms = performance.now() - from;
    });
    const { promptTokens, reusedTokens, firstTokenMs } = (answer as { readonly generation: Generation }).generation;
    // An answer of no words ends with its first token.
    return { ms: Number.isNaN(ms) ? firstTokenMs : ms, promptTokens, read: promptTokens - reusedTokens };
  }
  async function type(asked: Asked): Promise<Measured> {
    const typing = followTyping((question) => {
      // As in an editor: of a question that follows others, nothing is read before its first word.
      if (question === "" && asked.before !== undefined) return;
      Promise.resolve(asker["question/ahead"](requestOf({ ...asked, question }), signal)).catch(() => undefined);
    });
    for (let length = 1; length <= asked.question.length; length++) {
      await new Promise((resolve) => setTimeout(resolve, MS_PER_CHARACTER));
      typing.typed(asked.question.slice(0, length));
    }
    typing.stop();
    return ask(asked);
  }
  return { ask, type };
}

const said = ({ ms, read }: Measured): string => `${ms.toFixed(0)} ms (${read} read)`;
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const median = (values: readonly number[]): number =>
  Math.round([...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN);
