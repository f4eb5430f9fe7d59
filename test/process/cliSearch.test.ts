import { join } from "node:path";
import { existsSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runCli, runJson, startCli } from "../support/cliProcess.ts";
import { folderOf } from "../support/folder.ts";
import { until } from "../support/until.ts";

const FILES = {
  "src/lock.ts": "/** Makes this process the only trainer. */\nexport function lockRun() {\n  return acquire();\n}\n",
  "docs/guide.md": "# Guide\n\nA checkpoint lets a paused training go on.\n",
  "blob.ts": Uint8Array.of(1, 0, 2),
};

describe("espalier index and search", () => {
  it("finds a passage in a folder that was never indexed, and shows where it stands", async () => {
    const folder = folderOf(FILES);
    const { code, stdout, stderr } = await runCli(folder, "search", "lock the run");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^src\/lock\.ts:1-4 {2}.*\d\.\d{3}\n {4}\/\*\* Makes this process the only trainer\. \*\/\n/,
    );
    expect(stderr).toMatch(/passages, \d+ ms\n$/);
  });

  it("gives hits as one line of JSON, with nothing else on stdout", async () => {
    const folder = folderOf(FILES);
    const [result, ...rest] = await runJson(folder, "search", "checkpoint", "--kind", "keyword", "--limit", "1");
    expect(rest).toEqual([]);
    expect(result).toMatchObject({
      query: "checkpoint",
      kind: "keyword",
      hits: [{ path: "docs/guide.md", text: expect.stringContaining("A checkpoint lets") as string }],
    });
  });

  it("says what is indexed, what is left out, and how large it is", async () => {
    const folder = folderOf(FILES);
    expect((await runCli(folder, "index")).stdout).toMatch(/^2 files indexed, 0 unchanged in /);
    const { stdout } = await runCli(folder, "index", "--status");
    expect(stdout).toMatch(/passages of 2 files \(\d+ B\) in an index of/);
    expect(stdout).toMatch(/left out +blob\.ts: binary/);
    expect(readdirSync(join(folder, ".espalier"))).toContain(".gitignore");
    expect((await runCli(folder, "index", "--delete")).stdout).toBe("The index is deleted.\n");
    expect((await runCli(folder, "index", "--delete")).stdout).toBe(`There is no index of ${folder} to delete.\n`);
    const { code, stderr } = await runCli(folder, "index", "--status");
    expect(code).toBe(2);
    expect(stderr).toContain("Run `espalier index` first.");
  });

  it("says of an index that is larger than it may be from now on how to make it smaller", async () => {
    const folder = folderOf(FILES);
    expect((await runCli(folder, "index")).stderr).not.toContain("larger already");
    expect((await runCli(folder, "index", "--max-size", "1KB")).stderr).toMatch(/larger already.*index --delete/);
  });

  it("says of a folder without any text that there is nothing to search", async () => {
    const folder = folderOf({ "blob.ts": Uint8Array.of(1, 0, 2), "picture.png": Uint8Array.of(137, 80, 78, 71) });
    expect((await runCli(folder, "index")).stdout).toMatch(/^0 files indexed.*\n0 passages of 0 files \(0 B\)/);
    const { code, stderr } = await runCli(folder, "search", "quince");
    expect(code).toBe(0);
    expect(stderr).toContain("Nothing of this folder can be searched");
  });

  it("ends with 2 for what contradicts itself, and for an empty query", async () => {
    const folder = folderOf(FILES);
    expect((await runCli(folder, "index", "--status", "--delete")).code).toBe(2);
    expect((await runCli(folder, "search", " ")).code).toBe(2);
    expect((await runCli(folder, "search", "x", "--kind", "magic")).code).toBe(2);
  });

  it.each(["SIGINT", "SIGKILL"] as const)("leaves an index that goes on after %s", async (signal) => {
    const text = Array.from({ length: 60 }, (_, n) => `export const berry${n} = ${n};`).join("\n");
    const files = Object.fromEntries(
      Array.from({ length: 300 }, (_, n) => [`f${n}.ts`, text.replaceAll("berry", `b${n}x`)]),
    );
    const folder = folderOf(files);
    const running = startCli(folder, "index");
    // Locked: from here on it reads files.
    await until(() => existsSync(join(folder, ".espalier", "index", "writer.lock")) || running.child.exitCode !== null);
    running.child.kill(signal);
    const { code } = await running.ended;
    // It may have been quick enough to finish.
    if (signal === "SIGINT") expect([0, 130]).toContain(code);
    const [status] = await runJson(folder, "index");
    expect(status).toMatchObject({ files: 300, remarks: [] });
    const [found] = await runJson(folder, "search", "b299x17", "--no-update", "--limit", "1");
    expect(found).toMatchObject({ hits: [{ path: "f299.ts" }] });
  });
});
