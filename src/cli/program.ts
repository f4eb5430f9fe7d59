import { Command, type Option } from "commander";
import { espalierVersion } from "../app/versions.ts";
import { UserError } from "../base/errors.ts";
import { addCommonFlags, reportError } from "./command.ts";
import { createTerminal } from "./terminal.ts";
import { type CommandTable, wantedCommands } from "./wantedCommands.ts";

/** Commander's, for which no command is needed. */
const VERSION_FLAGS: ReadonlySet<string> = new Set(["--version", "-V"]);

/** In the order of the help. */
const COMMANDS: CommandTable = {
  models: async () => (await import("./commands/models.ts")).modelsCommand(),
  dataset: async (words) => (await import("./commands/dataset/dataset.ts")).datasetCommand(words),
  train: async () => (await import("./commands/train.ts")).trainCommand(),
  runs: async () => (await import("./commands/runs.ts")).runsCommand(),
  evaluate: async () => (await import("./commands/evaluate.ts")).evaluateCommand(),
  compare: async () => (await import("./commands/compare.ts")).compareCommand(),
  index: async () => (await import("./commands/index.ts")).indexCommand(),
  search: async () => (await import("./commands/search.ts")).searchCommand(),
  ask: async () => (await import("./commands/ask.ts")).askCommand(),
  serve: async () => (await import("./commands/serve.ts")).serveCommand(),
  export: async () => (await import("./commands/export.ts")).exportCommand(),
  demo: async () => (await import("./commands/demo.ts")).demoCommand(),
};

/**
 * The command line, with the command that `words` ask for, or with all where they ask for none. Parsing throws
 * CommanderError for help, version and commands typed wrongly; what is wrong with those is then on stderr, as JSON where
 * `words` say so, since no command has read them yet.
 *
 * @param words of the command line, after the program's name.
 */
export async function createProgram(words: readonly string[]): Promise<Command> {
  const program = new Command("espalier")
    .description("Train a small language model on your own files, on your own machine.")
    .version(espalierVersion())
    .addHelpText("after", AFTER_HELP)
    .hook("preAction", (_, command) => inheritFlags(command));
  const commands = VERSION_FLAGS.has(words[0] ?? "") ? [] : await wantedCommands(COMMANDS, words);
  for (const command of commands) program.addCommand(command);
  makeAlike(program, "espalier", words);
  return program;
}

/** `help dataset build` is `dataset build --help`; what is no command is then said to be none. */
export function withoutHelpWord(words: readonly string[]): string[] {
  const [first, named, ...others] = words;
  if (first !== "help" || named === undefined) return [...words];
  return [named, ...others, ...(Object.hasOwn(COMMANDS, named) ? ["--help"] : [])];
}

/** Errors, hints, help and common flags are the same at every level. */
function makeAlike(command: Command, path: string, words: readonly string[]): void {
  const refuse = (text: string) => reportUsage(text, `\`${path} --help\` shows what there is.`, words);
  // Instead of ending the process, so that the exit code is chosen in one place.
  command.exitOverride().configureHelp({ optionDescription });
  command.configureOutput({ outputError: refuse });
  if (command.commands.length === 0) return;
  // Without it a group would take the flags of its commands for its own, wherever they stand.
  addCommonFlags(command).enablePositionalOptions();
  // Commander writes help to stderr, in several pieces, where a group stands without a command.
  let isSaid = false;
  const sayOnce = () => {
    if (!isSaid) refuse("no command is named");
    isSaid = true;
  };
  if (words.includes("--json")) command.configureOutput({ writeErr: sayOnce });
  for (const inner of command.commands) makeAlike(inner, `${path} ${inner.name()}`, words);
}

/** Says what was typed wrongly as `runCommand` says what went wrong. */
function reportUsage(text: string, hint: string, words: readonly string[]): void {
  const [message = "", suggestion] = text
    .trim()
    .replace(/^error: /, "")
    .split("\n");
  const { stdout, stderr, env } = process;
  const terminal = createTerminal({
    json: words.includes("--json"),
    stdout,
    stderr,
    env: words.includes("--no-color") ? { ...env, NO_COLOR: "1" } : env,
  });
  const said = suggestion === undefined ? hint : `${suggestion.replace(/^\((.*)\)$/, "$1")} ${hint}`;
  reportError(terminal, new UserError("cli/usage", message, said), false);
}

/** As commander's, with words instead of JSON, and choices before what is said of a default. */
function optionDescription({ description, argChoices, defaultValue, required, optional }: Option): string {
  const [, text = description, saidDefault] = /^(.*) \((default: .*)\)$/.exec(description) ?? [];
  const isShown = defaultValue !== undefined && (required || optional);
  const extra = [
    ...(argChoices ? [`one of ${argChoices.join(", ")}`] : []),
    ...(saidDefault === undefined ? [] : [saidDefault]),
    ...(isShown ? [`default: ${String(defaultValue)}`] : []),
  ];
  return extra.length === 0 ? text : `${text} (${extra.join("; ")})`;
}

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

Exit codes: 0 done, 1 failure, 2 something for you to mend, 129 ended with its
terminal, 130 interrupted.`;
