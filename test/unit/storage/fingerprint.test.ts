import { utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fingerprintOf, sha256File, verifyFingerprint } from "../../../src/storage/fingerprint.ts";
import { temporaryFolder } from "../../support/temporaryFolder.ts";

/** `printf weights | sha256sum` */
const WEIGHTS_SHA256 = "9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c";

function modelFile(): string {
  const path = join(temporaryFolder(), "model.gguf");
  writeFileSync(path, "weights");
  return path;
}

describe("fingerprint", () => {
  it("hashes the content", async () => {
    expect(await sha256File(modelFile())).toBe(WEIGHTS_SHA256);
  });

  it("tells how far the hashing is, and stops with the reason of the abort", async () => {
    const told: number[] = [];
    const path = modelFile();
    await sha256File(path, { onBytes: (bytes) => told.push(bytes) });
    expect(told).toEqual([7]);
    await expect(sha256File(path, { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
  });

  it("accepts the same content with another time", async () => {
    const path = modelFile();
    const before = await fingerprintOf(path, WEIGHTS_SHA256);
    utimesSync(path, 1, 1);
    await expect(verifyFingerprint(before)).resolves.toBeUndefined();
  });

  it("refuses other content of the same size", async () => {
    const path = modelFile();
    const before = await fingerprintOf(path, WEIGHTS_SHA256);
    writeFileSync(path, "WEIGHTS");
    utimesSync(path, 1, 1);
    await expect(verifyFingerprint(before)).rejects.toMatchObject({ code: "run/model-changed" });
  });

  it("refuses another size with both sizes in the message", async () => {
    const path = modelFile();
    const before = await fingerprintOf(path, WEIGHTS_SHA256);
    writeFileSync(path, "more weights");
    await expect(verifyFingerprint(before)).rejects.toThrow(/expected 7 bytes .* found 12 bytes/);
  });

  it("says that the file is gone", async () => {
    await expect(fingerprintOf("/no/such/file.gguf", "ab")).rejects.toMatchObject({ code: "storage/no-file" });
  });
});
