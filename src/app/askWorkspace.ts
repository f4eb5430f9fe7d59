import type { AdapterUse, GenerateOptions } from "../core/generation.ts";
import type { GroundedAnswer, Source } from "../core/groundedAnswer.ts";
import type { SearchHit, SearchResult } from "../core/search.ts";
import { UserError } from "../base/errors.ts";
import type { InferenceFunctions, LoadedModel } from "../protocol/inference.ts";
import type { Remote } from "../protocol/rpc.ts";
import { CANDIDATE_SOURCES, chooseSources, SOURCE_TOKENS } from "../retrieval/grounding/chooseSources.ts";
import { completeQuestion } from "../retrieval/grounding/followUp.ts";
import { groundedMessages, sourceTitle } from "../retrieval/grounding/groundedMessages.ts";
import { judgeEvidence } from "../retrieval/grounding/judgeEvidence.ts";
import { isAbstention, verifyCitations } from "../retrieval/grounding/verifyCitations.ts";
import type { Retriever } from "./retriever.ts";

export interface GroundedRequest {
  readonly question: string;
  /** Earlier questions of the conversation, oldest first. Defaults to none. */
  readonly before?: readonly string[] | undefined;
  /** The user's own instructions. */
  readonly system?: string | undefined;
  /** Defaults to the bare model. */
  readonly adapter?: AdapterUse | undefined;
  readonly options: GenerateOptions;
  /** Answer even where the sources seem not to say. Defaults to `false`. */
  readonly anyway?: boolean | undefined;
}

/** What a grounded answer is made with. */
export interface GroundedTools {
  readonly retriever: Pick<Retriever, "search">;
  /** A model that is loaded. */
  readonly inference: Pick<Remote<InferenceFunctions>, "tokens/measure" | "prompt/encode" | "answer/generate">;
  readonly model: LoadedModel;
}

export interface GroundedListener {
  /** What the answer will be held to, before it comes. */
  readonly onSources?: ((sources: readonly Source[]) => void) | undefined;
  readonly onText: (text: string) => void;
}

/** So many are looked at to know how far the best is ahead. */
const SEARCHED = 10;
/** Beginnings and ends of messages, blank lines between sources: what a chat template adds. */
const TEMPLATE_TOKENS = 64;

/**
 * Answers a question from the passages of the workspace's files, or says that they do not say. What the answer cites is
 * checked against the passages' lines. Nothing that a passage or an answer says is opened or run.
 *
 * @throws UserError `index/…`, `inference/…`, `template/…`, `ask/context`; the signal's reason.
 */
export async function askWorkspace(
  { retriever, inference, model }: GroundedTools,
  { question, before = [], system, adapter, options, anyway = false }: GroundedRequest,
  { onSources, onText }: GroundedListener,
  signal?: AbortSignal,
): Promise<GroundedAnswer> {
  const startedAt = performance.now();
  const { query, earlier } = completeQuestion(question, before);
  const result = await retriever.search({ query, kind: "hybrid", limit: SEARCHED });
  signal?.throwIfAborted();
  const searchMs = performance.now() - startedAt;

  const asked = { question, earlier, system };
  const { sources, controlTexts } = await readSources({ inference, model }, result, asked, options.maxTokens);
  const evidence = judgeEvidence(result, sources);
  const base = { question, query, sources, evidence };
  onSources?.(sources);
  if (!evidence.isEnough && !anyway) return { ...base, outcome: "abstained", by: "gate", timings: { searchMs } };

  const messages = groundedMessages({ ...asked, sources, controlTexts });
  const beforeMs = performance.now() - startedAt;
  const generation = await inference["answer/generate"]({ messages, adapter, options }, signal, onText);
  const timings = { searchMs, firstTokenMs: beforeMs + generation.firstTokenMs };
  if (isAbstention(generation.text)) return { ...base, outcome: "abstained", by: "model", generation, timings };
  const statements = verifyCitations(generation.text, sources);
  return { ...base, outcome: "answered", statements, generation, timings };
}

interface AskedQuestion {
  readonly question: string;
  readonly earlier: string | undefined;
  readonly system: string | undefined;
}

/** As many passages as the model's context has room for beside question and answer. */
export async function readSources(
  { inference, model }: Pick<GroundedTools, "inference" | "model">,
  { hits }: SearchResult,
  asked: AskedQuestion,
  maxTokens: number,
): Promise<{ sources: Source[]; controlTexts: readonly string[] }> {
  const candidates = hits.slice(0, CANDIDATE_SOURCES);
  const bare = groundedMessages({ ...asked, sources: [] }).map(({ content }) => content);
  const lines = candidates.map((hit) => [headerOf(hit), ...hit.text.split("\n").map((line) => `${line}\n`)]);
  const { counts, controlTexts } = await inference["tokens/measure"]([...bare, ...lines.flat()]);
  const bareTokens = counts.slice(0, bare.length).reduce((sum, count) => sum + count, TEMPLATE_TOKENS);
  const room = model.contextLength - bareTokens - maxTokens;
  let next = bare.length;
  const measured = candidates.map((hit, index) => {
    const [headerTokens = 0, ...lineTokens] = counts.slice(next, (next += lines[index]?.length ?? 0));
    return { hit, headerTokens, lineTokens };
  });
  if (room <= 0) throw noRoom(model.contextLength, bareTokens, maxTokens);
  return { sources: chooseSources(measured, Math.min(SOURCE_TOKENS, room)), controlTexts };
}

const headerOf = ({ signature, symbol, headings, ...place }: SearchHit): string =>
  `[1] ${sourceTitle({ ...place, title: signature ?? symbol ?? headings?.join(" > ") })}\n\n`;

const noRoom = (contextLength: number, asked: number, maxTokens: number): UserError =>
  new UserError(
    "ask/context",
    `the model reads ${contextLength} tokens; question and instructions take ${asked} and the answer up to ${maxTokens}`,
    "Ask shorter, give a smaller --max-tokens, or answer without sources by --no-retrieval.",
  );
