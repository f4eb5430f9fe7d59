import { relative, resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { describeDataset } from "../../../app/datasets/dataset.ts";
import { datasetAt } from "../../../app/datasets/datasetSession.ts";
import {
  type ColumnMapping,
  type ImportedDataset,
  importDataset,
  type ImportRequest,
  importContainers,
  importFormats,
  parseMapping,
  previewImport,
  type ReadingPlan,
  rowPlace,
} from "../../../app/importing/importDataset.ts";
import { counted } from "../../../base/counted.ts";
import { UserError } from "../../../base/errors.ts";
import { keepImport } from "../../../app/importing/keepImport.ts";
import { type CommonFlags, createCommand, type Context, runCommand } from "../../command.ts";
import { parseCount } from "../../flags.ts";
import { formatBytes, formatCount } from "../../format.ts";
import { startProgress } from "../../progress.ts";
import { describeCounts } from "./describeCounts.ts";
import { describeExample } from "./describeExample.ts";
import { describeUndecided } from "./describeFindings.ts";
import { describeSettled } from "./describeSettled.ts";
import { outTarget } from "./outTarget.ts";

interface ImportFlags extends CommonFlags {
  readonly format?: ImportRequest["format"];
  readonly as?: ImportRequest["container"];
  readonly map?: ColumnMapping;
  readonly header?: boolean;
  readonly encoding?: string;
  readonly per?: ImportRequest["per"];
  readonly skipBroken?: boolean;
  readonly preview?: number | true;
  readonly out?: string;
  readonly replace?: boolean;
  readonly allowFindings?: boolean;
}

export function importCommand(): Command {
  return createCommand({
    usage: "import <path>",
    parameters: ["a file of rows, or a folder of such files"],
    summary: "take examples from a file or folder of another tool",
    examples: [
      ["dataset import alpaca.json --preview", "how it would be read, and its first rows; nothing is written"],
      ["dataset import faq.csv --map question=Title,answer=Body", "columns mapped by hand"],
      ["dataset import mlx-data/ --skip-broken", "train, valid and test files become splits; broken rows are listed"],
    ],
  })
    .addOption(
      new Option("--format <name>", "what its rows are (default: detected)").choices(
        importFormats.map(({ name }) => name),
      ),
    )
    .addOption(new Option("--as <layout>", "how its rows lie (default: detected)").choices(importContainers))
    .option(
      "--map <columns>",
      "which column is what: question=A,answer=B; also system, text, chosen, rejected",
      mapping,
    )
    .option("--header", "the first row of a table names its columns (default: detected)")
    .option("--no-header", "the first row of a table is a row like the others; its columns are called 1, 2, …")
    .option("--encoding <name>", "the encoding of its text (default: detected)")
    .addOption(
      new Option("--per <unit>", "of plain text, what is one example (default: document)").choices([
        "document",
        "paragraph",
      ]),
    )
    .option("--skip-broken", "take the good rows and list the broken ones")
    .option("--preview [rows]", "show how it would be read, with its first rows, and write nothing", parseCount)
    .option("--out <name>", "the dataset to add to, by name, or a file (default: dataset)")
    .option("--replace", "let rows take the place of examples with the same id (default: both are kept)")
    .option(
      "--allow-findings",
      "write secrets and personal data into a plain file (datasets withhold such rows instead)",
    )
    .action((path: string, flags: ImportFlags) =>
      runCommand(flags, (context) => (flags.preview ? preview(path, flags, context) : take(path, flags, context))),
    );
}

function mapping(text: string): ColumnMapping {
  try {
    return parseMapping(text);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new InvalidArgumentError(error.hint);
  }
}

const requestOf = (
  path: string,
  { format, as, map, header, encoding, per, skipBroken }: ImportFlags,
): ImportRequest => ({
  path: resolve(path),
  ...(format && { format }),
  ...(as && { container: as }),
  ...(map && { mapping: map }),
  ...(header !== undefined && { hasHeader: header }),
  ...(encoding !== undefined && { encoding }),
  ...(per && { per }),
  ...(skipBroken && { onBroken: "skip" as const }),
});

const PREVIEW_ROWS = 5;

async function preview(path: string, flags: ImportFlags, { terminal, signal }: Context): Promise<void> {
  const count = typeof flags.preview === "number" ? flags.preview : PREVIEW_ROWS;
  const shown = await previewImport(requestOf(path, flags), count, signal);
  terminal.emit(shown);
  terminal.print(shown.files.map(describePlan).join("\n"));
  if (shown.passedOver.length > 0) terminal.print(`Passed over: ${shown.passedOver.join(", ")}`);
  for (const row of shown.rows) {
    const place = `${row.file} ${rowPlace(row)}`;
    if ("example" in row) terminal.print(`\n${place} · ${describeExample(row.example)}`);
    else terminal.print(`\n${place}: ${terminal.colors.red(`found ${row.found}, expected ${row.expected}`)}`);
  }
  terminal.print("\nNothing was written.");
}

async function take(path: string, flags: ImportFlags, { terminal, folder, signal }: Context): Promise<void> {
  const out = outTarget(folder, flags.out);
  const reading = startProgress(terminal, "Reading", formatBytes);
  const imported = await importDataset(
    requestOf(path, flags),
    ({ doneBytes, totalBytes, name }) => reading.update(doneBytes, totalBytes, name),
    signal,
  ).finally(() => reading.stop());
  const adding = startProgress(terminal, "Adding rows", (count) => formatCount(count));
  const { examples, ...added } = await keepImport(
    folder,
    out,
    imported,
    {
      onSameId: flags.replace ? "replace" : "rename",
      ...(flags.allowFindings && { allowFindings: true }),
      onProgress: ({ step, done, total }) => adding.update(done, total, STEPS[step]),
    },
    signal,
  ).finally(() => adding.stop());
  const { files, passedOver, broken, brokenCount, renamedCount } = imported;
  const description = describeDataset(examples);
  const { findings, undecided, withheldCount, settled, revision, ...counts } = added;
  terminal.emit({
    path: out,
    ...description,
    added: { ...counts, renamedCount: counts.renamedCount + renamedCount },
    ...{ findings, undecidedCount: undecided.length, withheldCount, settled, revision },
    files,
    passedOver,
    broken,
    brokenCount,
  });
  terminal.print(
    [
      ...files.map(describePlan),
      `${counted(added.addedCount + added.renamedCount, "example")} added, ${formatCount(added.replacedCount)} replaced, ` +
        `${formatCount(added.alreadyThereCount)} there already; ${formatCount(examples.length)} take part in ${relative(folder, out)}`,
      ...describeRenamed(added.renamedCount + renamedCount),
      describeCounts(description),
      ...(settled ? describeSettled(settled) : []),
      ...describeUndecided(undecided, withheldCount, datasetAt(out)?.name ?? ""),
      ...describeBroken(imported),
    ].join("\n"),
  );
}

const STEPS = { scan: "looking for secrets", compare: "comparing" } as const;

function describePlan({ name, container, encoding, format, confidence, why, split, table }: ReadingPlan): string {
  const columns = table
    ? `, ${table.hasHeader ? "with" : "without"} a header${table.headerReason === "look" ? ", as it looks (--no-header if it is a row)" : ""}, separated by ${JSON.stringify(table.delimiter)}`
    : "";
  const share = `${(confidence * 100).toFixed(confidence > 0.99 && confidence < 1 ? 1 : 0)} % of the first rows can be read so`;
  return `${name}: ${format} (${why}; ${share}) · ${container}, ${encoding}${columns}${split ? ` · ${split}` : ""}`;
}

const describeRenamed = (count: number): string[] =>
  count === 0 ? [] : [`${counted(count, "row")} got a new id, since another example has theirs`];

function describeBroken({ broken, brokenCount }: ImportedDataset): string[] {
  if (brokenCount === 0) return [];
  return [
    `${counted(brokenCount, "broken row")} left out:`,
    ...broken.map(
      ({ file, found, expected, ...place }) => `  ${file} ${rowPlace(place)}: found ${found}, expected ${expected}`,
    ),
  ];
}
