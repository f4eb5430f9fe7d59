import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Generator } from "../fixtures/secrets/generate.ts";
import { runCli, runJson, startCli } from "../support/cliProcess.ts";
import { folderOf } from "../support/folder.ts";
import { proseOf } from "../support/prose.ts";

interface Row {
  readonly id: string;
  readonly split: string;
  readonly messages: readonly { readonly content: string }[];
  readonly source: { readonly path: string };
}

const page = (index: number): string => `# Page ${index}\n\n## Part\n\n${proseOf(index)}\n`;
const pages = (count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`docs/${index}.md`, page(index)]));

const datasetText = (folder: string): string => readFileSync(join(folder, ".espalier/datasets/dataset.jsonl"), "utf8");
const rowsOf = (folder: string): Row[] =>
  datasetText(folder)
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Row);

/** All that git would take, as one text. */
function committable(folder: string): string {
  execFileSync("git", ["init", "-q"], { cwd: folder });
  const list = execFileSync("git", ["ls-files", "--others", "--exclude-standard", ".espalier"], { cwd: folder });
  const paths = list.toString("utf8").split("\n").filter(Boolean);
  return paths.map((path) => readFileSync(join(folder, path), "utf8")).join("\n");
}

describe("espalier dataset build", () => {
  it("keeps what holds a secret out of everything that git sees, until somebody decides", async () => {
    const [first, second] = [new Generator(11).password(), new Generator(12).password()];
    const doc = (name: string, secret: string): string =>
      `# ${name}\n\n## Access\n\n${proseOf(3)} Log in with password = "${secret}" and nothing else.\n`;
    const folder = folderOf({ ...pages(6), "docs/x.md": doc("X", first), "docs/y.md": doc("Y", second) });

    const [built] = await runJson(folder, "dataset", "build");
    expect(built).toMatchObject({ findings: [{ source: { path: "docs/x.md" } }, { source: { path: "docs/y.md" } }] });
    expect(JSON.stringify(built)).not.toContain(first);
    expect(committable(folder)).not.toContain(first);
    expect(rowsOf(folder).map(({ source }) => source.path)).not.toContain("docs/x.md");

    const [redacted, allowed] = (built?.["findings"] as { id: string }[]).map(({ id }) => id);
    await runCli(folder, "dataset", "scan", "--redact", redacted ?? "", "--allow", allowed ?? "");
    const decided = committable(folder);
    expect(decided).not.toContain(first);
    expect(decided).toContain("<redacted:");
    expect(decided).toContain(second);

    const again = await runCli(folder, "dataset", "build");
    expect(again.stdout).not.toContain("until you decide");
    expect(committable(folder)).not.toContain(first);
    expect(rowsOf(folder).map(({ source }) => source.path)).toEqual(expect.arrayContaining(["docs/x.md", "docs/y.md"]));
  });

  it("names a path that is not there, and builds nothing then", async () => {
    const folder = folderOf(pages(4));
    const built = await runCli(folder, "dataset", "build", "docs", "nope");
    expect(built.code).toBe(2);
    expect(built.stderr).toContain("there is no nope in ");
    expect(existsSync(join(folder, ".espalier"))).toBe(false);
  });

  it("leaves nothing in a folder that there is nothing to learn from", async () => {
    const folder = folderOf({ "a.md": "# A\n" });
    expect((await runCli(folder, "dataset", "build")).code).toBe(2);
    expect(existsSync(join(folder, ".espalier"))).toBe(false);
  });

  it("takes the splits of the rows where the list of sources was lost", async () => {
    const folder = folderOf(pages(20));
    await runJson(folder, "dataset", "build", "--seed", "1");
    const splitOf = (): string[] => rowsOf(folder).map(({ id, split }) => `${id} ${split}`);
    const before = splitOf();
    rmSync(join(folder, ".espalier/datasets/dataset.sources.jsonl"));
    await runJson(folder, "dataset", "build", "--seed", "2");
    expect(splitOf()).toEqual(before);
  });

  it("reads again only what changed, and changes only its rows", async () => {
    const folder = folderOf(pages(12));
    await runJson(folder, "dataset", "build");
    const before = rowsOf(folder);
    const [same] = await runJson(folder, "dataset", "build");
    expect(same).toMatchObject({ keptFileCount: 12, report: { unchanged: before.length, added: 0, changed: 0 } });

    writeFileSync(
      join(folder, "docs/3.md"),
      page(3).replace("## Part\n", "## Part\n\nNew first words of this part.\n"),
    );
    const [edited] = await runJson(folder, "dataset", "build");
    expect(edited).toMatchObject({ keptFileCount: 11, report: { changed: 1, added: 0, removed: 0 } });
    const after = rowsOf(folder);
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    const changed = after.filter((row, index) => JSON.stringify(row) !== JSON.stringify(before[index]));
    expect(changed.map(({ source }) => source.path)).toEqual(["docs/3.md"]);
  });

  it("marks a decided example as stale when its source says something else, and keeps the decision", async () => {
    const folder = folderOf(pages(4));
    await runJson(folder, "dataset", "build");
    const row = rowsOf(folder).find(({ source }) => source.path === "docs/1.md");
    await runCli(folder, "dataset", "review", row?.id ?? "", "--accept");
    writeFileSync(join(folder, "docs/1.md"), page(1).replace("## Part\n", "## Part\n\nAnother thing altogether.\n"));
    const [built] = await runJson(folder, "dataset", "build");
    expect(built).toMatchObject({ report: { stale: [{ id: row?.id }] } });
    const shown = await runCli(folder, "dataset", "show", "--stale");
    expect(shown.stdout).toContain("Another thing altogether.");
  });

  it("lets no file change its split because others came or went", async () => {
    const folder = folderOf(pages(20));
    await runJson(folder, "dataset", "build");
    const splitOf = (): Map<string, string> => new Map(rowsOf(folder).map(({ source, split }) => [source.path, split]));
    const before = splitOf();
    expect(new Set(before.values())).toEqual(new Set(["train", "validation", "test"]));
    for (let index = 20; index < 32; index++) writeFileSync(join(folder, `docs/${index}.md`), page(index));
    rmSync(join(folder, "docs/0.md"));
    await runJson(folder, "dataset", "build");
    const after = splitOf();
    for (const [path, split] of before)
      if (path !== "docs/0.md") expect([path, after.get(path)]).toEqual([path, split]);
  });

  it("leaves the dataset whole when it is killed, and goes on from there", async () => {
    const folder = folderOf(pages(150));
    await runJson(folder, "dataset", "build");
    const before = datasetText(folder);
    for (let index = 0; index < 150; index++) writeFileSync(join(folder, `docs/${index}.md`), `${page(index)}More.\n`);
    const cli = startCli(folder, "dataset", "build");
    setTimeout(() => cli.child.kill("SIGKILL"), 700);
    await cli.ended;
    const now = datasetText(folder);
    expect(now === before || now.split("\n").length === before.split("\n").length).toBe(true);
    await runJson(folder, "dataset", "build");
    expect(rowsOf(folder).every(({ messages }) => messages.at(-1)?.content.includes("More."))).toBe(true);
    expect(readdirSync(join(folder, ".espalier/datasets")).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("makes examples of commits, and names the commit each file was last touched by", async () => {
    const folder = folderOf(pages(5));
    const git = (...args: string[]): void =>
      void execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@b.invalid", ...args], { cwd: folder });
    git("init", "-q");
    git("add", ".");
    git("commit", "-qm", "Describe the five pages\n\nEach of them has a part, because readers asked for parts.");
    const [built] = await runJson(folder, "dataset", "build");
    expect(built).toMatchObject({ byKind: { commit: expect.any(Number) as number } });
    const sources = readFileSync(join(folder, ".espalier/datasets/dataset.sources.jsonl"), "utf8");
    expect(sources.match(/"commit":"[0-9a-f]{40}"/g)).toHaveLength(5);
  });
});
