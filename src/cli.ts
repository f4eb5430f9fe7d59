#!/usr/bin/env node
// Composition root of the command line.
import { CommanderError } from "commander";
import { endWithTerminal, isTerminalGone } from "./cli/closedTerminal.ts";
import { EXIT } from "./cli/exitCode.ts";
import { createProgram, withoutHelpWord } from "./cli/program.ts";

for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (stream.isTTY && isTerminalGone(error)) endWithTerminal();
    else endOnClosedPipe(error);
  });
}
// All is done and written by then: otherwise Node takes its heap apart, of a large one for a tenth of a second.
process.once("beforeExit", () => process.exit());

try {
  const words = withoutHelpWord(process.argv.slice(2));
  await (await createProgram(words)).parseAsync(words, { from: "user" });
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // Help and version come this way too, with exit code 0; anything else is a command typed wrongly.
  process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.userError;
}

/** Whoever read our output has left (`| head`): what is done keeps its exit code, what is cut short has failed. */
function endOnClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
  process.exit(process.exitCode ?? EXIT.failure);
}
