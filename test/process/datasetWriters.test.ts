import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { bundledScript } from "../support/bundledScript.ts";
import { runCli, runJson } from "../support/cliProcess.ts";
import { datasetOf, openAs, proposed, readLines, rootOf } from "../support/sampleDataset.ts";

const EDITS = 500;

interface Writer {
  readonly child: ChildProcess;
  /** Decisions it said are on the disk. */
  readonly confirmed: () => number;
  readonly ended: Promise<unknown>;
}

function startWriter(script: string, path: string, by: string, count: number): Writer {
  const child = spawn(process.execPath, [script, path, by, String(count)], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => (text += part));
  return { child, confirmed: () => text.split("\n").length - 1, ended: once(child, "close") };
}

describe("one dataset and several processes", () => {
  const examples = ["a", "b", "c", "d", "e"].map((id) => proposed(id));

  it("loses no edit of two that write at once", async () => {
    const script = await bundledScript("datasetWriter.ts");
    const files = datasetOf(examples);
    const writers = ["ann", "bob"].map((by) => startWriter(script, files.examples, by, EDITS));
    await Promise.all(writers.map(({ ended }) => ended));
    expect(writers.map(({ confirmed }) => confirmed())).toEqual([EDITS, EDITS]);
    const session = await openAs(files, "cy");
    const tags = (await Promise.all(examples.map(({ id }) => session.get(id)))).flatMap(
      ({ decision }) => decision?.tags ?? [],
    );
    expect(tags).toHaveLength(2 * EDITS);
    expect(readLines(files.review)).toHaveLength(2 * EDITS);
  });

  it("loses at most the edit in flight when one is killed, and the other goes on", async () => {
    const script = await bundledScript("datasetWriter.ts");
    const files = datasetOf(examples);
    const [killed, other] = [
      startWriter(script, files.examples, "ann", EDITS),
      startWriter(script, files.examples, "bob", 120),
    ];
    await new Promise<void>((resolve) => {
      killed.child.stdout?.on("data", () => void (killed.confirmed() >= 40 && resolve()));
    });
    killed.child.kill("SIGKILL");
    await Promise.all([killed.ended, other.ended]);
    expect(other.confirmed()).toBe(120);
    const session = await openAs(files, "cy");
    const tags = (await Promise.all(examples.map(({ id }) => session.get(id)))).flatMap(
      ({ decision }) => decision?.tags ?? [],
    );
    const of = (by: string) => tags.filter((tag) => tag.startsWith(by)).length;
    expect(of("bob")).toBe(120);
    expect(of("ann")).toBeGreaterThanOrEqual(killed.confirmed());
    expect(of("ann")).toBeLessThanOrEqual(killed.confirmed() + 1);
    // Whoever was killed holding the lock holds it no longer.
    expect(await session.decide(["a"], { state: "accepted" })).toEqual({ ids: ["a"] });
  });
});

describe("espalier dataset list", () => {
  it("shows the good datasets beside one that is broken, which it marks with what is wrong", async () => {
    const good = datasetOf([proposed("a1")], "good");
    writeFileSync(join(dirname(good.examples), "bad.jsonl"), "oops\n");
    const folder = rootOf(good);
    const { code, stdout } = await runCli(folder, "dataset", "list");
    expect(code).toBe(2);
    expect(stdout).toMatch(/^good +1 /m);
    expect(stdout).toMatch(/^bad cannot be read: .*line 1/m);
    const listed = JSON.parse((await runCli(folder, "dataset", "list", "--json")).stdout) as unknown;
    expect(listed).toMatchObject([
      { name: "bad", error: { code: "dataset/broken-line" } },
      { name: "good", counts: { total: 1 } },
    ]);
  });
});

