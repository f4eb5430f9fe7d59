import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { CLI } from "../support/cliProcess.ts";
import { folderOf } from "../support/folder.ts";
import { processEnvironment } from "../support/processEnvironment.ts";
import { temporaryFolder } from "../support/temporaryFolder.ts";
import { fillTinyWorkspace, TINY_FLAGS } from "../support/tinyWorkspace.ts";

/** What two windows do at once, done by two programs at once: they meet in the folder's files alone. */
describe("two processes at work in one folder at once", { timeout: 600_000 }, () => {
  const home = () => processEnvironment(join(temporaryFolder(), "home"));
  /** Throws where one of them fails. */
  const both = (folder: string, ...args: string[]) => {
    const env = home();
    return Promise.all([1, 2].map(() => promisify(execFile)(process.execPath, [CLI, ...args], { cwd: folder, env })));
  };
  const garden = () => {
    const names = Array.from({ length: 40 }, (_, index) => `plant ${index}`);
    return folderOf(
      Object.fromEntries(
        names.map((name, index) => [
          `docs/${index}.md`,
          `# ${name}\n\n## How is ${name} pruned?\n\nThe ${name} is pruned in week ${index}, to ${index + 2} buds an arm, with a clean knife, before the first leaves open.\n`,
        ]),
      ),
    );
  };
  const datasetOf = (folder: string) => readFileSync(join(folder, ".espalier", "datasets", "dataset.jsonl"), "utf8");

  it("build the dataset that one of them builds alone, and leave nothing half made", async () => {
    const [alone, shared] = [garden(), garden()];
    await promisify(execFile)(process.execPath, [CLI, "dataset", "build"], { cwd: alone, env: home() });
    await both(shared, "dataset", "build");
    expect(datasetOf(shared)).toBe(datasetOf(alone));
    const left = readdirSync(join(shared, ".espalier"), { recursive: true, encoding: "utf8" });
    expect(left.filter((name) => /\.tmp$|\.lock$/.test(name))).toEqual([]);
    // What each remembers of the files is whole: built again, it is the same.
    await both(shared, "dataset", "build");
    expect(datasetOf(shared)).toBe(datasetOf(alone));
  });

  it("train two runs, each in a folder of its own", async () => {
    const folder = temporaryFolder();
    await fillTinyWorkspace(folder);
    await both(folder, "train", ...TINY_FLAGS);
    const runs = join(folder, ".espalier", "runs");
    const states = readdirSync(runs).map(
      (id) => JSON.parse(readFileSync(join(runs, id, "state.json"), "utf8")) as { readonly status: string },
    );
    expect(states.map(({ status }) => status)).toEqual(["completed", "completed"]);
  });
});
