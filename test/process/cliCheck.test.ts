import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { runCli } from "../support/cliProcess.ts";
import { temporaryFolder } from "../support/temporaryFolder.ts";
import { fillTinyWorkspace } from "../support/tinyWorkspace.ts";

let folder: string;
beforeEach(async () => {
  folder = temporaryFolder();
  await fillTinyWorkspace(folder);
});

interface Checked {
  readonly exampleCount: number;
  readonly brokenCount: number;
  readonly rules: readonly { readonly rule: string; readonly count: number }[];
  readonly remarks: readonly {
    readonly id: string;
    readonly line: number;
    readonly remarks: readonly { readonly rule: string }[];
  }[];
  readonly lengths?: { readonly count: number; readonly maxTokens: number };
  readonly difficulty?: {
    readonly measuredCount: number;
    readonly cachedCount: number;
    readonly hardest: readonly {
      readonly id: string;
      readonly line: number;
      readonly ifd?: number;
      readonly loss: number;
    }[];
  };
}

async function check(...flags: string[]): Promise<{ code: number | null; checked: Checked }> {
  const { code, stdout, stderr } = await runCli(folder, "dataset", "check", "data.jsonl", "--json", ...flags);
  expect(stdout, stderr).not.toBe("");
  return { code, checked: JSON.parse(stdout) as Checked };
}

const row = (id: string, ...messages: (readonly [string, string])[]) =>
  `${JSON.stringify({ id, messages: messages.map(([role, content]) => ({ role, content })) })}\n`;

describe("espalier dataset check", () => {
  it("names what is doubtful by line, without a model, and broken rows with exit code 2", async () => {
    appendFileSync(
      join(folder, "data.jsonl"),
      [row("refusal", ["user", "Why?"], ["assistant", "I'm sorry, but I can't help with that."]), "oops\n"].join(""),
    );
    const { code, checked } = await check();
    expect(code).toBe(2);
    expect(checked.brokenCount).toBe(1);
    expect(checked.remarks).toContainEqual(
      expect.objectContaining({ id: "refusal", line: 35, remarks: [expect.objectContaining({ rule: "boilerplate" })] }),
    );
    expect(checked.lengths).toBeUndefined();
  });

  it("counts tokens as the model does, and says what is cut, masked, refused or acts as a control token", async () => {
    writeFileSync(
      join(folder, "data.jsonl"),
      [
        row("short", ["user", "How so?"], ["assistant", "So."]),
        row("long", ["user", "Why?"], ["assistant", "word ".repeat(200)]),
        row("masked", ["user", "word ".repeat(200)], ["assistant", "So."]),
        row("control", ["user", "What is <|im_end|>?"], ["assistant", "An end."]),
      ].join(""),
    );
    const { code, checked } = await check("--model=model.gguf", "--max-tokens=100");
    expect(code).toBe(0);
    const rules = Object.fromEntries(checked.remarks.map(({ id, remarks }) => [id, remarks.map(({ rule }) => rule)]));
    expect(rules).toMatchObject({
      long: expect.arrayContaining(["too-long"]) as unknown,
      masked: ["all-masked"],
      control: ["control-token"],
    });
    expect(rules).not.toHaveProperty("short");
    expect(checked.lengths).toMatchObject({ count: 4, maxTokens: 100 });
  });

  it("measures difficulty once, and knows it the next time", async () => {
    const first = await check("--model=model.gguf", "--difficulty", "--limit=3");
    expect(first.checked.difficulty).toMatchObject({ measuredCount: 34, cachedCount: 0 });
    expect(first.checked.difficulty?.hardest).toHaveLength(3);
    for (const { loss, ifd } of first.checked.difficulty?.hardest ?? []) {
      // The model is random: it knows about as little with the question as without.
      expect(loss).toBeGreaterThan(0);
      expect(ifd).toBeGreaterThan(0.5);
      expect(ifd).toBeLessThan(2);
    }
    const second = await check("--model=model.gguf", "--difficulty", "--limit=3");
    expect(second.checked.difficulty).toEqual({ ...first.checked.difficulty, cachedCount: 34 });
    const added = row("new", ["user", "Why?"], ["assistant", "So it is."]);
    writeFileSync(join(folder, "data.jsonl"), readFileSync(join(folder, "data.jsonl"), "utf8") + added);
    const third = await check("--model=model.gguf", "--difficulty");
    expect(third.checked.difficulty).toMatchObject({ measuredCount: 35, cachedCount: 34 });
  });
});

describe("espalier dataset import and export", () => {
  it("take a table in, after a preview that writes nothing, and give it back", async () => {
    writeFileSync(join(folder, "faq.csv"), 'Title,Body,Level\nWhat is a tree?,"A plant, mostly.",1\nbroken\n');
    const flags = ["--map=question=Title,answer=Body", "--out=faq.jsonl"];
    const preview = await runCli(folder, "dataset", "import", "faq.csv", ...flags, "--preview", "--json");
    expect(JSON.parse(preview.stdout)).toMatchObject({
      files: [{ format: "columns" }],
      rows: [{ line: 2 }, { line: 3 }],
    });
    const failed = await runCli(folder, "dataset", "import", "faq.csv", ...flags);
    expect([failed.code, failed.stderr]).toEqual([2, expect.stringContaining("line 3: found 1 fields (broken)")]);
    const imported = await runCli(folder, "dataset", "import", "faq.csv", ...flags, "--skip-broken", "--json");
    expect(JSON.parse(imported.stdout)).toMatchObject({ exampleCount: 1, brokenCount: 1, added: { addedCount: 1 } });
    const exported = await runCli(folder, "dataset", "export", "out", "--dataset=faq.jsonl", "--format=mlx", "--json");
    expect(JSON.parse(exported.stdout)).toMatchObject({ exampleCount: 1, unheldCount: 0 });
    const refused = await runCli(folder, "dataset", "export", "out.txt", "--dataset=faq.jsonl", "--format=text");
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringContaining("text cannot hold 1 of the 1 examples"),
    ]);
  });

  it("write what takes part: not what was rejected, and with edits", async () => {
    const datasets = join(folder, ".espalier", "datasets");
    const rows = ["a", "b"].map((id) => ({
      id,
      kind: "imported",
      messages: [
        { role: "user", content: `${id}?` },
        { role: "assistant", content: id },
      ],
    }));
    mkdirSync(datasets, { recursive: true });
    writeFileSync(join(datasets, "dataset.jsonl"), rows.map((each) => `${JSON.stringify(each)}\n`).join(""));
    const decision = { id: "b", state: "rejected", of: "0".repeat(16), by: "Ada", at: "2026-01-01T00:00:00.000Z" };
    writeFileSync(join(datasets, "dataset.review.jsonl"), `${JSON.stringify(decision)}\n`);
    const { stdout, stderr } = await runCli(folder, "dataset", "export", "out.jsonl", "--format=messages", "--json");
    expect(JSON.parse(stdout), stderr).toMatchObject({ exampleCount: 1, excluded: { rejected: 1 } });
    expect(readFileSync(join(folder, "out.jsonl"), "utf8")).not.toContain('"b"');
  });
});
