import type { AdapterUse, GenerateOptions } from "../../core/generation.ts";
import type { AskedLines, GroundedAnswer, Source } from "../../core/groundedAnswer.ts";
import type { SearchHit, SearchResult } from "../../core/search.ts";
import { UserError } from "../../base/errors.ts";
import type { InferenceFunctions, LoadedModel } from "../../protocol/inference.ts";
import type { Remote } from "../../protocol/rpc.ts";
import {
  candidateHits,
  chooseSources,
  type ShownBefore,
  SOURCE_TOKENS,
} from "../../retrieval/grounding/chooseSources.ts";
import { completeQuestion } from "../../retrieval/grounding/followUp.ts";
import { groundedMessages, sourceTitle } from "../../retrieval/grounding/groundedMessages.ts";
import { judgeEvidence } from "../../retrieval/grounding/judgeEvidence.ts";
import { isAbstention, verifyCitations } from "../../retrieval/grounding/verifyCitations.ts";
import type { Retriever } from "../search/retriever.ts";

export interface GroundedRequest {
  readonly question: string;
  /** Earlier questions of the conversation, oldest first. Defaults to none. */
  readonly before?: readonly string[] | undefined;
  /** Lines that the question is about: the best source, whatever is found. Who shows them has chosen them, so the gate is left. */
  readonly about?: AskedLines | undefined;
  /** The user's own instructions. */
  readonly system?: string | undefined;
  /** Defaults to the bare model. */
  readonly adapter?: AdapterUse | undefined;
  readonly options: GenerateOptions;
  /**
   * What the model was shown last, by `readAhead` or for the question before: it takes the places of passages that are
   * hardly better, and need not be read again. Defaults to nothing.
   */
  readonly shown?: readonly Source[] | undefined;
  /** Answer even where the sources seem not to say. Defaults to whether lines are shown. */
  readonly anyway?: boolean | undefined;
}

/** What a grounded answer is made with. */
export interface GroundedTools {
  readonly retriever: Pick<Retriever, "search">;
  /** A model that is loaded. */
  readonly inference: Pick<Remote<InferenceFunctions>, "tokens/measure" | "prompt/prepare" | "answer/generate">;
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
  tools: GroundedTools,
  request: GroundedRequest,
  { onSources, onText }: GroundedListener,
  signal?: AbortSignal,
): Promise<GroundedAnswer> {
  const startedAt = performance.now();
  const { question, about, adapter, options, anyway = about !== undefined } = request;
  const { query, ranked, sources, evidence, messages, searchMs } = await findSources(tools, request, signal);
  const isStopped = !evidence.isEnough && !anyway;
  const base = { question, query, sources: isStopped ? ranked : sources, evidence };
  onSources?.(base.sources);
  if (isStopped) return { ...base, outcome: "abstained", by: "gate", timings: { searchMs } };

  const beforeMs = performance.now() - startedAt;
  const generation = await tools.inference["answer/generate"]({ messages, adapter, options }, signal, onText);
  const timings = { searchMs, firstTokenMs: beforeMs + generation.firstTokenMs };
  if (isAbstention(generation.text)) return { ...base, outcome: "abstained", by: "model", generation, timings };
  const statements = verifyCitations(generation.text, sources);
  return { ...base, outcome: "answered", statements, generation, timings };
}

/**
 * Has the model read what a question will probably be answered from, while the question is still being typed: reading
 * takes most of the time until the first word of an answer. Of an empty question, only the instructions are read, and the
 * lines that it is about. A newer reading, or the question itself, should abort this.
 *
 * @param onShown is told what was begun to be read, whenever that grows: to be given as `shown` next.
 * @returns what was read.
 * @throws as `askWorkspace` does.
 */
