import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCli } from "../support/cliProcess.ts";
import { temporaryFolder } from "../support/temporaryFolder.ts";

/** What the command line says of words that it cannot take: one error, one hint, nothing on stdout. */
async function refusal(folder: string, ...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await runCli(folder, ...words);
  expect([code, stdout]).toEqual([2, ""]);
  return stderr;
}

describe("a command line that cannot be taken", () => {
  it("names a base model to PEFT alone", async () => {
    expect((await runCli(temporaryFolder(), "export", "x", "--base-model", "y")).stderr).toContain(
      "Add --format peft.",
    );
  });

  it.each([
    [["trian"], "unknown command 'trian'", "Did you mean train? `espalier --help` shows what there is."],
    [["runs", "lst"], "unknown command 'lst'", "Did you mean list? `espalier runs --help` shows what there is."],
    [["help", "trian"], "unknown command 'trian'", "Did you mean train? `espalier --help` shows what there is."],
    [
      ["train", "--rnak"],
      "unknown option '--rnak'",
      "Did you mean --rank? `espalier train --help` shows what there is.",
    ],
    [["runs", "list", "--foo"], "unknown option '--foo'", "`espalier runs list --help` shows what there is."],
    [["ask"], "missing required argument 'questions'", "`espalier ask --help` shows what there is."],
  ])("is said in one line, with what to do in another: %j", async (words, message, hint) => {
    expect(await refusal(temporaryFolder(), ...words)).toBe(`Error: ${message}\n  ${hint}\n`);
  });

  it.each([
    [["evaluate", "--limit=many"], "Expected a whole number from 1."],
    [["evaluate", "--limit=0"], "Expected a whole number from 1."],
    [["serve", "--port=http"], "Expected a whole number from 0 to 65535."],
    [["dataset", "split", "--shares=a,b,c"], "Expected three numbers such as 80,10,10."],
    [
      ["dataset", "import", "x.csv", "--map=question=a"],
      "question and answer, or question, chosen and rejected, or text",
    ],
    [["export", "--format=x"], "Allowed choices are gguf, peft."],
    [["search", "a", "--kind=x"], "Allowed choices are keyword, vector, hybrid."],
    [["index", "--max-size=500"], "500 bytes hold no index. Expected a size such as 500MB or 2GB."],
    [["evaluate", "--split=x"], "Allowed choices are train, validation, test."],
  ])("says what a flag takes at the first attempt: %j", async (words, expected) => {
    expect(await refusal(temporaryFolder(), ...words)).toContain(expected);
  });

  it.each([
    ["runs", "lst", "--json"],
    ["train", "--rnak=8", "--json"],
    ["--json", "ask", "a", "--scale", "x"],
    ["--json"],
    ["models", "--json"],
    ["--json", "dataset"],
  ])("is said as JSON where JSON was asked for: %s %s %s", async (...words) => {
    const { error } = JSON.parse(await refusal(temporaryFolder(), ...words.filter(Boolean))) as {
      error: Record<string, string>;
    };
    expect(error).toMatchObject({ code: "cli/usage", hint: expect.stringContaining("--help") as string });
  });

  it("is answered with what there is where no command is named", async () => {
    expect(await refusal(temporaryFolder())).toContain("Usage: espalier [options] [command]");
    expect(await refusal(temporaryFolder(), "models")).toContain("Usage: espalier models [options] [command]");
  });

  it("shows the help of any command after `help`", async () => {
    const { code, stdout } = await runCli(temporaryFolder(), "help", "dataset", "build");
    expect(code).toBe(0);
    expect(stdout).toContain("Usage: espalier dataset build");
  });

  it("says of a file after -C that it is none", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "notes.txt"), "");
    expect(await refusal(folder, "-C", "notes.txt", "runs", "list")).toContain("notes.txt is a file, no folder");
  });
});

describe("words that contradict each other or mean nothing", () => {
  it("are refused before anything is fetched", async () => {
    const folder = temporaryFolder();
    expect(await refusal(folder, "ask", "")).toContain("a question is empty");
    expect(await refusal(folder, "ask", "a", "--base", "--scale=2")).toContain("--base leaves the adapter out");
    writeFileSync(join(folder, "rows.jsonl"), '{"foo":1}\n');
    expect(await refusal(folder, "train", "--dataset=rows.jsonl")).toContain("line 1: found the keys foo");
    expect(await refusal(folder, "dataset", "check", "rows.jsonl", "--template=plain")).toContain("Add --model NAME");
  });

  it("tell how to name a file, a folder or a dataset that was meant", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "rows.txt"), "");
    mkdirSync(join(folder, "vectors"));
    expect(await refusal(folder, "train", "--dataset=rows.txt")).toContain("write ./rows.txt");
    expect(await refusal(folder, "dataset", "diff", "rows.txt")).toContain("write ./rows.txt");
    expect(await refusal(folder, "index", "--embedding=vectors")).toContain("holds no embedding: expected");
    writeFileSync(join(folder, "good.jsonl"), '{"prompt":"a","completion":"b"}\n');
    expect(await refusal(folder, "dataset", "diff", "good.jsonl")).toContain('there is no dataset "dataset"');
  });
});

it("searches for words that stand without quotes", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "locks.md"), "# Locks\n\nA run is locked by a folder.\n");
  const { code, stdout } = await runCli(folder, "search", "run", "locked");
  expect([code, stdout]).toEqual([0, expect.stringContaining("locks.md:1-3")]);
});

it("tells of every source once where none has the model", async () => {
  const folder = temporaryFolder();
  const said = await refusal(folder, "models", "get", "qwen3-0.6b");
  expect(said.match(/Ollama: /g)).toHaveLength(1);
});
