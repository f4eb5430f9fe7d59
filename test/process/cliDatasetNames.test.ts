import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCli } from "../support/cliProcess.ts";
import { temporaryFolder } from "../support/temporaryFolder.ts";

/** A folder with one dataset, `notes`, of one sound example and a refusal. */
function folderWithNotes(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, ".espalier/datasets"), { recursive: true });
  const row = (id: string, answer: string) =>
    JSON.stringify({
      id,
      messages: [
        { role: "user", content: `What is ${id}?` },
        { role: "assistant", content: answer },
      ],
    });
  writeFileSync(
    join(folder, ".espalier/datasets/notes.jsonl"),
    `${row("lock", "A file that names the process.")}\n${row("sorry", "I'm sorry, but I can't help with that.")}\n`,
  );
  return folder;
}

/** Commands that take a dataset's name as their last argument. */
const READING = [["check"], ["split"], ["dedupe"], ["show"]];

/** What each of the commands says of a name that it refuses. */
async function refusals(commands: readonly (readonly string[])[], name: string): Promise<string[]> {
  const folder = folderWithNotes();
  const said: string[] = [];
  for (const args of commands) {
    const { code, stderr } = await runCli(folder, "dataset", ...args, name);
    expect([args[0], code]).toEqual([args[0], 2]);
    said.push(stderr);
  }
  return said;
}

describe("names of datasets on the command line", () => {
  it("says of a missing one the same everywhere, with those that there are", async () => {
    const commands = [...READING, ["export", "out.jsonl", "--format=messages", "--dataset"]];
    for (const said of await refusals(commands, "nope")) {
      expect(said).toMatch(/there is no dataset "nope" in .*; it has notes\n {2}Name one of these/s);
      expect(said).not.toContain("ENOENT");
    }
  });

  it("takes no name for none, whoever asks", async () => {
    const commands = [...READING, ["build", "--out"], ["import", "x.jsonl", "--out"]];
    for (const said of await refusals(commands, "")) expect(said).toContain('"" cannot be the name of a dataset');
  });

  it("says in words that a folder is no file of rows", async () => {
    for (const said of await refusals([["check"], ["show"], ["build", "--out"]], "./.espalier")) {
      expect(said).toContain("it is a folder");
      expect(said).not.toContain("EISDIR");
    }
  });

  it("checks a dataset also where its remarks cannot be kept, and says so", async () => {
    const folder = folderWithNotes();
    writeFileSync(join(folder, ".espalier/locks"), "");
    const { code, stdout, stderr } = await runCli(folder, "dataset", "check", "notes");
    expect(code).toBe(0);
    expect(stdout).toContain("boilerplate");
    expect(stderr).toMatch(
      /cannot write .*locks.*: a file lies where the folder should be; `dataset show --remark` does/,
    );
  });

  it("says where nothing can be exported to", async () => {
    const folder = folderWithNotes();
    writeFileSync(join(folder, "file"), "");
    for (const out of ["file/out.jsonl", "x".repeat(300)]) {
      const args = ["dataset", "export", out, "--format", "messages", "--dataset", "notes"];
      const { code, stderr } = await runCli(folder, ...args);
      expect(code).toBe(2);
      expect(stderr).toContain(`cannot write ${join(folder, out)}`);
    }
  });

  it("lets examples be chosen by what a check of a dataset, by its name, remarked", async () => {
    const folder = folderWithNotes();
    expect((await runCli(folder, "dataset", "check", "notes")).code).toBe(0);
    const { stdout } = await runCli(folder, "dataset", "show", "notes", "--remark", "boilerplate", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ total: 1, examples: [{ example: { id: "sorry" } }] });
    const unknown = await runCli(folder, "dataset", "show", "notes", "--remark", "nope");
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain("ungrounded");
  });
});
