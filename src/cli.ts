#!/usr/bin/env node
// Composition root of the command line.
import { CommanderError } from "commander";
import { EXIT } from "./cli/exitCode.ts";
import { createProgram } from "./cli/program.ts";

try {
  await createProgram().parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // Help and version come this way too, with exit code 0; anything else is a command typed wrongly.
  process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.userError;
}
