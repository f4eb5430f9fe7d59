import { relative, resolve } from "node:path";
import type { Command } from "commander";
import { describeDataset, loadDataset } from "../../../app/dataset.ts";
import { defaultDatasetPath } from "../../../app/defaults.ts";
import { type CommonFlags, createCommand, type Context, runCommand } from "../../command.ts";
import { EXIT } from "../../exitCode.ts";
import { formatCount } from "../../format.ts";
import { describeCounts } from "./describeCounts.ts";

export function checkCommand(): Command {
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
