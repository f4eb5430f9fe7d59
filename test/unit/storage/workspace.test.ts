import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { prepareWorkspace, workspaceAt } from "../../../src/storage/workspace.ts";
import { folderOf } from "../../support/folder.ts";
import { put } from "../../support/sampleDataset.ts";

const OLD = `# Written by Espalier. Datasets are text, made for review: commit them. The rest can be made again.
*
!.gitignore
!datasets/
!datasets/**
`;

const prepared = async (files: Record<string, string>): Promise<string> => {
  const root = folderOf(files);
  await prepareWorkspace(workspaceAt(root));
  return root;
};

describe("prepareWorkspace", () => {
  it.each([
    ["the folder is a file", { ".espalier": "" }],
    ["its .gitignore is a folder", { ".espalier/.gitignore/a": "" }],
  ])("says what is in the way where %s", async (_, files) => {
    await expect(prepared(files)).rejects.toMatchObject({ code: "storage/unreadable" });
  });

  it("lets git see datasets, decisions and the catalogue, and nothing else", async () => {
    const root = await prepared({
      ".espalier/datasets/a.jsonl": "",
      ".espalier/datasets/a.review.jsonl": "",
      ".espalier/datasets/a.jsonl.1.ab.tmp": "",
      ".espalier/catalogue.json": "{}",
      ".espalier/withheld/a.jsonl": "",
      ".espalier/runs/r/run.json": "{}",
      ".espalier/locks/a.json": "{}",
    });
    execFileSync("git", ["init", "-q"], { cwd: root });
    const seen = execFileSync("git", ["ls-files", "--others", "--exclude-standard"], { cwd: root, encoding: "utf8" });
    expect(seen.trim().split("\n").sort()).toEqual(
      ["catalogue.json", "datasets/a.jsonl", "datasets/a.review.jsonl", ".gitattributes", ".gitignore"]
        .map((name) => `.espalier/${name}`)
        .sort(),
    );
  });

  it("replaces what an earlier version wrote", async () => {
    const root = await prepared({ ".espalier/.gitignore": OLD });
    expect(readFileSync(join(root, ".espalier/.gitignore"), "utf8")).toContain("!catalogue.json");
  });

  it("leaves what the user changed", async () => {
    const mine = `${OLD}!runs/\n`;
    const root = await prepared({ ".espalier/.gitignore": mine, ".espalier/.gitattributes": "" });
    expect(readFileSync(join(root, ".espalier/.gitignore"), "utf8")).toBe(mine);
    expect(readFileSync(join(root, ".espalier/.gitattributes"), "utf8")).toBe("");
  });

  it("lets git merge the decisions of two branches without a conflict", async () => {
    const root = await prepared({});
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@localhost", ...args], { cwd: root, stdio: "pipe" });
    const review = join(root, ".espalier/datasets/a.review.jsonl");
    const commit = (text: string) => {
      put(review, text);
      git("add", ".");
      git("commit", "-qm", "x");
    };
    git("init", "-q", "-b", "main");
    commit('{"id":"a"}\n');
    git("checkout", "-qb", "other");
    commit('{"id":"a"}\n{"id":"b"}\n');
    git("checkout", "-q", "main");
    commit('{"id":"a"}\n{"id":"c"}\n');
    git("merge", "-q", "other");
    expect(readFileSync(review, "utf8").trim().split("\n").sort()).toEqual(['{"id":"a"}', '{"id":"b"}', '{"id":"c"}']);
  });
});
