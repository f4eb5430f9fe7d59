import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { scanFolder } from "../../../../src/app/check/scanFolder.ts";
import { Generator } from "../../../fixtures/secrets/generate.ts";
import { folderOf } from "../../../support/folder.ts";
import { scanInProcess as scanFiles } from "../../../support/scanInProcess.ts";

const make = new Generator(3);
const DATASET = ".espalier/datasets/dataset.jsonl";

describe("scanFolder", () => {
  it("names rule, place and decision of what is in the files a dataset is made of, and never the secret", async () => {
    const [word, address] = [make.password(), make.person()];
    const root = folderOf({
      "src/a.ts": `export const name = "x";\nconst password = "${word}";\n`,
      "docs/a.md": `# Help\n\nWrite to ${address}.\n`,
      "secret.md": `password: "${word}"\n`,
      ".gitignore": "secret.md\n",
    });
    const scanned = await scanFolder({ root, scanFiles });
    expect(scanned.findings).toMatchObject([
      { rule: "e-mail", category: "personal", source: { path: "docs/a.md", startLine: 3, endLine: 3 } },
      { rule: "assigned-secret", category: "secret", source: { path: "src/a.ts", startLine: 2, endLine: 2 } },
    ]);
    expect(scanned.undecidedCount).toBe(2);
    expect(JSON.stringify(scanned)).not.toContain(word);
    expect(scanned.skipped.map(({ path }) => path)).toContain("secret.md");
  });

  it("counts what a dataset's decisions leave undecided", async () => {
    const root = folderOf({ "a.md": `Write to ${make.person()} or ${make.person()}.\n`, [DATASET]: "" });
    const [first] = (await scanFolder({ root, scanFiles })).findings;
    const decision = { id: first?.id, action: "allow", by: "somebody", at: "2026-01-01T00:00:00.000Z" };
    writeFileSync(join(root, ".espalier/datasets/dataset.findings.jsonl"), `${JSON.stringify(decision)}\n`);
    const scanned = await scanFolder({ root, scanFiles });
    expect(scanned.findings.map((finding) => finding.decision)).toEqual(["allow", undefined]);
    expect(scanned.undecidedCount).toBe(1);
  });

  it("lists what cannot be scanned among the skipped, with the reason", async () => {
    const scanned = await scanFolder({
      root: folderOf({ "a.pdf": "%PDF-1.4 torn", "b.md": "# B\n" }),
      scanFiles,
    });
    expect(scanned.fileCount).toBe(1);
    expect(scanned.skipped).toMatchObject([{ path: "a.pdf", reason: expect.stringContaining("PDF") as string }]);
  });

  it("stops where it is told to", async () => {
    await expect(
      scanFolder({ root: folderOf({ "a.md": "# A\n" }), scanFiles }, undefined, AbortSignal.abort()),
    ).rejects.toThrow();
  });
});
