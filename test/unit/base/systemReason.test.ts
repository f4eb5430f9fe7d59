import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { systemReason } from "../../../src/base/systemReason.ts";
import { folderOf } from "../../support/folder.ts";

function failureOf(path: string): unknown {
  try {
    return readFileSync(path);
  } catch (error) {
    return error;
  }
}

describe("systemReason", () => {
  it("says in words why a file cannot be read", () => {
    const folder = folderOf({ "a.txt": "text" });
    expect(systemReason(failureOf(folder))).toBe("it is a folder");
    expect(systemReason(failureOf(join(folder, "b.txt")))).toBe("there is no such file or folder");
    expect(systemReason(failureOf(join(folder, "a.txt", "c.txt")))).toMatch(/a file lies where a folder/);
    expect(systemReason(failureOf(join(folder, "x".repeat(400))))).toBe("its name is too long");
  });

  it("knows none for what is no failure of the system", () => {
    expect(systemReason(new Error("ENOENT"))).toBeUndefined();
    expect(systemReason(Object.assign(new Error(""), { code: "constructor" }))).toBeUndefined();
    expect(systemReason("EISDIR")).toBeUndefined();
  });
});
