import { relative } from "node:path";
import type { Command } from "commander";
import { harvestFiles } from "../../../app/harvestPool.ts";
import { type BuiltDataset, buildDataset, saveDataset } from "../../../app/dataset.ts";
import { chosenKinds, datasetKinds } from "../../../app/datasetKinds.ts";
import { datasetAt, datasetPath } from "../../../app/datasetSession.ts";
import { DEFAULT_DATASET } from "../../../app/defaults.ts";
import { keepBuild } from "../../../app/keepBuild.ts";
import { type CommonFlags, createCommand, type Context, runCommand } from "../../command.ts";
import { collect, parseSeed } from "../../flags.ts";
import { formatCount, formatTable } from "../../format.ts";
import { startProgress } from "../../progress.ts";
import { describeCounts } from "./describeCounts.ts";
import { describeKept } from "./describeKept.ts";
import { patternOf } from "./insideFolder.ts";

interface BuildFlags extends CommonFlags {
  readonly out?: string;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly kind?: readonly string[];
  readonly with?: readonly string[];
  readonly without?: readonly string[];
  readonly seed: number;
}

export function buildCommand(): Command {
  return createCommand({
    usage: "build [paths...]",
    summary: "make examples of the Markdown and code below a folder",
    examples: [
      ["dataset build", "everything below this folder that git does not ignore"],
      ["dataset build docs src --exclude '*.test.ts'", "two folders, without the tests"],
      ["dataset build --kind section --out docs", "Markdown sections only, as another dataset"],
    ],
  })
    .option("--out <name>", "the dataset to build, by name, or a file (default: dataset)")
    .option("--include <pattern>", "only files that match, as in .gitignore (may be repeated)", collect)
    .option("--exclude <pattern>", "no files that match, as in .gitignore (may be repeated)", collect)
    .option("--kind <name>", "only examples of this kind, see below (may be repeated)", collect)
    .option("--with <name>", "examples of this kind as well (may be repeated)", collect)
    .option("--without <name>", "no examples of this kind (may be repeated)", collect)
    .option("--seed <number>", "decides which file goes to which split", parseSeed, 0)
    .addHelpText("after", () => `\nKinds of examples:\n${describeKinds()}\n`)
    .action((paths: string[], flags: BuildFlags) => runCommand(flags, (context) => build(paths, flags, context)));
}

function describeKinds(): string {
  return formatTable(datasetKinds.map(({ name, description }) => [`  ${name}`, description]));
}

async function build(
  paths: readonly string[],
  flags: BuildFlags,
  { terminal, folder, signal }: Context,
): Promise<void> {
  const include = [...paths.flatMap((path) => patternOf(folder, path)), ...(flags.include ?? [])];
  const kinds = chosenKinds({
    ...(flags.kind && { only: flags.kind }),
    ...(flags.with && { added: flags.with }),
    ...(flags.without && { without: flags.without }),
  });
  const progress = startProgress(terminal, "Reading files", (count) => formatCount(count));
  const built = await buildDataset(
    {
      root: folder,
      seed: flags.seed,
      harvest: harvestFiles,
      ...(include.length > 0 && { include }),
      ...(flags.exclude && { exclude: flags.exclude }),
      kinds,
    },
    ({ done, total, path }) => progress.update(done, total, path),
    signal,
  ).finally(() => progress.stop());
  const { examples, sources, files: learned, skipped, duplicates, leftOut, ungrounded, description } = built;
  const common = { ...description, files: learned, skipped, duplicates, leftOut, ungrounded };
  const path = datasetPath(folder, flags.out ?? DEFAULT_DATASET);
  const files = datasetAt(path);
  if (files === undefined || relative(folder, path).startsWith("..")) {
    await saveDataset(path, built.examples, signal);
    terminal.emit({ path, ...common });
    return terminal.print(describeBuilt(built, relative(folder, path)));
  }
  const asked = { include, exclude: flags.exclude ?? [], seed: flags.seed, kinds };
  const merged = { examples, sources, findings: [], secrets: new Map<string, never>() };
  const kept = await keepBuild(folder, files.name, merged, asked, signal);
  terminal.emit({ ...common, ...kept });
  terminal.print([describeBuilt(built, relative(folder, path)), ...describeKept(kept)].join("\n"));
}

function describeBuilt(built: BuiltDataset, path: string): string {
  const { description, skipped, duplicates, leftOut, ungrounded } = built;
  const counts = (byKind: Readonly<Record<string, number>>): string =>
    Object.entries(byKind)
      .map(([kind, count]) => `${kind} ${formatCount(count)}`)
      .join(", ");
  return [
    `${formatCount(description.exampleCount)} examples from ${formatCount(description.fileCount)} files in ${path}`,
    describeCounts(description),
    `${formatCount(skipped.length)} files skipped, ${formatCount(duplicates.exact + duplicates.near)} duplicates dropped`,
    ...(Object.keys(leftOut).length > 0 ? [`left out, for balance: ${counts(leftOut)}`] : []),
    ...(Object.keys(ungrounded).length > 0
      ? [`dropped, not word for word in their source: ${counts(ungrounded)}`]
      : []),
    "Next: espalier dataset show, then espalier train --preset quick",
  ].join("\n");
}
