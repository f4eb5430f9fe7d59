import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rowOf } from "../../src/curation/formats/jsonl.ts";
import { Generator } from "../fixtures/secrets/generate.ts";
import { runCli, runJson } from "../support/cliProcess.ts";
import { chat } from "../support/duplicatePairs.ts";
import { folderOf } from "../support/folder.ts";
import { proseOf } from "../support/prose.ts";

const make = new Generator(4);

describe("espalier dataset scan, dedupe and split", () => {
  it("end with 2 where a secret is undecided and with 0 where there is none, and show no secret", async () => {
    const word = make.password();
    const folder = folderOf({ "src/a.ts": `const password = "${word}";\n`, "docs/a.md": "# A\n\nNothing.\n" });
    const found = await runCli(folder, "dataset", "scan");
    expect(found.code).toBe(2);
    expect(found.stdout).toMatch(/secret {2}assigned-secret {2}src\/a\.ts:1/);
    expect(found.stdout + found.stderr).not.toContain(word);
    const none = await runCli(folder, "dataset", "scan", "docs");
    expect(none.code).toBe(0);
    expect(none.stdout).toContain("Nothing that looks like a secret");
  });

  it("let everything be decided that is listed, also what stands in no example", async () => {
    const [address, word] = [make.person(), make.password()];
    const folder = folderOf({
      "NOTICE.md": `Ask ${address}.\n`,
      "docs/a.md": `# A\n\n## B\n\n${proseOf(1)} Log in with password = "${word}" then.\n`,
      "docs/b.md": `# B\n\n## C\n\n${proseOf(2)}\n`,
    });
    await runJson(folder, "dataset", "build", "docs");
    const found = JSON.parse((await runCli(folder, "dataset", "scan", "--json")).stdout) as {
      findings: { id: string; source: { path: string } }[];
    };
    const idIn = (path: string): string => found.findings.find(({ source }) => source.path === path)?.id ?? "";
    const decided = await runCli(
      folder,
      ...["dataset", "scan", "--allow", idIn("NOTICE.md"), "--redact", idIn("docs/a.md")],
    );
    expect([decided.code, decided.stdout]).toEqual([0, expect.stringContaining("2 found, 0 of them undecided")]);
    expect((await runCli(folder, "dataset", "scan")).code).toBe(0);
    const unknown = await runCli(folder, "dataset", "scan", "--allow", "0000000000000000");
    expect(unknown.stderr).toContain("has no finding 0000000000000000");
  });

  it("give no all-clear for a path or a dataset that is not there", async () => {
    const folder = folderOf({ "a.md": "# A\n" });
    const path = await runCli(folder, "dataset", "scan", "nope");
    expect([path.code, path.stdout]).toEqual([2, ""]);
    expect(path.stderr).toContain("there is no nope in ");
    const dataset = await runCli(folder, "dataset", "scan", "--dataset", "nope");
    expect([dataset.code, dataset.stdout]).toEqual([2, ""]);
    expect(dataset.stderr).toContain('there is no dataset "nope" in ');
  });

  it("list clusters, write what remains, and report and keep a split", async () => {
    const examples = Array.from({ length: 30 }, (_, i) => chat(`id${i}`, `${i}?`, proseOf(i >> 1), `f${i}.md`));
    const folder = folderOf({ "rows.jsonl": examples.map(rowOf).join("") });
    const shown = await runCli(folder, "dataset", "dedupe", "rows.jsonl", "--show", "--limit", "2");
    expect(shown.stdout).toMatch(
      /30 examples in rows\.jsonl: 15 clusters, 15 duplicates \(15 to the letter, 0 nearly\)/,
    );
    expect(shown.stdout).toMatch(/kept +id0 .*\n +same-answer +id1 /);
    expect(shown.stdout).toContain("13 more");
    const [deduped] = await runJson(folder, "dataset", "dedupe", "rows.jsonl", "--out", "kept.jsonl");
    expect(deduped).toMatchObject({ exampleCount: 30, duplicates: { exact: 15, near: 0 } });

    const [drawn] = await runJson(
      folder,
      "dataset",
      "split",
      "kept.jsonl",
      "--seed",
      "1",
      "--shares",
      "60,20,20",
      "--write",
    );
    expect(drawn).toMatchObject({
      isWritten: true,
      plan: { componentCount: 15 },
      leakage: { test: { sharedFiles: [] } },
    });
    expect(readFileSync(join(folder, "kept.jsonl"), "utf8")).toContain('"split":"test"');
    const report = await runCli(folder, "dataset", "split", "kept.jsonl");
    expect(report.stdout).toMatch(/What the test set \(\d+ examples\) shares with training:\n {2}files: none/);
    const wrong = await runCli(folder, "dataset", "split", "kept.jsonl", "--shares", "80,20");
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain("three numbers");
  });
});