export async function readAhead(
  tools: GroundedTools,
  request: GroundedRequest,
  signal?: AbortSignal,
  onShown: (shown: readonly Source[]) => void = () => undefined,
): Promise<readonly Source[]> {
  const { sources, messagesOf } = await findSources(tools, request, signal, "best first");
  const { adapter, options } = request;
  const { shown: known = [] } = request;
  const changed = sources.findIndex(({ path, startLine }, index) => {
    const other = known[index];
    return other?.path !== path || other.startLine !== startLine;
  });
  // One passage after another: what is begun stays known, whatever is typed meanwhile. A prompt that ends before what is
  // known already would make the model forget it.
  const first = changed < 0 ? sources.length : Math.max(changed, Math.min(1, sources.length));
  for (let count = first; count <= sources.length; count++) {
    const shown = sources.slice(0, count);
    onShown(shown);
    await tools.inference["prompt/prepare"]({ messages: messagesOf(shown), adapter, options }, signal);
  }
  return sources;
}

async function findSources(
  { retriever, inference, model }: GroundedTools,
  { question, before = [], about, system, options, shown = [] }: GroundedRequest,
  signal: AbortSignal | undefined,
  others?: ShownBefore["others"],
) {
  const startedAt = performance.now();
  const { query: asking, earlier } = completeQuestion(question, before);
  const query = about === undefined ? asking : `${asking} ${subjectOf(about)}`;
  const result =
    question.trim() === "" ? NOTHING_FOUND : await retriever.search({ query, kind: "hybrid", limit: SEARCHED });
  signal?.throwIfAborted();
  const searchMs = performance.now() - startedAt;
  const asked = { question, earlier, system };
  const found = about === undefined ? result : { hits: withLines(result.hits, about) };
  const order = { shown, ...(others && { others }) };
  const read = await readSources({ inference, model }, found, asked, options.maxTokens, order);
  const { ranked, sources, controlTexts } = read;
  const messagesOf = (some: readonly Source[]) => groundedMessages({ ...asked, sources: some, controlTexts });
  const messages = messagesOf(sources);
  // The gate is the same whatever was read before.
  return { query, ranked, sources, evidence: judgeEvidence(result, ranked), messages, messagesOf, searchMs };
}

/** Before anything is asked. */
const NOTHING_FOUND: SearchResult = { hits: [], kind: "hybrid", terms: [], passageCount: 0, tookMs: 0 };

/** What lines are about in words to search for: their title, or how they begin. */
const subjectOf = ({ title, text }: AskedLines): string =>
  title ?? text.trim().slice(0, MAX_SUBJECT).split("\n", 1)[0] ?? "";

/** More of a selection's first line says no more of what it is about. */
const MAX_SUBJECT = 120;

/** The lines first, as good as the best; what else was found of them is in them already. */
function withLines(hits: readonly SearchHit[], { title, ...lines }: AskedLines): SearchHit[] {
  const score = hits[0]?.score ?? 1;
  return [{ ...lines, ...(title !== undefined && { signature: title }), score }, ...hits];
}

interface AskedQuestion {
  readonly question: string;
  readonly earlier: string | undefined;
  readonly system: string | undefined;
}

/**
 * As many passages as the model's context has room for beside question and answer: `ranked` as search has them, the best
 * last, and `sources` as they are to be shown to a model that has read some before.
 */
export async function readSources(
  { inference, model }: Pick<GroundedTools, "inference" | "model">,
  { hits }: Pick<SearchResult, "hits">,
  asked: AskedQuestion,
  maxTokens: number,
  before: ShownBefore = {},
): Promise<{ ranked: Source[]; sources: Source[]; controlTexts: readonly string[] }> {
  const candidates = candidateHits(hits, before.shown);
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
  const budget = Math.min(SOURCE_TOKENS, room);
  return { ranked: chooseSources(measured, budget), sources: chooseSources(measured, budget, before), controlTexts };
}

const headerOf = ({ signature, symbol, headings, ...place }: SearchHit): string =>
  `[1] ${sourceTitle({ ...place, title: signature ?? symbol ?? headings?.join(" > ") })}\n\n`;

const noRoom = (contextLength: number, asked: number, maxTokens: number): UserError =>
  new UserError(
    "ask/context",
    `the model reads ${contextLength} tokens; question and instructions take ${asked} and the answer up to ${maxTokens}`,
    "Ask a shorter question, let the answer be shorter (--max-tokens), take a model that reads more, or ask without sources and their instructions (--no-retrieval).",
  );
