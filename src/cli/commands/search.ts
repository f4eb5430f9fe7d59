import { type Command, Option } from "commander";
import { openRetriever, type Retriever } from "../../app/search/retriever.ts";
import { isSearchableAnyway } from "../../app/search/searchableAnyway.ts";
import { counted } from "../../base/counted.ts";
import { messageOf, UserError } from "../../base/errors.ts";
import type { SearchHit, SearchKind, SearchResult } from "../../core/search.ts";
import { type CommonFlags, createCommand, type Context, runCommand } from "../command.ts";
import { cutToWidth } from "../displayWidth.ts";
import { EMPTY_INDEX } from "../emptyIndex.ts";
import { EXIT } from "../exitCode.ts";
import { parseCount } from "../flags.ts";
import { showIndexing } from "../indexProgress.ts";
import type { Terminal } from "../terminal.ts";

interface SearchFlags extends CommonFlags {
  readonly limit: number;
  readonly kind: SearchKind;
  readonly update: boolean;
}

const KINDS: readonly SearchKind[] = ["keyword", "vector", "hybrid"];
/** More lines than this of a passage are read in the file. */
const SNIPPET_LINES = 6;

export function searchCommand(): Command {
  return createCommand({
    usage: "search <query...>",
    parameters: ["words, or a whole question, to look for"],
    summary: "find the passages of this folder's files that answer a query best",
    examples: [
      ['search "where is a run locked"', "the ten best passages; the index is brought up to date first"],
      ["search lockRun --limit 3 --kind keyword", "by words only"],
      ['search "retry a failed download" --json', "one line of JSON with paths, lines, symbols, scores and texts"],
    ],
  })
    .option("--limit <count>", "at most so many passages", parseCount, 10)
    .addOption(new Option("--kind <kind>", "what ranks them: words, vectors, or both").choices(KINDS).default("hybrid"))
    .option("--no-update", "search the index as it is")
    .action((words: string[], flags: SearchFlags) =>
      runCommand(flags, (context) => run(words.join(" "), flags, context)),
    );
}

async function run(query: string, flags: SearchFlags, context: Context): Promise<number> {
  const { terminal, folder } = context;
  if (query.trim() === "") throw new UserError("cli/query", "the query is empty", "Say what to look for.");
  await using retriever = openRetriever(folder);
  if (flags.update) await bringUpToDate(retriever, context);
  const result = await retriever.search({ query, kind: flags.kind, limit: flags.limit });
  terminal.emit({ query, ...result });
  if (result.hits.length === 0) {
    terminal.note(`Nothing found in ${counted(result.passageCount, "passage")}.`);
    if (result.passageCount === 0) terminal.note(EMPTY_INDEX);
  }
  for (const hit of result.hits) terminal.print(describeHit(hit, terminal));
  terminal.note(terminal.colors.dim(describeSearch(result, flags.kind)));
  return EXIT.ok;
}

/** Where another process indexes meanwhile, or nothing can be written, what is indexed already is searched. */
async function bringUpToDate(retriever: Retriever, { terminal, signal }: Context): Promise<void> {
  const { onProgress, stop } = showIndexing(terminal);
  try {
    const { remarks } = await retriever.update({ onProgress, signal });
    for (const remark of remarks) terminal.note(remark);
  } catch (error) {
    if (!(await isSearchableAnyway(error, retriever))) throw error;
    terminal.note(`${messageOf(error)}; searching what is there`);
  } finally {
    stop();
  }
}

function describeHit(
  { path, startLine, endLine, symbol, headings, score, text }: SearchHit,
  terminal: Terminal,
): string {
  const { colors } = terminal;
  const title = symbol ?? headings?.join(" > ");
  const head = [
    colors.cyan(`${path}:${startLine}-${endLine}`),
    ...(title ? [colors.bold(title)] : []),
    score.toFixed(3),
  ];
  const lines = text.split("\n");
  const shown = lines.slice(0, SNIPPET_LINES).map((line) => cutToWidth(`    ${line}`, terminal.width));
  const rest = lines.length > SNIPPET_LINES ? [colors.dim(`    … ${lines.length - SNIPPET_LINES} more lines`)] : [];
  return `${head.join("  ")}\n${[...shown, ...rest].join("\n")}\n`;
}

function describeSearch({ kind, passageCount, tookMs }: SearchResult, wanted: SearchKind): string {
  const how = kind === wanted ? kind : `${kind} only: there are no vectors yet`;
  return `${how}, ${counted(passageCount, "passage")}, ${tookMs.toFixed(0)} ms`;
}
