import { startInference } from "../../app/answers/answers.ts";
import { askWorkspace, readAhead } from "../../app/answers/askWorkspace.ts";
import { openRetriever, type Retriever } from "../../app/search/retriever.ts";
import { isSearchableAnyway } from "../../app/search/searchableAnyway.ts";
import { counted } from "../../base/counted.ts";
import { messageOf, UserError } from "../../base/errors.ts";
import type { AdapterUse } from "../../core/generation.ts";
import type { Citation, GroundedAnswer, Source } from "../../core/groundedAnswer.ts";
import type { LoadModelRequest } from "../../protocol/inference.ts";
import type { Context } from "../command.ts";
import { EMPTY_INDEX } from "../emptyIndex.ts";
import { showIndexing } from "../indexProgress.ts";
import { describeSpeed, generateOptionsOf, type ServedFlags, showLoading } from "../servedFlags.ts";
import type { Terminal } from "../terminal.ts";

export interface SourceFlags extends ServedFlags {
  /** Answer even where the files seem not to say. */
  readonly anyway?: boolean;
}

/** Answers questions one after another from the folder's files; each may follow the ones before it. */
export async function answerFromSources(
  questions: readonly string[],
  { adapter, ...load }: LoadModelRequest & { readonly adapter: AdapterUse | undefined },
  flags: SourceFlags,
  context: Context,
): Promise<void> {
  const { terminal, folder, signal } = context;
  await using retriever = openRetriever(folder);
  await using inference = startInference();
  const { onLoading, stop } = showLoading(terminal);
  const model = await inference.functions["model/load"](load, signal, onLoading).finally(stop);
  const tools = { retriever, inference: inference.functions, model };
  const asking = { system: flags.system, adapter, options: generateOptionsOf(flags), anyway: flags.anyway };
  // The instructions are read while the files are looked at. A failure is told when the index is done with.
  const ahead = readAhead(tools, { ...asking, question: "" }, signal);
  ahead.catch(() => undefined);
  await bringIndexUpToDate(retriever, context);
  await ahead;
  if ((await retriever.status()).passages === 0) terminal.note(EMPTY_INDEX);
  let shown: readonly Source[] = [];
  for (const [index, question] of questions.entries()) {
    const answered = await askWorkspace(
      tools,
      { ...asking, question, before: questions.slice(0, index), shown },
      { onText: (part) => terminal.printPart(part) },
      signal,
    );
    // What the gate stopped was not read.
    if ("generation" in answered) shown = answered.sources;
    showAnswer(answered, flags, terminal);
    terminal.emit({ modelPath: load.modelPath, ...(adapter && { adapter }), ...forMachines(answered) });
  }
}

/** Whoever asks where nothing was indexed yet is told what is done first; what is indexed already is as good as it can be. */
async function bringIndexUpToDate(retriever: Retriever, { terminal, signal }: Context): Promise<void> {
  const isThere = await retriever.status().then(
    () => true,
    (error: unknown) => {
      if (error instanceof UserError) return false;
      throw error;
    },
  );
  if (!isThere) terminal.note("This folder has no index yet: making it. It is kept for later questions.");
  const { onProgress, stop } = showIndexing(terminal);
  try {
    const { remarks, indexedFiles } = await retriever.update({ onProgress, signal });
    for (const remark of remarks) terminal.note(remark);
    if (!isThere) terminal.note(`${counted(indexedFiles, "file")} indexed.`);
  } catch (error) {
    if (!(await isSearchableAnyway(error, retriever))) throw error;
    terminal.note(`${messageOf(error)}; answering from what is there`);
  } finally {
    stop();
  }
}

function showAnswer(answer: GroundedAnswer, flags: SourceFlags, terminal: Terminal): void {
  const { colors } = terminal;
  if (answer.outcome === "abstained") {
    if (answer.by === "gate") terminal.print("The sources do not say.");
    else terminal.print("");
    const nearest = answer.sources.toReversed().map((source) => colors.dim(`  ${placeOf(source)}`));
    if (nearest.length > 0) terminal.note(["Nearest to the question:", ...nearest].join("\n"));
    if (answer.by === "gate") {
      if (nearest.length > 0) terminal.note(colors.dim("--anyway lets the model answer from these."));
      return;
    }
  } else {
    terminal.print("\n");
    for (const citation of shownCitations(answer)) terminal.print(describeCitation(citation, terminal));
    showLoose(answer, terminal);
  }
  const { searchMs, firstTokenMs } = answer.timings;
  const read = `${answer.sources.length} passages, ${answer.generation.promptTokens} tokens read`;
  const reused = answer.generation.reusedTokens > 0 ? ` (${answer.generation.reusedTokens} known)` : "";
  const speed = describeSpeed({ ...answer.generation, firstTokenMs }, flags);
  terminal.note(colors.dim(`${read}${reused}, found in ${searchMs.toFixed(0)} ms; ${speed}`));
}

/** What of an answer no source holds; where that is all of it, the passages are shown for people to read themselves. */
function showLoose({ statements, sources }: GroundedAnswer & { outcome: "answered" }, terminal: Terminal): void {
  const { colors } = terminal;
  const loose = statements.filter(({ citations }) => !citations.some(({ isVerified }) => isVerified));
  if (loose.length === statements.length) {
    terminal.print(colors.yellow("Nothing of this answer stands in the sources that were read:"));
    for (const source of sources.toReversed()) terminal.print(`  ${placeOf(source)}`);
  } else if (loose.length > 0) {
    terminal.print(colors.yellow("Not all of this answer stands in the sources that were read:"));
    for (const { text } of loose) terminal.print(colors.yellow(`  ? ${text}`));
  }
}

/** Verified ones, each source once: a sentence whose lines do not say it is named as such, and cites nothing. */
function shownCitations({ statements }: GroundedAnswer & { outcome: "answered" }): Citation[] {
  const verified = statements.flatMap(({ citations }) => citations).filter(({ isVerified }) => isVerified);
  return [...new Map(verified.map((citation) => [citation.number, citation])).values()].sort(
    (a, b) => a.number - b.number,
  );
}

function describeCitation({ number, source, by }: Citation, { colors }: Terminal): string {
  const place =
    source === undefined
      ? ""
      : `${colors.cyan(`${source.path}:${source.startLine}-${source.endLine}`)} ${source.title ?? ""}`;
  const line = `[${number}] ${place}`.trimEnd();
  return by === "match" ? `${line} ${colors.dim("(found to say this)")}` : line;
}

const placeOf = ({ path, startLine, endLine, title }: Source): string =>
  `${path}:${startLine}-${endLine}${title === undefined ? "" : ` ${title}`}`;

/** With the fields of an answer without sources where those are, so that scripts read both alike. */
function forMachines(answer: GroundedAnswer) {
  if (answer.outcome === "abstained" && answer.by === "gate") return { ...answer, text: "", citations: [] };
  const { generation, timings, ...rest } = answer;
  const citations = answer.outcome === "answered" ? answer.statements.flatMap((each) => each.citations) : [];
  return { ...generation, ...timings, timings, ...rest, citations };
}
