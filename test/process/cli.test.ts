import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCli, runJson, startCli } from "../support/cliProcess.ts";
import { temporaryFolder } from "../support/temporaryFolder.ts";
import { proseOf } from "../support/prose.ts";

const LEAVES = [
  "models list",
  "models get",
  "models add",
  "models rm",
  "dataset build",
  "dataset list",
  "dataset show",
  "dataset review",
  "dataset diff",
  "dataset check",
  "dataset import",
  "dataset export",
  "dataset scan",
  "dataset dedupe",
  "dataset split",
  "train",
  "runs list",
  "runs show",
  "runs use",
  "runs rename",
  "runs pause",
  "runs stop",
  "runs rm",
  "evaluate",
  "compare",
  "index",
  "search",
  "ask",
  "serve",
  "export",
  "demo",
];

describe("espalier", () => {
  it.each(LEAVES)("explains %s with examples, its parameters and its choices", async (command) => {
    const { code, stdout } = await runCli(temporaryFolder(), ...command.split(" "), "--help");
    expect(code).toBe(0);
    expect(stdout).toContain(`Usage: espalier ${command} [options]`);
    expect(stdout).toMatch(new RegExp(`^ {2}\\$ espalier ${command}`, "m"));
    expect(stdout).toContain("--json");
    const [usage = ""] = stdout.split("\n");
    for (const [, name = ""] of usage.replace("[options]", "").matchAll(/[<[]([a-z]+)/g)) {
      expect(stdout).toMatch(new RegExp(`^ {2}${name} {2,}\\w`, "m"));
    }
    // Words, as people type them.
    expect(stdout).not.toMatch(/(?:default|choices|one of):? "/);
  });

  it("lists every command in its help", async () => {
    const { stdout } = await runCli(temporaryFolder(), "--help");
    for (const command of LEAVES) expect(stdout).toMatch(new RegExp(`^ {2}${command.split(" ")[0]}\\b`, "m"));
  });

  it("names its version", async () => {
    expect((await runCli(temporaryFolder(), "--version")).stdout).toBe("0.1.0\n");
  });

  it("ends with 2, one line and a hint when something is for the user to mend", async () => {
    const { code, stdout, stderr } = await runCli(temporaryFolder(), "runs", "show");
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^Error: there is no run in .* yet\n {2}Run `espalier train` first\.\n$/);
  });

  it("shows where an error came from with --verbose only", async () => {
    const quiet = await runCli(temporaryFolder(), "runs", "show");
    const verbose = await runCli(temporaryFolder(), "runs", "show", "--verbose");
    expect(quiet.stderr).not.toContain("    at ");
    expect(verbose.stderr).toContain("    at ");
  });

  it("works in the folder after -C, and says when there is none", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "data.jsonl"), '{"prompt":"a","completion":"b"}\n');
    const [description] = await runJson(temporaryFolder(), "dataset", "check", "data.jsonl", "-C", folder);
    expect(description).toMatchObject({ exampleCount: 1, path: join(folder, "data.jsonl") });
    expect((await runCli(folder, "runs", "list", "-C", "nowhere")).stderr).toContain(join(folder, "nowhere"));
  });

  it("takes the common flags before the command as well", async () => {
    const folder = temporaryFolder();
    const { code, stderr } = await runCli(folder, "-C", "nowhere", "runs", "--json", "list");
    expect(code).toBe(2);
    expect(JSON.parse(stderr)).toMatchObject({
      error: { code: "cli/folder", message: expect.stringContaining(join(folder, "nowhere")) as string },
    });
  });

  it("ends quietly when its reader has gone", async () => {
    const { child, ended } = startCli(temporaryFolder(), "train", "--help");
    child.stdout?.destroy();
    expect(await ended).toMatchObject({ code: 0, stderr: "" });
  });

  it("lists models and runs as one JSON value each", async () => {
    const folder = temporaryFolder();
    expect(await runJson(folder, "runs", "list")).toEqual([[]]);
    const [list, ...others] = await runJson(folder, "models", "list");
    expect(others).toEqual([]);
    expect(list).toMatchObject({ folder: join(folder, "home", "models") });
  });
});

describe("espalier dataset", () => {
  it("builds a dataset of a folder's files, shows it and finds its broken rows", async () => {
    const folder = temporaryFolder();
    for (const [index, name] of ["one", "two", "three"].entries()) {
      writeFileSync(join(folder, `${name}.md`), `# Section ${name}\n\n${proseOf(index)}\n`);
    }
    const [built] = await runJson(folder, "dataset", "build", "one.md", "two.md");
    const path = join(folder, ".espalier", "datasets", "dataset.jsonl");
    expect(built).toMatchObject({ path, fileCount: 2 });
    const [shown] = await runJson(folder, "dataset", "show", "--limit=1");
    expect(shown).toMatchObject({ exampleCount: built?.exampleCount, examples: [{ example: { kind: "section" } }] });

    writeFileSync(join(folder, "mixed.jsonl"), '{"prompt":"a","completion":"b"}\n{"prompt":1}\n');
    const checked = await runCli(folder, "dataset", "check", "mixed.jsonl");
    expect(checked.code).toBe(2);
    expect(checked.stdout).toMatch(/1 good row, 1 broken/);
    expect(checked.stdout).toMatch(/^line 2: found .*, expected .*$/m);
  });

  it("refuses a path outside the folder", async () => {
    const { code, stderr } = await runCli(temporaryFolder(), "dataset", "build", "..");
    expect(code).toBe(2);
    expect(stderr).toContain("is not inside");
  });
});
