import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/base/errors.ts";
import { diskError, writeFileAtomic, writeJsonAtomic } from "../../../src/storage/atomicWrite.ts";
import { temporaryFolder } from "../../support/temporaryFolder.ts";

const systemError = (code: string) => Object.assign(new Error(`${code}: it failed`), { code });

describe("writeFileAtomic", () => {
  it("makes the folders, replaces the file and leaves nothing else behind", async () => {
    const folder = join(temporaryFolder(), "a/b");
    const path = join(folder, "file.json");
    await writeFileAtomic(path, "old");
    await writeJsonAtomic(path, { value: 1 });
    expect(readFileSync(path, "utf8")).toBe('{\n  "value": 1\n}\n');
    expect(readdirSync(folder)).toEqual(["file.json"]);
  });

  it("keeps what was there and cleans up when the write cannot be finished", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "taken"));
    writeFileSync(join(folder, "taken", "inside"), "old");
    await expect(writeFileAtomic(join(folder, "taken"), "new")).rejects.toThrow();
    expect(readFileSync(join(folder, "taken", "inside"), "utf8")).toBe("old");
    expect(readdirSync(folder)).toEqual(["taken"]);
  });
});

describe("diskError", () => {
  it("knows a disk that can only be read by how a folder cannot be made there", () => {
    const error = Object.assign(new Error("mkdir"), { code: "ENOENT", syscall: "mkdir" });
    expect(diskError(error, "/cd/.espalier")).toMatchObject({ code: "storage/not-writable" });
    const missing = Object.assign(new Error("open"), { code: "ENOENT", syscall: "open" });
    expect(diskError(missing, "/cd/.espalier")).toBe(missing);
  });

  it.each(["ENOSPC", "EDQUOT"])("turns %s into an error about the full disk that names the file", (code) => {
    const error = diskError(systemError(code), "/runs/1/state.json") as UserError;
    expect(error).toBeInstanceOf(UserError);
    expect(error.code).toBe("storage/disk-full");
    expect(error.message).toContain("/runs/1/state.json");
  });

  it("knows a full disk behind an error that another layer gave a name", () => {
    const named = new UserError("gguf/cannot-write", "a.gguf cannot be written", "", { cause: systemError("ENOSPC") });
    expect(diskError(named, "/runs/1")).toMatchObject({ code: "storage/disk-full" });
  });

  it("says what lies in the way of a file or a folder", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "file"), "");
    mkdirSync(join(folder, "folder"));
    for (const [path, obstacle] of [
      ["file/a.json", "a file lies where the folder should be"],
      ["file/a/b.json", "a file lies where a folder above it should be"],
      ["folder", "it is a folder"],
      ["x".repeat(300), "its name is too long"],
    ] as const) {
      await expect(writeFileAtomic(join(folder, path), "")).rejects.toMatchObject({
        code: "storage/in-the-way",
        message: `cannot write ${join(folder, path)}: ${obstacle}`,
      });
    }
    expect(readdirSync(folder).sort()).toEqual(["file", "folder"]);
  });

  it("leaves other errors as they are", () => {
    const bug = new TypeError("x is not a function");
    expect(diskError(bug, "/file")).toBe(bug);
  });
});
