import { relative } from "node:path";
import type { Command } from "commander";
import { describeDataset, loadDataset } from "../../../app/datasets/dataset.ts";
import { datasetPath } from "../../../app/datasets/datasetPath.ts";
import { datasetAt, openDataset, requireDataset } from "../../../app/datasets/datasetSession.ts";
import { DEFAULT_DATASET } from "../../../app/defaults.ts";
import { counted } from "../../../base/counted.ts";
import { UserError } from "../../../base/errors.ts";
import { type CommonFlags, createCommand, type Context, runCommand } from "../../command.ts";
import { parseCount, parseSeed } from "../../flags.ts";
import { formatCount } from "../../format.ts";
import { describeCounts } from "./describeCounts.ts";
import { describeCurated, describeProgress } from "./describeCurated.ts";
import { describeExample } from "./describeExample.ts";
import { addFilterFlags, addSortFlags, type FilterFlags, queryOf, type SortFlags } from "./filterFlags.ts";
import { knownQuery } from "./knownQuery.ts";

interface ShowFlags extends CommonFlags, FilterFlags, SortFlags {
  readonly limit: number;
  readonly offset: number;
}

export function showCommand(): Command {
  const command = createCommand({
    usage: "show [dataset]",
    parameters: ["a dataset of this folder by name, or a file of rows (default: dataset)"],
    summary: "print what a dataset holds, and examples of it with what was decided",
    examples: [
      ["dataset show", "counts, the progress of the review, and the first examples"],
      ["dataset show --state proposed --search 'lock file' --limit 10", "what is still to be decided about locks"],
      ["dataset show --stale", "decisions whose source changed since, with what it said before"],
      ["dataset show other.jsonl --split test", "held-out examples of a plain file of rows"],
    ],
  });
  return addSortFlags(addFilterFlags(command))
    .option("--limit <count>", "print so many examples", parseCount, 3)
    .option("--offset <count>", "pass over so many first", parseSeed, 0)
    .action((dataset: string | undefined, flags: ShowFlags) =>
      runCommand(flags, (context) => show(dataset ?? DEFAULT_DATASET, flags, context)),
    );
}

async function show(dataset: string, flags: ShowFlags, context: Context): Promise<void> {
  const path = datasetPath(context.folder, dataset);
  const files = datasetAt(path);
  if (files === undefined) return showPlainFile(path, flags, context);
  const { terminal, folder } = context;
  const session = await openDataset(folder, files.name, { onNotice: (notice) => terminal.note(notice) });
  try {
    const { sort, descending, limit, offset } = flags;
    const filter = await knownQuery(session, flags);
    const query = { ...filter, ...(sort && { sort }), ...(descending && { descending }) };
    const { total, rows } = await session.query(query, offset, limit);
    const examples = await Promise.all(rows.map(({ id }) => session.get(id)));
    const counts = await session.counts();
    const { examples: effective, revision } = await session.effective();
    const description = describeDataset(effective);
    terminal.emit({ path, ...description, name: files.name, revision, counts, total, examples });
    terminal.print(
      [
        `${counted(counts.total, "example")} in ${relative(folder, path)}, revision ${revision.slice(0, 12)}`,
        ...describeProgress(counts),
        describeCounts(description),
        ...(filter ? [`${formatCount(total)} match`] : []),
      ].join("\n"),
    );
    for (const example of examples) terminal.print(`\n${describeCurated(example)}`);
    if (examples.length === 0 && total > 0) terminal.note(`--offset ${offset} passes over all of them.`);
  } finally {
    session.close();
  }
}

/** A file of rows has no decisions to ask about. */
async function showPlainFile(path: string, flags: ShowFlags, { terminal, folder, signal }: Context): Promise<void> {
  const { split, ...others } = queryOfSplit(flags);
  if (Object.keys(others).length > 0) {
    throw new UserError(
      "dataset/plain-file",
      `${path} is a plain file of rows: only --split can choose among them`,
      "`espalier dataset import` makes a dataset of it, which can be filtered and reviewed.",
    );
  }
  await requireDataset(path);
  const { examples } = await loadDataset(path, {}, signal);
  const shown = examples
    .filter((example) => split === undefined || split.includes(example.split ?? "none"))
    .slice(flags.offset, flags.offset + flags.limit);
  const description = describeDataset(examples);
  terminal.emit({ path, ...description, examples: shown });
  terminal.print(
    [
      `${counted(examples.length, "example")} in ${relative(folder, path)}`,
      ...(examples.length === 0 ? [] : [describeCounts(description)]),
    ].join("\n"),
  );
  for (const example of shown) terminal.print(`\n${describeExample(example)}`);
}

function queryOfSplit(flags: ShowFlags) {
  const { splits, ...others } = queryOf(flags) ?? {};
  return { ...others, ...(splits && { split: splits }) };
}
