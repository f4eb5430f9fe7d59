import { appendFileSync, existsSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Random } from "../../../src/engine/data/random.ts";
import { RecordLog } from "../../../src/storage/recordLog.ts";
import { folderOf } from "../../support/folder.ts";

const record = (text: string, ...bytes: number[]) => ({ text, bytes: Uint8Array.from(bytes) });
const newPath = (): string => join(folderOf({}), "deep", "cache.log");

async function written(path: string, ...keys: string[]): Promise<void> {
  const log = await RecordLog.open(path, "v1");
  for (const key of keys) log.put(key, record(`text of ${key} ü`, 1, 2, 3));
  await log.flush();
}

describe("a record log", () => {
  it("gives back what was put, after it was opened anew", async () => {
    const path = newPath();
    await written(path, "a", "b/ö");
    const log = await RecordLog.open(path, "v1");
    expect(log.get("b/ö")?.text).toBe("text of b/ö ü");
    expect([...(log.get("a")?.bytes ?? [])]).toEqual([1, 2, 3]);
    expect(log.get("c")).toBeUndefined();
  });

  it("appends a changed record without writing the others again", async () => {
    const path = newPath();
    await written(path, "a", "b", "c", "d");
    const before = readFileSync(path);
    await written(path, "b");
    const after = readFileSync(path);
    expect(after.subarray(0, before.length).equals(before)).toBe(true);
    expect(after.length).toBeLessThan(before.length * 1.5);
    expect((await RecordLog.open(path, "v1")).size).toBe(4);
  });

  it("writes nothing where nothing changed", async () => {
    const path = newPath();
    await written(path, "a");
    const { mtimeNs } = statSync(path, { bigint: true });
    await written(path);
    expect(statSync(path, { bigint: true }).mtimeNs).toBe(mtimeNs);
  });

  it("does not grow without end when the same records change again and again", async () => {
    const path = newPath();
    await written(path, "a", "b", "c", "d");
    const { size } = statSync(path);
    for (let round = 0; round < 50; round++) await written(path, "a", "b");
    expect(statSync(path).size).toBeLessThan(2 * size);
  });

  it("forgets what is no longer retained, on disk as well", async () => {
    const path = newPath();
    await written(path, "a", "b", "c", "d");
    const log = await RecordLog.open(path, "v1");
    log.retain(new Set(["a"]));
    await log.flush();
    const again = await RecordLog.open(path, "v1");
    expect([again.size, again.get("a")?.text]).toEqual([1, "text of a ü"]);
  });

  it("is empty for another version, and then holds that one", async () => {
    const path = newPath();
    await written(path, "a");
    const log = await RecordLog.open(path, "v2");
    expect(log.size).toBe(0);
    log.put("b", record("new"));
    await log.flush();
    expect((await RecordLog.open(path, "v2")).size).toBe(1);
    expect((await RecordLog.open(path, "v1")).size).toBe(0);
  });

  it("keeps the whole records before a torn one, and appends behind them", async () => {
    const path = newPath();
    await written(path, "a", "b", "c");
    truncateSync(path, statSync(path).size - 1);
    expect((await RecordLog.open(path, "v1")).size).toBe(2);
    await written(path, "d");
    const log = await RecordLog.open(path, "v1");
    expect([log.size, log.get("d")?.text]).toEqual([3, "text of d ü"]);
  });

  it("never takes damaged bytes for a record, nor more memory than they fill", async () => {
    const path = newPath();
    await written(path, "a", "b", "c");
    const sound = readFileSync(path);
    const random = new Random(3);
    for (let round = 0; round < 500; round++) {
      const bytes = Buffer.from(sound);
      for (let edits = 0; edits < 3; edits++) bytes[random.integer(bytes.length)] = random.integer(256);
      writeFileSync(path, bytes);
      const log = await RecordLog.open(path, "v1");
      for (const key of ["a", "b", "c"]) {
        const found = log.get(key);
        if (found) expect(found.text).toBe(`text of ${key} ü`);
      }
    }
    writeFileSync(path, sound);
    appendFileSync(path, Buffer.alloc(16, 0xff));
    expect((await RecordLog.open(path, "v1")).size).toBe(3);
  });

  it("makes no file before something is kept", async () => {
    const path = newPath();
    await RecordLog.open(path, "v1");
    expect(existsSync(path)).toBe(false);
  });
});
