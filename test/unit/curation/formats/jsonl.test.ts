import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Example } from "../../../../src/core/example.ts";
import { answerOf } from "../../../../src/core/exampleText.ts";
import { hashOfExamples, readExamples, writeExamples } from "../../../../src/curation/formats/jsonl.ts";
import { folderOf } from "../../../support/folder.ts";

const example = {
  id: "e1",
  form: "chat",
  kind: "section",
  split: "train",
  messages: [
    { role: "user", content: "Wie heißt „das“? 🌱\u2028\ud800" },
    { role: "assistant", content: 'A "tree",\nor two.' },
  ],
  source: { path: "docs/a.md", startLine: 1, endLine: 3, title: "A > B" },
} satisfies Example;
const row = (content: string): string => JSON.stringify({ messages: [{ role: "assistant", content }] });

function fileOf(content: string | Uint8Array): string {
  return join(folderOf({ "data.jsonl": content }), "data.jsonl");
}

describe("writeExamples and readExamples", () => {
  it("give back what was written, and hash it as it lies on disk", async () => {
    const path = join(folderOf({}), "deep", "data.jsonl");
    const plain: Example = {
      id: "e2",
      form: "chat",
      kind: "imported",
      messages: [{ role: "assistant", content: "x" }],
    };
    await writeExamples(path, [example, plain]);
    expect(await readExamples(path)).toEqual({ examples: [example, plain], broken: [], brokenCount: 0 });
    const onDisk = createHash("sha256").update(readFileSync(path)).digest("hex");
    expect(hashOfExamples([example, plain])).toBe(onDisk);
  });

  it("write keys in one order, whatever the order in memory, and nothing that is no part of an example", async () => {
    const path = fileOf("");
    const { id, form, kind, split, messages, source } = example;
    const shuffled = {
      unknown: 1,
      form,
      source,
      messages: messages.map(({ role, content }) => ({ content, role })),
      split,
      kind,
      id,
    };
    await writeExamples(path, [shuffled]);
    const line = readFileSync(path, "utf8");
    expect(Object.keys(JSON.parse(line) as object)).toEqual(["id", "kind", "split", "messages", "source"]);
    expect(hashOfExamples([shuffled])).toBe(hashOfExamples([example]));
  });

  it("keep every form of example", async () => {
    const path = fileOf("");
    const messages = [{ role: "user", content: "Which?" }] as const;
    const examples: Example[] = [
      { id: "t", form: "text", kind: "raw-text", text: "Once." },
      { id: "i", form: "infill", kind: "completion", prefix: "", suffix: "\n}", middle: "return 1;" },
      {
        id: "p",
        form: "preference",
        kind: "imported",
        messages,
        chosen: "This.",
        rejected: "That.",
        extra: { score: 2 },
      },
      { ...example, id: "c", cluster: "e1", source: { ...example.source, hash: "00ff" } },
    ];
    await writeExamples(path, examples);
    expect((await readExamples(path)).examples).toEqual(examples);
  });

  it("leave the old file as it was when writing is aborted or fails", async () => {
    const path = fileOf("old");
    await expect(writeExamples(path, [example], AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
    const failing = function* (): Generator<Example> {
      yield example;
      throw new Error("no more");
    };
    await expect(writeExamples(path, failing())).rejects.toThrow("no more");
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(readdirSync(join(path, ".."))).toEqual(["data.jsonl"]);
  });
});

describe("readExamples", () => {
  it("takes the rows of OpenAI and those with prompt and completion", async () => {
    const path = fileOf(
      [
        '{"messages":[{"role":"developer","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"Hi"}]},{"role":"assistant","content":"Hello."}]}',
        '{"prompt":"2+2?","completion":"4","id":17}',
      ].join("\n"),
    );
    const { examples } = await readExamples(path);
    expect(
      examples.map(({ kind, form, ...rest }) => [
        kind,
        form,
        "messages" in rest && rest.messages.map(({ role, content }) => [role, content]),
      ]),
    ).toEqual([
      [
        "imported",
        "chat",
        [
          ["system", "Be brief."],
          ["user", "Hi"],
          ["assistant", "Hello."],
        ],
      ],
      [
        "imported",
        "chat",
        [
          ["user", "2+2?"],
          ["assistant", "4"],
        ],
      ],
    ]);
    expect(examples.map(({ id }) => id)).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/), "17"]);
  });

  it("takes a byte order mark, CRLF, empty lines and a last line without an end", async () => {
    const path = fileOf(`\ufeff${row("a")}\r\n\r\n  \n${row("b")}`);
    expect((await readExamples(path)).examples).toHaveLength(2);
  });

  it("reads lines that span many reads", async () => {
    const long = "ö".repeat(200_000);
    const { examples } = await readExamples(fileOf(`${row(long)}\n${row("b")}\n`));
    expect(examples.map(answerOf)).toEqual([long, "b"]);
  });

  it.each([
    ["{oops}", /line 2: found \{oops\} \(.*\), expected one JSON object/],
    ["[1]", /found \[1\] as the line, expected an object/],
    ["{}", /found the keys none, expected "messages", or "prompt" and "completion"/],
    ['{"document":"x"}', /found the keys document/],
    ['{"messages":[]}', /found \[\] as messages, expected a list of messages/],
    [
      '{"messages":[{"role":"tool","content":"x"}]}',
      /found "tool" as messages\[0\]\.role, expected "system", "user" or/,
    ],
    ['{"messages":[{"role":"user","content":7}]}', /found 7 as messages\[0\]\.content, expected a text/],
    ['{"messages":[{"role":"user"}]}', /found no messages\[0\]\.content/],
    ['{"messages":[{"role":"assistant","content":" "}]}', /expected a text that is not empty/],
    [
      '{"messages":[{"role":"user","content":[{"type":"image_url"}]}]}',
      /found \{"type":"image_url"\} as messages\[0\]/,
    ],
    ['{"messages":[{"role":"user","content":"x"}]}', /found only the roles user, expected at least one assistant/],
    ['{"prompt":"x"}', /found no completion/],
    ['{"prompt":"x","completion":null}', /found null as completion/],
    ['{"prompt":"x","completion":"y","split":"dev"}', /found "dev" as split, expected "train", "validation" or "test"/],
    ['{"prompt":"x","completion":"y","source":{"path":"a","startLine":0,"endLine":1}}', /found 0 as source\.startLine/],
  ])("says of %s what it found and what it expected", async (line, message) => {
    const reading = readExamples(fileOf(`${row("fine")}\n${line}\n`));
    await expect(reading).rejects.toMatchObject({
      code: "dataset/broken-row",
      message: expect.stringMatching(message) as string,
    });
    await expect(reading).rejects.toThrow("data.jsonl line 2");
  });

  it("can take the good rows and list the broken", async () => {
    const path = fileOf(`${row("a")}\nbroken\n${row("b")}\n{}\n`);
    const { examples, broken, brokenCount } = await readExamples(path, { onBroken: "skip" });
    expect(examples).toHaveLength(2);
    expect(brokenCount).toBe(2);
    expect(broken.map(({ line }) => line)).toEqual([2, 4]);
  });

  it("passes over a line that is too long without keeping it, and over bytes that are not UTF-8", async () => {
    const bytes = Buffer.concat([
      Buffer.from(`${row("x".repeat(5000))}\n`),
      Buffer.of(0xff, 0xfe, 0x0a),
      Buffer.from(row("b")),
    ]);
    const { examples, broken } = await readExamples(fileOf(bytes), { onBroken: "skip", maxLineBytes: 1000 });
    expect(examples).toHaveLength(1);
    expect(broken).toEqual([
      { line: 1, found: `a line of ${row("x".repeat(5000)).length} bytes`, expected: "at most 1000" },
      { line: 2, found: "bytes that are not UTF-8", expected: "a file saved as UTF-8" },
    ]);
  });

  it("bounds the number of rows, names a missing file, and stops when aborted", async () => {
    const path = fileOf(`${row("a")}\n`.repeat(11));
    await expect(readExamples(path, { maxRows: 10 })).rejects.toMatchObject({ code: "dataset/too-many-rows" });
    await expect(readExamples(`${path}.none`)).rejects.toMatchObject({ code: "dataset/unreadable" });
    await expect(readExamples(path, {}, AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
  });

  it("keeps messages short enough to read", async () => {
    const path = fileOf(`{"messages": "${"long ".repeat(1000)}"}`);
    await expect(readExamples(path)).rejects.toMatchObject({ message: expect.stringMatching(/^.{0,300}$/) as string });
    writeFileSync(path, "{".repeat(100_000));
    await expect(readExamples(path)).rejects.toMatchObject({ message: expect.stringMatching(/^.{0,400}$/) as string });
  });
});
