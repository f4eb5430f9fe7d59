import type { AdapterUse } from "../../core/generation.ts";
import type { Source } from "../../core/groundedAnswer.ts";
import type { SearchResult } from "../../core/search.ts";
import { groundedMessages } from "../../retrieval/grounding/groundedMessages.ts";
import { judgeEvidence } from "../../retrieval/grounding/judgeEvidence.ts";
import { askWorkspace, type GroundedTools, readSources } from "../answers/askWorkspace.ts";
import { type GradedAnswer, gradeAnswer } from "./gradeAnswer.ts";
import { type GroundedCase, holdsAnswer } from "./groundedCase.ts";

/** A question as it is put to every model. */
export interface AnswerTask extends GroundedCase {
  /** What search finds for the question. */
  readonly found: SearchResult;
}

/** One question, answered by one model in four ways. */
export interface AnswerTrial {
  /** The question alone. */
  readonly alone: GradedAnswer;
  /** With the passage that answers, among others that search takes for it. */
  readonly given: GradedAnswer;
  /** As `espalier ask` does it, but for the gate: with what search finds. */
  readonly retrieved: GradedAnswer &
    WithGate & {
      /** Whether a source that answers was among them. */
      readonly hasGold: boolean;
    };
  /** With the same sources but for that passage. */
  readonly removed: GradedAnswer & WithGate;
}

interface WithGate {
  /** Whether the gate would have let the model answer. */
  readonly isLetThrough: boolean;
}

/** An answer in a few words fits, and a model that does not come to an end costs no more than this. */
const MAX_TOKENS = 64;

/** Asks a loaded model. The same model, files and question give the same answers. */
export async function askInFourWays(
  task: AnswerTask,
  { inference, model }: Omit<GroundedTools, "retriever">,
  adapter: AdapterUse | undefined,
  signal: AbortSignal,
): Promise<AnswerTrial> {
  const { question, gold, distractors, found } = task;
  const options = { maxTokens: MAX_TOKENS };
  const asked = { question, earlier: undefined, system: undefined };
  const answering = [gold, ...found.hits.filter((hit) => holdsAnswer(task, hit))];
  const holds = ({ path, startLine }: Omit<Source, "text">): boolean =>
    answering.some((hit) => hit.path === path && hit.startLine === startLine);
  const grade = (text: string, sources: readonly Source[]) => gradeAnswer(text, task, sources, holds);
  const generate = async (sources: readonly Source[], controlTexts: readonly string[]): Promise<GradedAnswer> => {
    const messages = groundedMessages({ question, sources, controlTexts });
    return grade((await inference["answer/generate"]({ messages, adapter, options }, signal)).text, sources);
  };
  // The passage that answers stands last, as search ranks it and answers are served. So what stands before it is the
  // same with and without it, and is read once.
  const { sources, controlTexts } = await readSources(
    { inference, model },
    { ...found, hits: [gold, ...distractors] },
    asked,
    options.maxTokens,
  );
  const others = sources.slice(0, -1);
  const { isEnough } = judgeEvidence({ ...found, hits: distractors }, others);
  const removed = { ...(await generate(others, controlTexts)), isLetThrough: isEnough };
  const given = await generate(sources, controlTexts);

  const answered = await askWorkspace(
    { retriever: { search: async () => Promise.resolve(found) }, inference, model },
    { question, adapter, options, anyway: true },
    { onText: () => undefined },
    signal,
  );
  const text = "generation" in answered ? answered.generation.text : "";
  const retrieved = {
    ...grade(text, answered.sources),
    isLetThrough: answered.evidence.isEnough,
    hasGold: answered.sources.some((source) => holds(source)),
  };

  const messages = [{ role: "user", content: question }] as const;
  const alone = grade((await inference["answer/generate"]({ messages, adapter, options }, signal)).text, []);
  return { alone, given, retrieved, removed };
}
