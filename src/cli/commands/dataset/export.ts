import { relative, resolve } from "node:path";
import { type Command, Option } from "commander";
import { datasetPath } from "../../../app/datasets/datasetPath.ts";
import { requireDataset } from "../../../app/datasets/datasetSession.ts";
import { DEFAULT_DATASET } from "../../../app/defaults.ts";
import { exportDataset, type ExportedDataset, exportFormats } from "../../../app/datasets/exportDataset.ts";
import { describeExcluded, loadEffectiveExamples } from "../../../app/datasets/trainingData.ts";
import { counted } from "../../../base/counted.ts";
import { type CommonFlags, createCommand, type Context, runCommand } from "../../command.ts";
import { parseSeed } from "../../flags.ts";
import { formatCount, formatTable } from "../../format.ts";

interface ExportFlags extends CommonFlags {
  readonly format: string;
  readonly dataset?: string;
  readonly split?: boolean;
  readonly provenance: boolean;
  readonly partial?: boolean;
  readonly overwrite?: boolean;
  readonly seed: number;
}

export function exportDatasetCommand(): Command {
  return createCommand({
    usage: "export <out>",
    parameters: ["the file or folder to write"],
    summary: "write a dataset for another tool",
    examples: [
      ["dataset export messages.jsonl --format messages", "for OpenAI, TRL and others"],
      ["dataset export mlx-data --format mlx", "a folder with train, valid and test files"],
      [
        "dataset export table.csv --format csv --partial --no-provenance",
        "what fits into a table, and nothing of ours",
      ],
    ],
  })
    .addOption(
      new Option("--format <name>", "what to write")
        .choices(exportFormats.map(({ name }) => name))
        .makeOptionMandatory(),
    )
    .option("--dataset <name>", "the dataset to write, by name, or a file (default: dataset)")
    .option("--split", "a folder with a file for each split")
    .option("--no-provenance", "without the column that holds ids, kinds and sources")
    .option("--partial", "leave out what the format cannot hold (default: write nothing then)")
    .option("--overwrite", "replace what is there")
    .option("--seed <number>", "decides the splits of examples that have none", parseSeed, 0)
    .addHelpText(
      "after",
      `\nFormats:\n${formatTable(exportFormats.map(({ name, description }) => [`  ${name}`, description]))}`,
    )
    .action((out: string, flags: ExportFlags) => runCommand(flags, (context) => write(out, flags, context)));
}

async function write(out: string, flags: ExportFlags, { terminal, folder, signal }: Context): Promise<void> {
  const path = datasetPath(folder, flags.dataset ?? DEFAULT_DATASET);
  await requireDataset(path);
  const { examples, excluded } = await loadEffectiveExamples(path, signal);
  const exported = await exportDataset(
    {
      examples,
      format: flags.format,
      out: resolve(out),
      bySplit: flags.split === true,
      withProvenance: flags.provenance,
      onUnheld: flags.partial ? "leave-out" : "fail",
      overwrite: flags.overwrite === true,
      seed: flags.seed,
    },
    signal,
  );
  terminal.emit({ ...exported, excluded });
  terminal.print(describeExported(exported, folder, flags.format));
  if (Object.keys(excluded).length > 0)
    terminal.print(`Taking no part, and not written: ${describeExcluded(excluded)}`);
}

/** Files of a folder of documents that are named. */
const NAMED_FILES = 6;

function describeExported(
  { files, exampleCount, unheldCount, reasons }: ExportedDataset,
  folder: string,
  format: string,
): string {
  const named = files
    .slice(0, NAMED_FILES)
    .map((file) => `  ${relative(folder, file.path)}: ${formatCount(file.exampleCount)}`);
  const more = files.length > NAMED_FILES ? [`  and ${formatCount(files.length - NAMED_FILES)} more files`] : [];
  const left = Object.entries(reasons).map(([reason, count]) => `  ${formatCount(count)}: ${reason}`);
  return [
    `${counted(exampleCount, "example")} written as ${format}`,
    ...named,
    ...more,
    ...(unheldCount === 0 ? [] : [`${formatCount(unheldCount)} left out:`, ...left]),
  ].join("\n");
}
