import { utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fingerprintFile, verifyFingerprint } from "../../../src/storage/fingerprint.ts";
import { temporaryFolder } from "../../support/temporaryFolder.ts";

function modelFile(): string {
  const path = join(temporaryFolder(), "model.gguf");
  writeFileSync(path, "weights");
  return path;
}

describe("fingerprint", () => {
  it("is the SHA-256 and size of the content", async () => {
    expect(await fingerprintFile(modelFile())).toMatchObject({
      sizeBytes: 7,
      sha256: "9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c",
    });
  });

  it("accepts the same content with another time", async () => {
    const path = modelFile();
    const before = await fingerprintFile(path);
    utimesSync(path, 1, 1);
    await expect(verifyFingerprint(before)).resolves.toBeUndefined();
  });

  it("refuses other content of the same size", async () => {
    const path = modelFile();
    const before = await fingerprintFile(path);
    writeFileSync(path, "WEIGHTS");
    utimesSync(path, 1, 1);
    await expect(verifyFingerprint(before)).rejects.toMatchObject({ code: "run/model-changed" });
  });

  it("refuses another size with both sizes in the message", async () => {
    const path = modelFile();
    const before = await fingerprintFile(path);
    writeFileSync(path, "more weights");
    await expect(verifyFingerprint(before)).rejects.toThrow(/expected 7 bytes .* found 12 bytes/);
  });

  it("says that the file is gone", async () => {
    await expect(fingerprintFile("/no/such/file.gguf")).rejects.toMatchObject({ code: "storage/no-file" });
  });
});
