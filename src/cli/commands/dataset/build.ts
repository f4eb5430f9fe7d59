import { relative } from "node:path";
import type { Command } from "commander";
import { buildDataset, type BuildProgress } from "../../../app/build/buildDataset.ts";
import { rebuildDataset } from "../../../app/build/rebuildDataset.ts";
import { datasetHash, saveDataset } from "../../../app/datasets/dataset.ts";
import { chosenKinds, datasetKinds } from "../../../app/build/datasetKinds.ts";
import { datasetAt } from "../../../app/datasets/datasetSession.ts";
import { requireOwnRows } from "../../../app/build/requireOwnRows.ts";
import { type CommonFlags, createCommand, type Context, runCommand } from "../../command.ts";
import { collect, parseSeed } from "../../flags.ts";
import { formatCount, formatTable } from "../../format.ts";
import { startProgress } from "../../progress.ts";
import { describeBuilt, summaryOf } from "./describeBuilt.ts";
import { describeKept } from "./describeKept.ts";
import { patternOf } from "./insideFolder.ts";
import { outTarget } from "./outTarget.ts";

interface BuildFlags extends CommonFlags {
  readonly out?: string;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly kind?: readonly string[];
  readonly with?: readonly string[];
  readonly without?: readonly string[];
  readonly seed: number;
  readonly resplit?: boolean;
}

export function buildCommand(): Command {
  return createCommand({
    usage: "build [paths...]",
    parameters: ["files and folders to learn from (default: all below this folder)"],
    summary: "make examples of the documents and code below a folder",
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
    .option("--resplit", "draw all splits anew; by default every file keeps the one it has")
    .addHelpText("after", describeKinds)
    .action((paths: string[], flags: BuildFlags) => runCommand(flags, (context) => build(paths, flags, context)));
}

function describeKinds(): string {
  const table = (isDefault: boolean) =>
    formatTable(
      datasetKinds
        .filter(({ onByDefault }) => onByDefault === isDefault)
        .map(({ name, description }) => [`  ${name}`, description]),
    );
  return `\nKinds of examples:\n${table(true)}\n\nMade only when named after --with or --kind:\n${table(false)}`;
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
  const options = {
    seed: flags.seed,
    kinds,
    ...(include.length > 0 && { include }),
    ...(flags.exclude && { exclude: flags.exclude }),
  };
  const progress = startProgress(terminal, "Reading files", (count) => formatCount(count));
  const onProgress = ({ done, total, path: file }: BuildProgress): void => progress.update(done, total, file);
  const path = outTarget(folder, flags.out);
  const files = datasetAt(path);
  if (files === undefined || relative(folder, path).startsWith("..")) {
    await requireOwnRows(path);
    const built = await buildDataset({ ...options, root: folder }, onProgress, signal).finally(() => progress.stop());
    const examples = built.effective();
    await saveDataset(path, examples, signal);
    terminal.emit({ path, ...summaryOf(built), hash: datasetHash(examples) });
    return terminal.print(describeBuilt(built, relative(folder, path)).join("\n"));
  }
  const request = { ...options, folder, name: files.name, ...(flags.resplit && { resplit: true }) };
  const { built, kept } = await rebuildDataset(request, onProgress, signal).finally(() => progress.stop());
  terminal.emit({ ...summaryOf(built), ...kept });
  terminal.print([...describeBuilt(built, relative(folder, path)), ...describeKept(kept, folder), NEXT].join("\n"));
}

const NEXT = "Next: espalier dataset show, then espalier train --preset quick";
