import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { type Moves, replaceTogether } from "../../../src/storage/replaceTogether.ts";
import { temporaryFolder } from "../../support/temporaryFolder.ts";

const SET = { names: ["tensors", "config"], marker: "config" };

let from: string;
let to: string;
beforeEach(() => {
  const folder = temporaryFolder();
  from = join(folder, "out.tmp");
  to = join(folder, "out");
  write(from, { tensors: "new", config: "new" });
});

function write(folder: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
}
const read = (folder: string): Record<string, string> =>
  existsSync(folder)
    ? Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]))
    : {};

/** Moves that stop before the call numbered `last`, counted from 0: for ever, as a kill does, or with an error. */
function stopping(last: number, how: "killed" | "failing"): { moves: Moves; stopped: Promise<void> } {
  let calls = 0;
  let stop = (): void => undefined;
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const check = async (): Promise<void> => {
    if (calls++ !== last) return;
    stop();
    if (how === "killed") return new Promise(() => undefined);
    throw Object.assign(new Error("ENOSPC: no space left on device, rename"), { code: "ENOSPC" });
  };
  return {
    stopped,
    moves: {
      rename: (a, b) => check().then(() => rename(a, b)),
      rm: (path, options) => check().then(() => rm(path, options)),
    },
  };
}

const OLD = { tensors: "old", config: "old" };
const NEW = { tensors: "new", config: "new" };
/** Renames and removals of a replacement, the last of which clears up. */
const CALLS = 8;

describe("replaceTogether", () => {
  it("makes a folder that was not there by one rename", async () => {
    await replaceTogether(from, to, SET);
    expect(read(to)).toEqual(NEW);
    expect(existsSync(from)).toBe(false);
  });

  it("replaces an old set, and leaves other files of the folder alone", async () => {
    write(to, { ...OLD, "README.md": "mine" });
    await replaceTogether(from, to, SET);
    expect(read(to)).toEqual({ ...NEW, "README.md": "mine" });
    expect(existsSync(from)).toBe(false);
  });

  it("puts a set into a folder that holds something else", async () => {
    write(to, { "README.md": "mine" });
    await replaceTogether(from, to, SET);
    expect(read(to)).toEqual({ ...NEW, "README.md": "mine" });
  });

  it.each(Array.from({ length: CALLS }, (_, call) => call))(
    "never leaves a mix, and loses no old file before the new ones stand, when killed before move %i",
    async (call) => {
      write(to, { ...OLD, "README.md": "mine" });
      const { moves, stopped } = stopping(call, "killed");
      void replaceTogether(from, to, SET, moves);
      await stopped;
      const { "README.md": readme, ...left } = read(to);
      expect(readme).toBe("mine");
      const whole = left["config"];
      if (whole !== undefined) expect({ tensors: left["tensors"], config: whole }).toEqual(whole === "new" ? NEW : OLD);
      const kept = (name: string) => left[`${name}.previous`] ?? left[name];
      if (whole !== "new") expect({ tensors: kept("tensors"), config: kept("config") }).toEqual(OLD);
      // Whoever exports again gets what an undisturbed export gives.
      write(from, NEW);
      await replaceTogether(from, to, SET);
      expect(read(to)).toEqual({ ...NEW, "README.md": "mine" });
    },
  );

  it("does not take a half-moved set for the old one when it is killed a second time", async () => {
    write(to, OLD);
    const first = stopping(4, "killed");
    void replaceTogether(from, to, SET, first.moves);
    await first.stopped;
    expect(read(to)).toEqual({ tensors: "new", "tensors.previous": "old", "config.previous": "old" });
    write(from, { tensors: "newer", config: "newer" });
    const second = stopping(3, "killed");
    void replaceTogether(from, to, SET, second.moves);
    await second.stopped;
    expect(read(to)).toMatchObject({ "tensors.previous": "old", "config.previous": "old" });
  });

  it.each([1, 2, 3, 4])("gives the old set its names back when move %i fails, and says why", async (call) => {
    write(to, OLD);
    const { moves } = stopping(call, "failing");
    await expect(replaceTogether(from, to, SET, moves)).rejects.toMatchObject({ code: "storage/disk-full" });
    expect(read(to)).toEqual(OLD);
  });
});
