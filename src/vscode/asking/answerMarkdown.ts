import type { Generation } from "../../core/generation.ts";
import type { Citation, GroundedAnswer, Source } from "../../core/groundedAnswer.ts";
import { placeText, wholePlaceText } from "../../core/placeText.ts";
import type { AskedAnswer, Answerer } from "../../protocol/asking.ts";
import { answerText, codeBlock, commandLink, escaped } from "./safeMarkdown.ts";

/** Opens lines of a file of the folder; the only command that an answer links to. */
export const OPEN_PLACE = "espalier.ask.openPlace";

/** Texts in the editor's language, as `vscode.l10n.t` gives them. */
export type Translate = (text: string, ...args: (string | number)[]) => string;

export interface AnswerContext {
  /** Absolute: where the sources lie. */
  readonly folder: string;
  readonly t: Translate;
}

/** Of a passage that is shown instead of an answer. */
const SHOWN_LINES = 8;

/** An answer while it comes. Which of its citations hold is not known before it is whole. */
export const partMarkdown = (text: string, sources: readonly Source[], context: AnswerContext): string =>
  answerText(text, (numbers, written) => marks(numbers, written, sources, context, () => ""));

/** A whole answer with what stands behind it; where there is none, the passages that come nearest. */
export function answerMarkdown(asked: AskedAnswer, context: AnswerContext): string {
  const { answer } = asked;
  const text =
    answer.outcome === "abstained" ? escaped(context.t("The sources do not say.")) : markedText(answer, context);
  return `${text}\n\n${behindAnswer(asked, context)}`;
}

/** What stands behind an answer whose text is shown already. */
export function behindAnswer({ answer, by }: AskedAnswer, context: AnswerContext): string {
  const { t } = context;
  const parts = answer.outcome === "abstained" ? [nearest(answer.sources, context)] : evidenceParts(answer, context);
  return [...parts, facts(answer, by, t)].filter((part) => part !== "").join("\n\n");
}

type Answered = GroundedAnswer & { readonly outcome: "answered" };

const citationsOf = ({ statements }: Answered): Citation[] => statements.flatMap((statement) => statement.citations);

function markedText(answer: Answered, context: AnswerContext): string {
  const citations = citationsOf(answer);
  const mark = (number: number) => (citations.some((each) => each.number === number && each.isVerified) ? "" : " ⚠");
  return answerText(answer.generation.text.trim(), (numbers, written) =>
    marks(numbers, written, answer.sources, context, mark),
  );
}

function evidenceParts(answer: Answered, context: AnswerContext): string[] {
  const { sources, statements } = answer;
  const { t } = context;
  const loose = statements.filter((statement) => !statement.citations.some((each) => each.isVerified));
  if (loose.length === statements.length) {
    const nothing = t("Nothing of this answer stands in the sources that were read.");
    return [`⚠ ${escaped(nothing)}`, nearest(sources, context)];
  }
  const quotes = loose.map((each) => escaped(`“${each.text}”`)).join(" ");
  return [
    cited(citationsOf(answer), sources, context),
    loose.length > 0 ? `⚠ ${escaped(t("Not in the sources:"))} ${quotes}` : "",
  ];
}

/** `[1, 2]` as links to the sources of these numbers; a number without one stays as it is written. */
function marks(
  numbers: readonly number[],
  written: string,
  sources: readonly Source[],
  context: AnswerContext,
  mark: (number: number) => string,
): string {
  const known = numbers.map((number) => sources.find((source) => source.number === number));
  if (known.includes(undefined)) return `${escaped(written)} ⚠`;
  return numbers
    .map((number, index) => {
      const source = known[index];
      return source === undefined ? "" : placeLink(`[${number}]`, source, context) + mark(number);
    })
    .join(" ");
}

/** A link that opens a source's lines. */
export const placeLink = (label: string, source: Omit<Source, "text" | "number">, { folder }: AnswerContext): string =>
  commandLink(label, OPEN_PLACE, [folder, source.path, source.startLine, source.endLine], wholePlaceText(source));

function cited(citations: readonly Citation[], sources: readonly Source[], context: AnswerContext): string {
  const { t } = context;
  const rows = sources.flatMap((source) => {
    const own = citations.filter(({ number }) => number === source.number);
    if (own.length === 0) return [];
    const link = placeLink(`[${source.number}] ${placeText(source)}`, source, context);
    const holds = own.filter((each) => each.isVerified);
    if (holds.length === 0) return [`- ${link} ⚠ ${escaped(t("not verified: its lines do not say this"))}`];
    const partly = holds.length < own.length ? `, ${t("though not of all that names it")}` : "";
    return [`- ${link} ✓ ${escaped(t("verified") + partly)}`];
  });
  const rest = sources.filter(({ number }) => !citations.some((each) => each.number === number));
  const links = rest.map((source) => placeLink(`[${source.number}] ${placeText(source)}`, source, context));
  const others = rest.length === 0 ? "" : `\n- ${escaped(t("also read:"))} ${links.join(", ")}`;
  return `**${escaped(t("Sources"))}**\n${rows.join("\n")}${others}`;
}

/** The passages themselves, the best first. */
function nearest(sources: readonly Source[], context: AnswerContext): string {
  if (sources.length === 0) return "";
  const passages = sources.toReversed().map((source) => {
    const lines = source.text.split("\n");
    const shown = lines.slice(0, SHOWN_LINES).join("\n") + (lines.length > SHOWN_LINES ? "\n…" : "");
    const language = /\.(\w{1,10})$/.exec(source.path)?.[1];
    return `${placeLink(`[${source.number}] ${placeText(source)}`, source, context)}\n${codeBlock(shown, language)}`;
  });
  return `**${escaped(context.t("Nearest to the question"))}**\n\n${passages.join("\n")}`;
}

/** How it was made: time, speed, what was read, and who answered. */
function facts(answer: GroundedAnswer, { model, run }: Answerer, t: Translate): string {
  const { length: count } = answer.sources;
  const read = count === 1 ? t("1 passage read") : t("{0} passages read", count);
  if (answer.outcome === "abstained" && answer.by === "gate") {
    return `*${escaped([t("not asked: too little speaks for an answer"), read].join(" · "))}*`;
  }
  const { timings, generation } = answer;
  const parts = [
    t("{0} s to the first word", (timings.firstTokenMs / 1000).toFixed(1)),
    // An answer of one token has no speed.
    ...(generation.tokensPerSecond > 0 ? [t("{0} tokens/s", generation.tokensPerSecond.toFixed(1))] : []),
    `${read}, ${tokensRead(generation, t)}`,
    ...(generation.finish === "length" ? [t("cut at the longest answer")] : []),
    run ? t("{0} tuned by {1}", model, run.title) : model,
  ];
  return `*${escaped(parts.join(" · "))}*`;
}

const tokensRead = ({ promptTokens, reusedTokens }: Generation, t: Translate): string =>
  reusedTokens > 0 ? t("{0} tokens, {1} of them known", promptTokens, reusedTokens) : t("{0} tokens", promptTokens);
