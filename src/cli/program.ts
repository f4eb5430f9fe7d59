import { Command } from "commander";
import { espalierVersion } from "../app/versions.ts";
import { addCommonFlags } from "./command.ts";
import { askCommand } from "./commands/ask.ts";
import { compareCommand } from "./commands/compare.ts";
import { datasetCommand } from "./commands/dataset/dataset.ts";
import { demoCommand } from "./commands/demo.ts";
import { evaluateCommand } from "./commands/evaluate.ts";
import { exportCommand } from "./commands/export.ts";
import { indexCommand } from "./commands/index.ts";
import { modelsCommand } from "./commands/models.ts";
import { runsCommand } from "./commands/runs.ts";
import { searchCommand } from "./commands/search.ts";
import { serveCommand } from "./commands/serve.ts";
import { trainCommand } from "./commands/train.ts";

/**
 * The whole command line. Parsing throws CommanderError for help, version and commands typed wrongly; what is wrong with
 * those is then on stderr, as JSON where `json`, which no command has read yet.
 */
export function createProgram(json = process.argv.includes("--json")): Command {
  const program = new Command("espalier")
    .description("Train a small language model on your own files, on your own machine.")
    .version(espalierVersion())
    .addHelpText("after", AFTER_HELP)
    .hook("preAction", (_, command) => inheritFlags(command));
  for (const command of [
    modelsCommand(),
    datasetCommand(),
    trainCommand(),
    runsCommand(),
    evaluateCommand(),
    compareCommand(),
    indexCommand(),
    searchCommand(),
    askCommand(),
    serveCommand(),
    exportCommand(),
    demoCommand(),
  ]) {
    program.addCommand(command);
  }
  makeAlike(program, "espalier", json);
  return program;
}

/** Errors, hints and common flags are the same at every level. */
function makeAlike(command: Command, path: string, json: boolean): void {
  // Instead of ending the process, so that the exit code is chosen in one place.
  command.exitOverride();
  const hint = `${path} --help shows what there is`;
  if (json) command.configureOutput({ outputError: (text, write) => write(usageError(text, hint)) });
  else command.showHelpAfterError(`(${hint})`);
  if (command.commands.length === 0) return;
  // Without it a group would take the flags of its commands for its own, wherever they stand.
  addCommonFlags(command).enablePositionalOptions();
  for (const inner of command.commands) makeAlike(inner, `${path} ${inner.name()}`, json);
}

/** As `reportError` writes the errors of commands. */
const usageError = (text: string, hint: string): string => {
  const message = text.trim().replace(/^error: /, "");
  return `${JSON.stringify({ error: { code: "cli/usage", message, hint } })}\n`;
};

/** Gives a command the common flags that stand before its name; the nearest wins. */
function inheritFlags(command: Command): void {
  for (let group = command.parent; group; group = group.parent) {
    for (const [name, value] of Object.entries(group.opts())) {
      const isGiven = group.getOptionValueSource(name) === "cli" && command.getOptionValueSource(name) !== "cli";
      if (isGiven) command.setOptionValueWithSource(name, value, "cli");
    }
  }
}

const AFTER_HELP = `
The way from files to answers:
  $ espalier dataset build docs src       make examples of your files
  $ espalier train --preset quick         tune the default model on them
  $ espalier evaluate                     is it better on files it has not seen?
  $ espalier ask "How do I …?"            ask the tuned model

Exit codes: 0 done, 1 failure, 2 something for you to mend, 130 interrupted.`;
