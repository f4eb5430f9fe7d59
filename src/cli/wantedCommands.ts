import type { Command } from "commander";

/** How each command is come by, by its name; a group is given the words that follow. */
export type CommandTable = Readonly<Record<string, (words: readonly string[]) => Promise<Command>>>;

/** Flags of every command that take a word of their own. */
const WITH_VALUE = new Set(["-C", "--directory"]);

/**
 * The command that a command line names, or all where it names none: to load what only other commands need takes longer
 * than many a command.
 */
export async function wantedCommands(table: CommandTable, words: readonly string[]): Promise<Command[]> {
  const named = words.findIndex(
    (word, index) => isOther(word) || (!word.startsWith("-") && !WITH_VALUE.has(words[index - 1] ?? "")),
  );
  const wanted = Object.hasOwn(table, words[named] ?? "") ? table[words[named] ?? ""] : undefined;
  const rest = words.slice(named + 1);
  if (wanted !== undefined) return [await wanted(rest)];
  return Promise.all(Object.values(table).map((load) => load([])));
}

/** What asks for something about all commands, whatever follows. */
const isOther = (word: string): boolean => word === "--help" || word === "-h";
