import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { createProgram } from "../../../src/cli/program.ts";

const root = join(import.meta.dirname, "../../..");
const program = await createProgram([]);

/** Every command line that a message, a help text or the README tells people to type, with where it stands. */
const named = [...sourceFiles(), "README.md"].flatMap((path) =>
  [...readFileSync(join(root, path), "utf8").matchAll(/\\?`espalier ([^`\n]*?)\\?`/g)].map((match) => ({
    path,
    line: match[1] ?? "",
  })),
);

function sourceFiles(): string[] {
  const entries = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" });
  return entries.filter((path) => path.endsWith(".ts")).map((path) => join("src", path));
}

const inner = (command: Command, name: string | undefined): Command | undefined =>
  command.commands.find((each) => each.name() === name);

/** What of a command line there is not; undefined where all of it is. */
function missingIn(line: string): string | undefined {
  const words = line.split(" ");
  let command: Command = program;
  while (command.commands.length > 0 && words.length > 0) {
    const name = words.shift();
    const next = inner(command, name);
    if (!next) return name;
    command = next;
  }
  const flags = words.filter((word) => word.startsWith("--")).map((word) => /^--[a-z-]+/.exec(word)?.[0] ?? word);
  return flags.find((flag) => flag !== "--help" && !command.options.some(({ long }) => long === flag));
}

describe("the command lines that messages name", () => {
  it("are there to be checked", () => expect(named.length).toBeGreaterThan(20));

  it.each(named)("exist: $line ($path)", ({ line }) => expect(missingIn(line)).toBeUndefined());
});