describe("espalier dataset review", () => {
  it("decides by id and in bulk, shows it, takes it back, and counts it", async () => {
    const files = datasetOf([proposed("a1"), proposed("b1", { kind: "faq" }), proposed("b2", { kind: "faq" })]);
    const folder = rootOf(files);
    await runJson(folder, "dataset", "review", "a1", "--answer", "Another answer.", "--tag", "mine");
    expect(await runJson(folder, "dataset", "review", "--kind", "faq", "--reject", "--dry-run")).toEqual([
      { dryRun: true, matched: 2, ids: ["b1", "b2"] },
    ]);
    await runJson(folder, "dataset", "review", "--kind", "faq", "--reject");
    const [shown] = await runJson(folder, "dataset", "show", "--search", "another", "--limit", "5");
    expect(shown).toMatchObject({
      total: 1,
      exampleCount: 1,
      counts: { byState: { accepted: 1, rejected: 2 } },
      examples: [{ example: { id: "a1" }, decision: { state: "accepted", tags: ["mine"] } }],
    });
    expect(await runJson(folder, "dataset", "review", "--undo")).toEqual([{ undone: ["b1", "b2"] }]);
    const [listed] = await runJson(folder, "dataset", "list");
    expect(listed).toMatchObject([{ name: "dataset", counts: { total: 3, effective: 3, reviewed: 1 }, runs: [] }]);
    const before = readFileSync(files.review, "utf8");
    for (const wrong of [["a"], ["--accept"], ["x", "--accept"], ["b", "--accept"], ["a1", "--accept", "--reject"]]) {
      const { code, stderr } = await runCli(folder, "dataset", "review", ...wrong);
      expect(code).toBe(2);
      expect(stderr).toContain("Error: ");
    }
    expect(readFileSync(files.review, "utf8")).toBe(before);
  });

  it("refuses a dry run of what it cannot try, and does nothing then", async () => {
    const files = datasetOf([proposed("a1")]);
    const folder = rootOf(files);
    await runJson(folder, "dataset", "review", "a1", "--reject");
    const before = readFileSync(files.review, "utf8");
    for (const flags of [["--undo"], ["--redo"], ["--allow-finding", "x"], ["--redact-finding", "x"]]) {
      const { code, stdout, stderr } = await runCli(folder, "dataset", "review", ...flags, "--dry-run");
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toContain(`--dry-run and ${flags[0]}`);
    }
    expect(readFileSync(files.review, "utf8")).toBe(before);
  });

  it("says that nothing matches, and offers no undo of what was decided before", async () => {
    const folder = rootOf(
      datasetOf([proposed("a1"), proposed("b1", { kind: "faq" }), proposed("b2", { kind: "faq" })]),
    );
    await runJson(folder, "dataset", "review", "a1", "--accept");
    for (const [filter, said] of [
      [["--path", "nowhere/"], "No example matches"],
      [["--kind", "section"], "0 of 1 examples changed"],
    ] as const) {
      const { code, stdout } = await runCli(folder, "dataset", "review", ...filter, "--accept");
      expect(code).toBe(0);
      expect(stdout).toContain(said);
      expect(stdout).not.toContain("--undo");
    }
    for (const command of [["review", "--reject"], ["show"]]) {
      const { code, stderr } = await runCli(folder, "dataset", ...command, "--kind", "foo");
      expect(code).toBe(2);
      expect(stderr).toContain("no example of the kind foo; there are faq, section");
    }
  });

  it("says what is missing or contradicts itself in what it is asked", async () => {
    const folder = rootOf(datasetOf([proposed("a1")]));
    for (const [flags, said] of [
      [["--accept"], "what to decide, but not about which examples, is said"],
      [["a1"], "which examples, but not what to decide about them, is said"],
      [["--undo", "--redo"], "--undo and --redo exclude each other"],
      [["--allow-finding", "f1", "--redact-finding", "f1"], "both name f1"],
    ] as const) {
      const { code, stderr } = await runCli(folder, "dataset", "review", ...flags);
      expect(code).toBe(2);
      expect(stderr).toContain(said);
    }
  });

  it("shows an example by the beginning of its id", async () => {
    const folder = rootOf(datasetOf([proposed("a1"), proposed("b1"), proposed("b2")]));
    const [shown] = await runJson(folder, "dataset", "show", "--id", "a");
    expect(shown).toMatchObject({ total: 1, examples: [{ example: { id: "a1" } }] });
    for (const [id, said] of [
      ["b", "b may be b1 or b2"],
      ["x", 'no example "x" among 3'],
      ["", 'no example "" among 3'],
    ] as const) {
      const { code, stderr } = await runCli(folder, "dataset", "show", "--id", id);
      expect(code).toBe(2);
      expect(stderr).toContain(said);
    }
  });

  it("compares the dataset with a file and with a commit", async () => {
    const files = datasetOf([proposed("a"), proposed("b")]);
    const folder = rootOf(files);
    const git = (...args: string[]) =>
      once(spawn("git", ["-c", "user.name=a", "-c", "user.email=a@localhost", ...args], { cwd: folder }), "close");
    await git("init", "-q");
    await git("add", "-f", ".espalier/datasets");
    await git("commit", "-qm", "x");
    await runJson(folder, "dataset", "review", "a", "--reject");
    await runJson(folder, "dataset", "review", "b", "--answer", "The reply of b.");
    const [difference] = await runJson(folder, "dataset", "diff", "HEAD");
    expect(difference).toMatchObject({
      added: [],
      removed: [{ id: "a" }],
      changed: [{ after: { id: "b" }, texts: [{ name: "assistant" }] }],
    });
    const { code, stdout } = await runCli(folder, "dataset", "diff", "HEAD", "current");
    expect(code).toBe(0);
    expect(stdout).toContain("[-answer-]{+reply+}");
    expect((await runCli(folder, "dataset", "diff", "no-such-thing")).stderr).toContain("no dataset, run or commit");
  });
});
