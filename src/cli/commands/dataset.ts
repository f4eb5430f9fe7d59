import { relative, resolve, sep } from "node:path";
import { Command } from "commander";
import {
  type BuiltDataset,
  buildDataset,
  type DatasetDescription,
  describeDataset,
  loadDataset,
  saveDataset,
} from "../../app/dataset.ts";
import { defaultDatasetPath } from "../../app/defaults.ts";
import { prepareFolder } from "../../app/prepareFolder.ts";
import { UserError } from "../../base/errors.ts";
import type { Example, Split } from "../../core/example.ts";
import { type CommonFlags, createCommand, type Context, runCommand } from "../command.ts";
import { EXIT } from "../exitCode.ts";
import { collect, parseCount, parseSeed, parseSplit } from "../flags.ts";
import { formatCount, formatTable } from "../format.ts";
import { startProgress } from "../progress.ts";

export function datasetCommand(): Command {
  return new Command("dataset")
    .summary("make and inspect datasets")
    .description("Make and inspect datasets: examples as JSON lines, made to be read, edited and committed.")
    .addCommand(buildCommand())
    .addCommand(showCommand())
    .addCommand(checkCommand());
}

interface BuildFlags extends CommonFlags {
  readonly out?: string;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly kind?: readonly string[];
  readonly seed: number;
}

function buildCommand(): Command {
  return createCommand({
    usage: "build [paths...]",
    summary: "make examples of the Markdown and code below a folder",
    examples: [
      ["dataset build", "everything below this folder that git does not ignore"],
      ["dataset build docs src --exclude '*.test.ts'", "two folders, without the tests"],
      ["dataset build --kind section --out docs.jsonl", "Markdown sections only, to another file"],
    ],
  })
    .option("--out <file>", "where to write (default: .espalier/datasets/dataset.jsonl)")
    .option("--include <pattern>", "only files that match, as in .gitignore (may be repeated)", collect)
    .option("--exclude <pattern>", "no files that match, as in .gitignore (may be repeated)", collect)
    .option("--kind <name>", "only examples of this kind: section, doc-comment, signature (may be repeated)", collect)
    .option("--seed <number>", "decides which file goes to which split", parseSeed, 0)
    .action((paths: string[], flags: BuildFlags) => runCommand(flags, (context) => build(paths, flags, context)));
}

async function build(
  paths: readonly string[],
  flags: BuildFlags,
  { terminal, folder, signal }: Context,
): Promise<void> {
  const include = [...paths.flatMap((path) => patternOf(folder, path)), ...(flags.include ?? [])];
  const progress = startProgress(terminal, "Reading files", (count) => formatCount(count));
  const built = await buildDataset(
    {
      root: folder,
      seed: flags.seed,
      ...(include.length > 0 && { include }),
      ...(flags.exclude && { exclude: flags.exclude }),
      ...(flags.kind && { kinds: flags.kind }),
    },
    ({ done, total, path }) => progress.update(done, total, path),
    signal,
  ).finally(() => progress.stop());
  const path = flags.out === undefined ? defaultDatasetPath(folder) : resolve(flags.out);
  if (flags.out === undefined) await prepareFolder(folder);
  await saveDataset(path, built.examples, signal);
  terminal.emit({
    path,
    ...built.description,
    files: built.files,
    skipped: built.skipped,
    duplicates: built.duplicates,
  });
  terminal.print(describeBuilt(built, relative(folder, path)));
}

/** A path of the command line as a pattern from the root; the root itself needs none. */
function patternOf(folder: string, path: string): string[] {
  const inside = relative(folder, resolve(path));
  if (inside === "") return [];
  if (inside.startsWith("..")) {
    throw new UserError(
      "dataset/outside",
      `${path} is not inside ${folder}`,
      "Use -C <folder> to work in another folder.",
    );
  }
  return [`/${inside.split(sep).join("/")}`];
}

