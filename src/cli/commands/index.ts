import { type Command, InvalidArgumentError } from "commander";
import { chooseEmbedding } from "../../app/models/embeddings.ts";
import { openRetriever, type Retriever } from "../../app/search/retriever.ts";
import { counted } from "../../base/counted.ts";
import { UserError } from "../../base/errors.ts";
import type { IndexStatus, IndexUpdate } from "../../core/search.ts";
import { type CommonFlags, createCommand, type Context, runCommand } from "../command.ts";
import { parseBytes } from "../flags.ts";
import { formatBytes, formatCount, formatDuration, formatTable } from "../format.ts";
import { showIndexing } from "../indexProgress.ts";

interface IndexFlags extends CommonFlags {
  readonly status?: boolean;
  readonly delete?: boolean;
  readonly embedding?: string;
  readonly maxSize?: number;
}

export function indexCommand(): Command {
  return createCommand({
    usage: "index",
    summary: "make this folder's files searchable, or bring the index up to date",
    examples: [
      ["index", "index what is new or changed; Ctrl-C keeps what is done"],
      ["index --status", "how much is indexed, how large it is, and what was left out and why"],
      ["index --embedding bge-small-en-v1.5", "vectors by another model from now on; `models get` brings it here"],
      ["index --delete", "delete the index; files are untouched"],
    ],
  })
    .option("--status", "say what the index holds, and change nothing")
    .option("--delete", "delete the index")
    .option("--embedding <name>", "what makes the vectors from now on: `static`, a name of `models list`, or a folder")
    .option(
      "--max-size <size>",
      "what the index may grow to from now on, such as 500MB or 2GB (default: 1GB)",
      parseIndexSize,
    )
    .action((flags: IndexFlags) =>
      runCommand(
        flags,
        (context) => run(flags, context),
        "Stopping… what is indexed so far is kept (Ctrl-C again to stop at once)",
      ),
    );
}

const SMALLEST_INDEX_BYTES = 1_000;

/** A number alone was most likely meant as megabytes. */
function parseIndexSize(text: string): number {
  const bytes = parseBytes(text);
  if (bytes >= SMALLEST_INDEX_BYTES) return bytes;
  throw new InvalidArgumentError(`${bytes} bytes hold no index. Expected a size such as 500MB or 2GB.`);
}

async function run(flags: IndexFlags, context: Context): Promise<void> {
  if (flags.status && flags.delete) {
    throw new UserError("cli/flags", "--status and --delete contradict each other", "Give one of them.");
  }
  const isIndexing = flags.status !== true && flags.delete !== true;
  if (!isIndexing && (flags.embedding !== undefined || flags.maxSize !== undefined)) {
    throw new UserError("cli/flags", "--embedding and --max-size are for indexing", "Leave out --status and --delete.");
  }
  await using retriever = openRetriever(context.folder);
  if (flags.status) return await showStatus(retriever, context);
  if (flags.delete) return await remove(retriever, context);
  return await update(retriever, flags, context);
}

async function update(retriever: Retriever, flags: IndexFlags, { terminal, signal }: Context): Promise<void> {
  const embedding = flags.embedding === undefined ? undefined : await chooseEmbedding(flags.embedding);
  const { onProgress, stop } = showIndexing(terminal);
  const settings = { ...(embedding && { embedding }), ...(flags.maxSize !== undefined && { maxBytes: flags.maxSize }) };
  const result = await retriever.update({ onProgress, signal, ...settings }).finally(stop);
  const status = await retriever.status();
  for (const remark of result.remarks) terminal.note(remark);
  terminal.emit({ ...result, files: status.files, passages: status.passages, ...sizesOf(status) });
  terminal.print(`${describeUpdate(result)}\n${describeSize(status)}`);
  if (status.keywordBytes + status.vectorBytes > status.maxBytes) {
    terminal.note(
      "It is larger already: nothing is added to it. To make it smaller, `espalier index --delete` and index anew.",
    );
  }
  const leftOut = status.skipped.filter(({ reason }) => reason.startsWith(INDEX_FULL)).length;
  if (leftOut > 0) {
    terminal.note(
      `${counted(leftOut, "file is left out", "files are left out")}: ${INDEX_FULL} (${formatBytes(status.maxBytes)}). ` +
        "--max-size allows more; --status lists them.",
    );
  }
}

async function remove(retriever: Retriever, { terminal, folder }: Context): Promise<void> {
  const deleted = await retriever.delete();
  terminal.emit({ deleted });
  terminal.print(deleted ? "The index is deleted." : `There is no index of ${folder} to delete.`);
}

/** As the index says of files that it has no room for. */
const INDEX_FULL = "the index is as large as it may be";

/** Reasons that are as the user wants it, and so are only counted. */
const EXPECTED_REASONS = new Set([
  "in .gitignore",
  "no reader for this kind of file",
  "version control",
  "installed packages",
  "Espalier's own files",
  "lock file",
]);
const SHOWN_SKIPPED = 20;

async function showStatus(retriever: Retriever, { terminal }: Context): Promise<void> {
  const status = await retriever.status();
  terminal.emit(status);
  const byReason = new Map<string, number>();
  for (const { reason } of status.skipped) byReason.set(reason, (byReason.get(reason) ?? 0) + 1);
  const expected = [...byReason].filter(([reason]) => EXPECTED_REASONS.has(reason));
  const notable = status.skipped.filter(({ reason }) => !EXPECTED_REASONS.has(reason));
  terminal.print(describeSize(status));
  terminal.print(
    formatTable([
      [
        "written",
        `${status.updatedAt}${status.writer === undefined ? "" : `, being written by process ${status.writer}`}`,
      ],
      ...Object.entries(status.vectors).map(([model, count]) => ["vectors", `${formatCount(count)} by ${model}`]),
      ["state", status.isComplete ? "complete" : "not complete: `espalier index` goes on"],
      ...expected.map(([reason, count]) => ["left out", `${formatCount(count)} ${reason}`]),
      ...notable.slice(0, SHOWN_SKIPPED).map(({ path, reason }) => ["left out", `${path}: ${reason}`]),
    ]),
  );
  if (notable.length > SHOWN_SKIPPED) {
    terminal.print(`and ${formatCount(notable.length - SHOWN_SKIPPED)} more; --json lists all`);
  }
}

function describeUpdate({ indexedFiles, removedFiles, unchangedFiles, tookMs }: IndexUpdate): string {
  const counts = [
    `${counted(indexedFiles, "file")} indexed`,
    `${formatCount(unchangedFiles)} unchanged`,
    ...(removedFiles > 0 ? [`${formatCount(removedFiles)} gone`] : []),
  ];
  return `${counts.join(", ")} in ${tookMs < 1000 ? `${tookMs.toFixed(0)} ms` : formatDuration(tookMs / 1000)}`;
}

function describeSize(status: IndexStatus): string {
  const { keywordBytes, vectorBytes } = status;
  const size = [formatBytes(keywordBytes), ...(vectorBytes > 0 ? [`${formatBytes(vectorBytes)} of vectors`] : [])];
  return (
    `${counted(status.passages, "passage")} of ${counted(status.files, "file")} ` +
    `(${formatBytes(status.textBytes)}) in an index of ${size.join(" and ")}, of at most ${formatBytes(status.maxBytes)}`
  );
}

const sizesOf = ({ textBytes, keywordBytes, vectorBytes }: IndexStatus) => ({ textBytes, keywordBytes, vectorBytes });
