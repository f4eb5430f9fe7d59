import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { wantedCommands } from "../../../src/cli/wantedCommands.ts";

const given: (readonly string[])[] = [];
const table = {
  one: () => Promise.resolve(new Command("one")),
  group: (words: readonly string[]) => {
    given.push(words);
    return Promise.resolve(new Command("group"));
  },
};
const wanted = async (line: string): Promise<string[]> =>
  (await wantedCommands(table, line === "" ? [] : line.split(" "))).map((command) => command.name());

describe("the commands that a command line needs", () => {
  it.each(["one", "one --flag group", "--json one", "-C folder one", "--directory group one", "one --help"])(
    "are the one it names: %s",
    async (line) => expect(await wanted(line)).toEqual(["one"]),
  );

  it.each(["", "--help", "--help one", "-h", "--version", "other", "other one", "help one", "-C one", "toString"])(
    "are all where it names none: %s",
    async (line) => expect(await wanted(line)).toEqual(["one", "group"]),
  );

  it("give a group the words that follow its name", async () => {
    await wanted("--json group one --flag");
    expect(given.at(-1)).toEqual(["one", "--flag"]);
  });
});
