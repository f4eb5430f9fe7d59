import { Command } from "commander";
import { type CommandTable, wantedCommands } from "../../wantedCommands.ts";

/** In the order of the help. */
const COMMANDS: CommandTable = {
  build: async () => (await import("./build.ts")).buildCommand(),
  list: async () => (await import("./list.ts")).listCommand(),
  show: async () => (await import("./show.ts")).showCommand(),
  review: async () => (await import("./review.ts")).reviewCommand(),
  diff: async () => (await import("./diff.ts")).diffCommand(),
  check: async () => (await import("./check.ts")).checkCommand(),
  import: async () => (await import("./import.ts")).importCommand(),
  export: async () => (await import("./export.ts")).exportDatasetCommand(),
  dedupe: async () => (await import("./dedupe.ts")).dedupeCommand(),
  scan: async () => (await import("./scan.ts")).scanCommand(),
  split: async () => (await import("./split.ts")).splitCommand(),
};

/** @param words that follow `dataset` on the command line. */
export async function datasetCommand(words: readonly string[]): Promise<Command> {
  const group = new Command("dataset")
    .summary("make, review and compare datasets")
    .description(
      "Make, review and compare datasets: examples and decisions as JSON lines, made to be read and committed.",
    );
  for (const command of await wantedCommands(COMMANDS, words)) group.addCommand(command);
  return group;
}