function describeBuilt({ description, skipped, duplicates }: BuiltDataset, path: string): string {
  return [
    `${formatCount(description.exampleCount)} examples from ${formatCount(description.fileCount)} files in ${path}`,
    describeCounts(description),
    `${formatCount(skipped.length)} files skipped, ${formatCount(duplicates.exact + duplicates.near)} duplicates dropped`,
    "Next: espalier dataset show, then espalier train --preset quick",
  ].join("\n");
}

function describeCounts({ byKind, bySplit, characters }: DatasetDescription): string {
  const counts = (values: Readonly<Record<string, number>>) =>
    Object.entries(values)
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `${name} ${formatCount(count)}`)
      .join(", ");
  return formatTable([
    ["kinds", counts(byKind)],
    ["splits", counts(bySplit)],
    ["characters", `${formatCount(characters.total)} in all, ${formatCount(characters.median)} in the median example`],
  ]);
}

interface ShowFlags extends CommonFlags {
  readonly split?: Split;
  readonly limit: number;
}

function showCommand(): Command {
  return createCommand({
    usage: "show [file]",
    summary: "print what a dataset holds, and its first examples",
    examples: [
      ["dataset show", "the dataset of `espalier dataset build`"],
      ["dataset show other.jsonl --split test --limit 10", "ten held-out examples of another file"],
    ],
  })
    .option("--split <name>", "only train, validation or test", parseSplit)
    .option("--limit <count>", "print so many examples", parseCount, 3)
    .action((file: string | undefined, flags: ShowFlags) => runCommand(flags, (context) => show(file, flags, context)));
}

async function show(file: string | undefined, flags: ShowFlags, { terminal, folder, signal }: Context): Promise<void> {
  const path = file === undefined ? defaultDatasetPath(folder) : resolve(file);
  const { examples } = await loadDataset(path, {}, signal);
  const shown = examples.filter((example) => !flags.split || example.split === flags.split).slice(0, flags.limit);
  const description = describeDataset(examples);
  terminal.emit({ path, ...description, examples: shown });
  terminal.print(
    `${formatCount(examples.length)} examples in ${relative(folder, path)}\n${describeCounts(description)}`,
  );
  for (const example of shown) terminal.print(`\n${describeExample(example)}`);
}

function describeExample(example: Example): string {
  const { id, kind, split, source } = example;
  const place = source ? ` · ${source.path}:${source.startLine}-${source.endLine}` : "";
  const parts = partsOf(example).map(([name, text]) => `${name}:\n${text.replace(/^/gm, "  ")}`);
  return [`${id} · ${kind} · ${split ?? "no split"}${place}`, ...parts].join("\n");
}

function partsOf(example: Example): (readonly [name: string, text: string])[] {
  switch (example.form) {
    case "chat":
      return example.messages.map(({ role, content }) => [role, content]);
    case "text":
      return [["text", example.text]];
    case "infill":
      return [
        ["before the gap", example.prefix],
        ["in the gap", example.middle],
        ["after the gap", example.suffix],
      ];
    case "preference":
      return [
        ...example.messages.map(({ role, content }) => [role, content] as const),
        ["chosen", example.chosen],
        ["rejected", example.rejected],
      ];
  }
}

function checkCommand(): Command {
  return createCommand({
    usage: "check [file]",
    summary: "find rows that are broken",
    examples: [["dataset check other.jsonl", "names each broken line, what it holds and what it should"]],
  }).action((file: string | undefined, flags: CommonFlags) => runCommand(flags, (context) => check(file, context)));
}

async function check(file: string | undefined, { terminal, folder, signal }: Context): Promise<number> {
  const path = file === undefined ? defaultDatasetPath(folder) : resolve(file);
  const { examples, broken, brokenCount } = await loadDataset(path, { onBroken: "skip" }, signal);
  const description = describeDataset(examples);
  terminal.emit({ path, ...description, brokenCount, broken });
  terminal.print(
    [
      `${formatCount(examples.length)} good rows, ${formatCount(brokenCount)} broken in ${relative(folder, path)}`,
      describeCounts(description),
      ...broken.map(({ line, found, expected }) => `line ${line}: found ${found}, expected ${expected}`),
    ].join("\n"),
  );
  return brokenCount === 0 ? EXIT.ok : EXIT.userError;
}
