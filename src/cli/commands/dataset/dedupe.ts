import { relative, resolve } from "node:path";
import type { Command } from "commander";
import { datasetPath } from "../../../app/datasets/datasetPath.ts";
import { type DatasetDuplicates, dedupeDataset, type DuplicateCluster } from "../../../app/settle/dedupeDataset.ts";
import { defaultDatasetPath } from "../../../app/defaults.ts";
import { counted } from "../../../base/counted.ts";
import type { Example } from "../../../core/example.ts";
import { questionOf } from "../../../core/exampleText.ts";
import { type CommonFlags, createCommand, type Context, runCommand } from "../../command.ts";
import { parseCount } from "../../flags.ts";
import { cutToWidth, displayWidth } from "../../displayWidth.ts";
import { formatCount } from "../../format.ts";
import { startProgress } from "../../progress.ts";

interface DedupeFlags extends CommonFlags {
  readonly show?: boolean;
  readonly limit: number;
  readonly write?: boolean;
  readonly out?: string;
  readonly overwrite?: boolean;
}

export function dedupeCommand(): Command {
  return createCommand({
    usage: "dedupe [dataset]",
    parameters: ["a dataset of this folder by name, or a file of rows (default: dataset)"],
    summary: "find examples that say the same",
    examples: [
      ["dataset dedupe --show", "the clusters, which of each would be kept, and why the others are like it"],
      ["dataset dedupe --write", "keep the clusters in the dataset: one example of each takes part"],
      ["dataset dedupe other.jsonl --out kept.jsonl", "the rows of a file without their duplicates, in another file"],
    ],
  })
    .option("--show", "list the clusters")
    .option("--limit <count>", "list so many clusters", parseCount, 20)
    .option("--write", "store the clusters in the dataset")
    .option("--out <file>", "write what remains to another file")
    .option("--overwrite", "replace what is there")
    .action((dataset: string | undefined, flags: DedupeFlags) =>
      runCommand(flags, (context) => dedupe(dataset, flags, context)),
    );
}

async function dedupe(dataset: string | undefined, flags: DedupeFlags, context: Context): Promise<void> {
  const { terminal, folder, signal } = context;
  const path = dataset === undefined ? defaultDatasetPath(folder) : datasetPath(folder, dataset);
  const out = flags.out === undefined ? undefined : resolve(flags.out);
  const progress = startProgress(terminal, "Comparing", (count) => formatCount(count));
  const found = await dedupeDataset(
    path,
    { write: flags.write === true, overwrite: flags.overwrite === true, ...(out !== undefined && { out }) },
    ({ done, total }) => progress.update(done, total),
    signal,
  ).finally(() => progress.stop());
  const { exampleCount, duplicates, clusters } = found;
  terminal.emit({ path, exampleCount, duplicates, clusters: clusters.map(plainCluster), ...(out && { out }) });
  const dropped = duplicates.exact + duplicates.near;
  terminal.print(
    [
      `${counted(exampleCount, "example")} in ${relative(folder, path)}: ${counted(clusters.length, "cluster")}, ` +
        `${counted(dropped, "duplicate")} (${formatCount(duplicates.exact)} to the letter, ${formatCount(duplicates.near)} nearly)`,
      ...(flags.show ? [describeClusters(found, flags.limit)] : []),
      ...(flags.write ? ["Stored: one example of each cluster takes part."] : []),
      ...(out === undefined ? [] : [`What remains is in ${relative(folder, out)}.`]),
      ...(dropped > 0 && !flags.show ? ["See them with --show."] : []),
    ].join("\n"),
  );
}

function plainCluster({ representative, members }: DuplicateCluster): object {
  return {
    representative: representative.id,
    members: members.map(({ example, relation, similarity, isExact }) => ({
      id: example.id,
      relation,
      similarity,
      isExact,
    })),
  };
}

function describeClusters({ clusters, withheldIds }: DatasetDuplicates, limit: number): string {
  const shown = clusters.slice(0, limit).map(({ representative, members }) => {
    const line = (example: Example, why: string): string =>
      `  ${why.padEnd(20)} ${example.id}  ${placeOf(example)}  ${withheldIds.has(example.id) ? "(withheld)" : titleOf(example)}`;
    const likes = members.map(({ example, relation, similarity }) =>
      line(example, similarity === 1 ? relation : `${relation} ${similarity.toFixed(2)}`),
    );
    return [`\n${members.length + 1} examples`, line(representative, "kept"), ...likes].join("\n");
  });
  const rest = clusters.length - shown.length;
  return [
    ...shown,
    ...(rest > 0 ? [`\n${formatCount(rest)} more; list them with --limit ${clusters.length}`] : []),
  ].join("\n");
}

const placeOf = ({ source }: Example): string =>
  source === undefined ? "no file" : `${source.path}:${source.startLine}`;

/** Enough of what is asked to know it again. */
const TITLE_WIDTH = 80;

function titleOf(example: Example): string {
  const line = questionOf(example).replace(/\s+/g, " ").trim();
  return displayWidth(line) > TITLE_WIDTH ? `${cutToWidth(line, TITLE_WIDTH)}…` : line;
}
