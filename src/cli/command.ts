import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Command } from "commander";
import { UserError } from "../base/errors.ts";
import { EXIT } from "./exitCode.ts";
import { Interrupted, withInterrupt } from "./interrupt.ts";
import { createTerminal, type Terminal } from "./terminal.ts";

/** Options of every command. */
export interface CommonFlags {
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly color?: boolean;
  readonly directory?: string;
}

/** What a command's action is given besides its arguments and options. */
export interface Context {
  readonly terminal: Terminal;
  /** Absolute; its `.espalier` holds the user's work. */
  readonly folder: string;
  /** Aborts at the first Ctrl-C. */
  readonly signal: AbortSignal;
}

export interface CommandText {
  /** As commander takes it: `get <model>`. */
  readonly usage: string;
  /** What each parameter of `usage` is, in their order. */
  readonly parameters?: readonly string[];
  readonly summary: string;
  /** Command lines without `espalier`, each with what it does. */
  readonly examples: readonly (readonly [command: string, effect: string])[];
}

/** A leaf command with the options that all share, and with its examples below its help. */
export function createCommand({ usage, parameters = [], summary, examples }: CommandText): Command {
  const shown = examples.map(([line, effect]) => `  $ espalier ${line}\n      ${effect}`).join("\n");
  const [name, ...terms] = usage.split(" ");
  const command = new Command(name);
  for (const [index, term] of terms.entries()) command.argument(term, parameters[index]);
  return addCommonFlags(command)
    .summary(summary)
    .description(`${capitalized(summary)}.`)
    .addHelpText("after", `\nExamples:\n${shown}`);
}

export const addCommonFlags = (command: Command): Command =>
  command
    .option("--json", "print JSON, one value or one a line, and nothing else on stdout")
    .option("-C, --directory <folder>", "work as if started in this folder")
    .option("--no-color", "no colours (NO_COLOR is respected as well)")
    .option("--verbose", "show where an error came from");

/**
 * Runs a command's work with its context, reports what it throws, and sets the process's exit code.
 * `work` may return an exit code; success otherwise.
 */
export async function runCommand(
  options: CommonFlags,
  work: (context: Context) => Promise<number | void>,
  interruptNote = "Stopping… (Ctrl-C again to stop at once)",
): Promise<void> {
  const terminal = createTerminal({
    json: options.json === true,
    stdout: process.stdout,
    stderr: process.stderr,
    env: options.color === false ? { ...process.env, NO_COLOR: "1" } : process.env,
  });
  try {
    const folder = enterFolder(options.directory);
    const code = await withInterrupt(
      (signal) => work({ terminal, folder, signal }),
      (times) => terminal.note(times === 1 ? `\n${interruptNote}` : "Stopped at once."),
      // Children end with the channel that ties them to this process.
      () => process.exit(EXIT.interrupted),
    );
    process.exitCode = code ?? EXIT.ok;
  } catch (error) {
    process.exitCode = reportError(terminal, error, options.verbose === true);
  }
}

/** Makes `directory` the working folder, so that every path of the command line is meant from there. */
function enterFolder(directory: string | undefined): string {
  try {
    if (directory !== undefined) process.chdir(directory);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const path = resolve(directory ?? "");
    const found =
      code === "EACCES"
        ? `may not enter folder ${path}`
        : code === "ENOTDIR" && existsSync(path)
          ? `${path} is a file, no folder`
          : `there is no folder ${path}`;
    throw new UserError("cli/folder", found, "Check the path after -C.");
  }
  return process.cwd();
}

/** Says what went wrong in one line and what to do in another; returns the exit code. */
export function reportError(terminal: Terminal, error: unknown, verbose: boolean): number {
  if (isInterruption(error)) {
    terminal.note("Stopped.");
    return EXIT.interrupted;
  }
  const message = error instanceof Error ? error.message : String(error);
  const user = isUserError(error) ? error : undefined;
  if (terminal.json) {
    const { code = "internal", hint } = user ?? {};
    terminal.note(JSON.stringify({ error: { code, message, ...(hint && { hint }) } }));
  } else {
    terminal.note(`${terminal.colors.red("Error:")} ${message}`);
    terminal.note(user ? `  ${user.hint}` : "  This is a bug of Espalier; --verbose shows where.");
  }
  if (verbose && error instanceof Error && error.stack) terminal.note(terminal.colors.dim(error.stack));
  return user && user.code !== "worker/died" ? EXIT.userError : EXIT.failure;
}

const isUserError = (error: unknown): error is UserError => error instanceof UserError;

/** However the work learned of it: from us, or as the AbortError of a library. */
const isInterruption = (error: unknown) =>
  error instanceof Interrupted || (error instanceof Error && error.name === "AbortError");

const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
