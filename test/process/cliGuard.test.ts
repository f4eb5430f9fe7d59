import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Generator } from "../fixtures/secrets/generate.ts";
import { runCli, runJson } from "../support/cliProcess.ts";
import { folderOf } from "../support/folder.ts";
import { proseOf } from "../support/prose.ts";

const make = new Generator(9);
const row = (question: string, answer: string): string =>
  `${JSON.stringify({
    messages: [
      { role: "user", content: question },
      { role: "assistant", content: answer },
    ],
  })}\n`;

describe("espalier dataset, with secrets in what comes in", () => {
  it("says what to type about a finding of an import, and keeps the secret out of what git sees", async () => {
    const word = make.password();
    const folder = folderOf({ "rows.jsonl": row("What?", proseOf(1)) + row("How?", `password = "${word}"`) });
    const refused = await runCli(folder, "dataset", "import", "rows.jsonl", "--out", "plain.jsonl");
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toMatch(/rows\.jsonl line 2: assigned-secret[^]*--allow-findings/);
    expect(existsSync(join(folder, "plain.jsonl"))).toBe(false);

    const { code, stdout } = await runCli(folder, "dataset", "import", "rows.jsonl");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /1 secret or piece of personal data in 1 row, kept out[^]*assigned-secret +rows\.jsonl line 2/,
    );
    const [, id = ""] = /dataset scan --redact ([0-9a-f]{16})/.exec(stdout) ?? [];
    const examples = () => readFileSync(join(folder, ".espalier/datasets/dataset.jsonl"), "utf8");
    expect(stdout + refused.stderr + examples()).not.toContain(word);
    const [scanned] = await runJson(folder, "dataset", "scan", "--redact", id);
    expect(scanned).toMatchObject({ undecidedCount: 0, findings: [{ id, decision: "redact" }] });
    expect(examples()).toContain("<redacted:assigned-secret>");

    const [exported] = await runJson(
      folder,
      "dataset",
      "export",
      "out.jsonl",
      "--format",
      "messages",
      "--dataset",
      "dataset",
    );
    expect(exported).toMatchObject({ exampleCount: 2 });
  });

  it("refuses an edit with a secret until it is allowed by its id", async () => {
    const word = make.password();
    const folder = folderOf({ "rows.jsonl": row("What?", proseOf(2)) });
    await runJson(folder, "dataset", "import", "rows.jsonl");
    const [shown] = await runJson(folder, "dataset", "show");
    const [{ example }] = shown?.["examples"] as [{ example: { id: string } }];
    const edit = ["dataset", "review", example.id, "--answer", `password = "${word}"`];
    const refused = await runCli(folder, ...edit);
    expect(refused.code).toBe(2);
    expect(refused.stderr).not.toContain(word);
    const [, id = ""] = /--allow-finding ([0-9a-f]{16})/.exec(refused.stderr) ?? [];
    expect(existsSync(join(folder, ".espalier/datasets/dataset.review.jsonl"))).toBe(false);
    expect(await runJson(folder, ...edit, "--allow-finding", id)).toMatchObject([{ decided: [example.id] }]);
  });
});
