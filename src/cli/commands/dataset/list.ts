import type { Command } from "commander";
import { type ListedDataset, listDatasets } from "../../../app/datasets/listDatasets.ts";
import { type CommonFlags, createCommand, type Context, runCommand } from "../../command.ts";
import { EXIT } from "../../exitCode.ts";
import { formatCount, formatTable } from "../../format.ts";

export function listCommand(): Command {
  return createCommand({
    usage: "list",
    summary: "list the datasets of this folder",
    examples: [["dataset list", "with their sizes, revisions, and how far their review is"]],
  }).action((flags: CommonFlags) => runCommand(flags, list));
}

async function list({ terminal, folder, signal }: Context): Promise<number> {
  const datasets = await listDatasets(folder, signal);
  terminal.emit(datasets);
  if (datasets.length === 0) terminal.print("No datasets yet. Make one: espalier dataset build");
  const good = datasets.flatMap((each) => ("error" in each ? [] : [each]));
  const broken = datasets.flatMap((each) => ("error" in each ? [each] : []));
  if (good.length > 0) terminal.print(tableOf(good));
  for (const { name, error } of broken) {
    terminal.print(terminal.colors.red(`${name} cannot be read: ${error.message}`));
    terminal.print(error.hint);
  }
  return broken.length === 0 ? EXIT.ok : EXIT.userError;
}

function tableOf(datasets: readonly ListedDataset[]): string {
  const rows = datasets.map(({ name, counts, revision, runs }) => [
    name,
    formatCount(counts.total),
    formatCount(counts.effective),
    `${formatCount(counts.reviewed)} (${Math.floor((100 * counts.reviewed) / Math.max(1, counts.total))} %)`,
    formatCount(counts.stale.changed + counts.stale.deleted),
    formatCount(counts.findings.undecided),
    revision.slice(0, 12),
    runs.length === 0 ? "–" : formatCount(runs.length),
  ]);
  const head = ["dataset", "examples", "take part", "reviewed", "stale", "findings to decide", "revision", "runs"];
  return formatTable([head, ...rows]);
}
