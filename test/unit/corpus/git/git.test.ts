import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { gitCommits } from "../../../../src/corpus/git/gitCommits.ts";
import { gitSubjects } from "../../../../src/corpus/git/gitSubjects.ts";
import { folderOf } from "../../../support/folder.ts";

function git(root: string, ...args: string[]): string {
  const settings = ["user.name=a", "user.email=a@b.invalid", "commit.gpgsign=false", "init.defaultBranch=main"];
  return execFileSync("git", [...settings.flatMap((setting) => ["-c", setting]), ...args], {
    cwd: root,
    encoding: "utf8",
  }).trim();
}

/** Two commits: all files, then src/a.ts and ü.md again; then a change to src/b.ts that is not committed. */
function repository(): { root: string; first: string; second: string } {
  const root = folderOf({ "src/a.ts": "1", "src/b.ts": "1", "ü.md": "1", "other.txt": "1" });
  git(root, "init", "-q");
  git(root, "add", ".");
  git(root, "commit", "-q", "-m", "Begin");
  const first = git(root, "rev-parse", "HEAD");
  writeFileSync(join(root, "src/a.ts"), "2");
  writeFileSync(join(root, "ü.md"), "2");
  git(root, "commit", "-q", "-a", "-m", "Change a", "-m", "Because it was\nwrong.\n\nAnd more.");
  writeFileSync(join(root, "src/b.ts"), "3");
  writeFileSync(join(root, "src/new.ts"), "untracked");
  return { root, first, second: git(root, "rev-parse", "HEAD") };
}

describe("gitCommits", () => {
  it("gives the commit that last touched each tracked file, and whether it changed since", async () => {
    const { root, first, second } = repository();
    expect(Object.fromEntries(await gitCommits(root))).toEqual({
      "src/a.ts": { commit: second, isDirty: false },
      "src/b.ts": { commit: first, isDirty: true },
      "ü.md": { commit: second, isDirty: false },
      "other.txt": { commit: first, isDirty: false },
    });
    expect([...(await gitCommits(join(root, "src"))).keys()].sort()).toEqual(["a.ts", "b.ts"]);
  });

  it("is empty without a repository, without a commit and without a folder, and stops when aborted", async () => {
    const root = folderOf({ "a.md": "x" });
    expect(await gitCommits(root)).toEqual(new Map());
    git(root, "init", "-q");
    expect(await gitCommits(root)).toEqual(new Map());
    git(root, "add", ".");
    expect(await gitCommits(root)).toEqual(new Map());
    expect(await gitCommits(join(root, "none"))).toEqual(new Map());
    await expect(gitCommits(root, AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
  });
});

describe("gitSubjects", () => {
  it("gives subject, body and paths of the last commits, newest first", async () => {
    const { root, first, second } = repository();
    expect(await gitSubjects(root, 10)).toEqual([
      { commit: second, subject: "Change a", body: "Because it was\nwrong.\n\nAnd more.", paths: ["src/a.ts", "ü.md"] },
      { commit: first, subject: "Begin", body: "", paths: ["other.txt", "src/a.ts", "src/b.ts", "ü.md"] },
    ]);
    expect(await gitSubjects(root, 1)).toHaveLength(1);
    expect((await gitSubjects(join(root, "src"), 10))[0]?.paths).toEqual(["a.ts"]);
  });

  it("leaves out merges, and is empty without a repository", async () => {
    const { root } = repository();
    git(root, "checkout", "-q", "-f", "-b", "side", "HEAD~1");
    writeFileSync(join(root, "side.md"), "x");
    git(root, "add", "side.md");
    git(root, "commit", "-q", "-m", "Go aside");
    git(root, "merge", "-q", "--no-edit", "main");
    expect((await gitSubjects(root, 10)).map(({ subject }) => subject).sort()).toEqual([
      "Begin",
      "Change a",
      "Go aside",
    ]);
    expect(await gitSubjects(folderOf({ "a.md": "x" }), 10)).toEqual([]);
  });
});
