import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { importDataset, parseMapping, previewImport } from "../../../../src/app/importing/importDataset.ts";
import { folderOf } from "../../../support/folder.ts";
import { assistant, fileOf, importOf, jsonl, talkOf, user } from "../../../support/importing.ts";

describe("importDataset detects and reads", () => {
  it.each<[string, string, unknown, readonly string[]]>([
    [
      "messages",
      "OpenAI's messages",
      { messages: [{ role: "developer", content: "D" }, user("Q"), assistant("A")] },
      ["system: D", "user: Q", "assistant: A"],
    ],
    [
      "messages",
      "contents in parts",
      {
        messages: [
          {
            role: "user",
            content: [
              { type: "text", text: "Q" },
              { type: "text", text: "!" },
            ],
          },
          assistant("A"),
        ],
      },
      ["user: Q!", "assistant: A"],
    ],
    [
      "alpaca",
      "Alpaca with an input",
      { instruction: "Add", input: "1 2", output: "3" },
      ["user: Add\n1 2", "assistant: 3"],
    ],
    [
      "alpaca",
      "Alpaca with system and history",
      { instruction: "And?", input: "", output: "B", system: "S", history: [["Q", "A"]] },
      ["system: S", "user: Q", "assistant: A", "user: And?", "assistant: B"],
    ],
    [
      "sharegpt",
      "ShareGPT",
      {
        conversations: [
          { from: "system", value: "S" },
          { from: "human", value: "Q" },
          { from: "gpt", value: "A" },
        ],
      },
      ["system: S", "user: Q", "assistant: A"],
    ],
    [
      "sharegpt",
      "ShareGPT as others spell it",
      {
        system: "S",
        conversations: [
          { from: "user", value: "Q" },
          { from: "assistant", value: "A" },
        ],
      },
      ["system: S", "user: Q", "assistant: A"],
    ],
    ["prompt-completion", "prompt and completion", { prompt: "Q", completion: "A" }, ["user: Q", "assistant: A"]],
    [
      "prompt-completion",
      "prompt and completion as messages",
      { prompt: [user("Q")], completion: [assistant("A")] },
      ["user: Q", "assistant: A"],
    ],
    [
      "preference",
      "preferences as texts",
      { prompt: "Q", chosen: "A", rejected: "B" },
      ["user: Q", "chosen: A", "rejected: B"],
    ],
    [
      "preference",
      "preferences as messages",
      { prompt: [user("Q")], chosen: [assistant("A")], rejected: [assistant("B")] },
      ["user: Q", "chosen: A", "rejected: B"],
    ],
    [
      "preference",
      "preferences with the prompt inside",
      { chosen: [user("Q"), assistant("A")], rejected: [user("Q"), assistant("B")] },
      ["user: Q", "chosen: A", "rejected: B"],
    ],
    [
      "preference",
      "preferences as texts with the prompt inside",
      { chosen: "The sky is blue.", rejected: "The sky is green." },
      ["user: The sky is", "chosen:  blue.", "rejected:  green."],
    ],
    [
      "preference",
      "preferences with the prompt twice",
      { prompt: "Q", chosen: [user("Q"), assistant("A")], rejected: [user("Q"), assistant("B")] },
      ["user: Q", "chosen: A", "rejected: B"],
    ],
    ["text", "raw text", { text: "Once." }, ["Once."]],
    [
      "columns",
      "columns by usual names",
      { Question: "Q", Answer: "A", System_Prompt: "S" },
      ["system: S", "user: Q", "assistant: A"],
    ],
  ])("%s: %s", async (format, _, row, talk) => {
    const { examples, files } = await importOf("data.jsonl", jsonl(row));
    expect(files).toMatchObject([{ format, confidence: 1, container: "jsonl", exampleCount: 1 }]);
    expect(talkOf(examples[0])).toEqual(talk);
    // The same row as an array.
    expect(talkOf((await importOf("data.json", JSON.stringify([row], undefined, 2))).examples[0])).toEqual(talk);
  });

  it("keeps what has no place in an example: columns, tools, and what messages say besides role and content", async () => {
    const { examples } = await importOf(
      "data.jsonl",
      jsonl({
        id: 17,
        tools: [{ type: "function" }],
        source: "wikipedia",
        messages: [
          { role: "developer", content: "D" },
          { ...user("Q"), name: "Ada" },
          { ...assistant("A"), weight: 0 },
        ],
      }),
    );
    expect(examples[0]).toMatchObject({
      id: "17",
      extra: {
        id: 17,
        tools: [{ type: "function" }],
        source: "wikipedia",
        messageFields: [{ role: "developer" }, { name: "Ada" }, { weight: 0 }],
      },
    });
  });

  it("takes rows that look like ours for another tool's when they have columns that we would lose", async () => {
    const { files, examples } = await importOf(
      "data.jsonl",
      jsonl({ id: "a", kind: "easy", level: 3, messages: [user("Q"), assistant("A")] }),
    );
    expect(files[0]?.format).toBe("messages");
    expect(examples[0]?.extra).toEqual({ id: "a", kind: "easy", level: 3 });
  });

  it("maps columns by hand, of JSON and of tables with and without a header", async () => {
    const mapped = parseMapping("question=Title,answer=Body=1,system=S");
    expect(mapped).toEqual({ question: "Title", answer: "Body=1", system: "S" });
    const { examples } = await importOf("a.jsonl", jsonl({ Title: "Q", "Body=1": "A", S: "" }), { mapping: mapped });
    expect(talkOf(examples[0])).toEqual(["user: Q", "assistant: A"]);
    const table = { mapping: parseMapping("question=2,answer=3") };
    expect(talkOf((await importOf("a.csv", "x,Q,A\ny,R,B\n", table)).examples[1])).toEqual(["user: R", "assistant: B"]);
    expect(() => parseMapping("question=a")).toThrow(/is not enough to learn from/);
    expect(() => parseMapping("frage=a,answer=b")).toThrow(/is not a list such as/);
  });

  it("reads the files of an MLX folder and of the Hub as splits, and says what it passes over", async () => {
    const row = jsonl({ prompt: "Q", completion: "A" });
    const path = folderOf({
      "README.md": "x",
      "train.jsonl": row,
      "valid.jsonl": row,
      "data/test-00000-of-00001.jsonl": row,
      "dev/part.csv": "prompt,completion\nQ,A\n",
      "other.jsonl": row,
    });
    const { files, examples, passedOver, renamedCount } = await importDataset({ path });
    expect(files.map(({ name, split }) => [name, split])).toEqual([
      ["data/test-00000-of-00001.jsonl", "test"],
      ["dev/part.csv", "validation"],
      ["other.jsonl", undefined],
      ["train.jsonl", "train"],
      ["valid.jsonl", "validation"],
    ]);
    expect(passedOver).toEqual(["README.md"]);
    expect(new Set(examples.map(({ id }) => id)).size).toBe(5);
    expect(renamedCount).toBe(4);
  });
});

describe("importDataset reads tables", () => {
  it.each([
    ["commas", "a.csv", 'question,answer\n"Q, ""x""\nagain",A\n', 'Q, "x"\nagain'],
    ["semicolons", "a.csv", "question;answer\nQ, one;A\n", "Q, one"],
    ["tabs without quoting", "a.tsv", 'question\tanswer\nQ "one"\tA\n"Q two\tB\n', 'Q "one"'],
    ["no header and Windows line ends", "a.csv", "Q,A\r\nR,B\r\n", "Q"],
  ])("with %s", async (_, name, content, question) => {
    const { examples } = await importOf(name, content);
    expect(talkOf(examples[0])).toEqual([`user: ${question}`, "assistant: A"]);
  });

  it.each<[string, string, string, boolean | undefined, readonly string[], number]>([
    ["of two headings", "a.tsv", "Frage\tAntwort\nHund\tdog\nKatze\tcat\n", undefined, ["Frage", "Antwort"], 2],
    ["of a glossary", "a.csv", "term;definition\nAPI;interface\n", undefined, ["term", "definition"], 1],
    [
      "unlike the rows",
      "a.csv",
      "Pregunta,Respuesta\n¿Qué es?,Un árbol.\n¿Y eso?,Una flor.\n",
      undefined,
      ["Pregunta", "Respuesta"],
      2,
    ],
    ["that is given", "a.csv", "dog,Hund\ncat,Katze\n", true, ["dog", "Hund"], 1],
    ["that is denied", "a.csv", "question,answer\nQ,A\n", false, ["1", "2"], 2],
    ["of words like the rows", "a.csv", "dog,Hund\ncat,Katze\nowl,Eule\n", undefined, ["1", "2"], 3],
    ["of sentences", "a.csv", "What is it?,A tree.\nAnd that?,A flower.\nWho?,Ada.\n", undefined, ["1", "2"], 3],
    ["whose word comes again", "a.csv", "Hi,no\nWhat is it?,no\nWhat was it?,yes\n", undefined, ["1", "2"], 3],
  ])("with a first row %s", async (_, name, content, hasHeader, columns, count) => {
    const { examples, files } = await importOf(name, content, hasHeader === undefined ? {} : { hasHeader });
    expect(files[0]?.table?.columns).toEqual(columns);
    expect(examples).toHaveLength(count);
  });

  it("and refuses a header that is given and names no columns", async () => {
    const request = importOf("a.csv", "a,a\nQ,A\n", { hasHeader: true });
    await expect(request).rejects.toMatchObject({ code: "import/header" });
  });

  it.each(["utf-16le", "utf-16be", "windows-1252", "shift_jis", "utf-8"])("in %s", async (encoding) => {
    const words =
      encoding === "shift_jis"
        ? "木を植えるのはいつが良いでしょうか。春に植えるのが一番です。"
        : "Wie heißt die größte Straße? Die Königsallee über der Brücke.";
    const table = `question,answer\n${words},${words}\n`.repeat(1) + `${words},x\n`.repeat(20);
    const bytes = iconv.encode(table, encoding, { addBOM: encoding.startsWith("utf-16") });
    const { examples, files } = await importOf("a.csv", bytes);
    expect(talkOf(examples[0])[0]).toBe(`user: ${words}`);
    expect(files[0]?.encoding).toMatch(encoding === "windows-1252" ? /1252|8859-1/ : encoding);
  });

  it("names the line of every broken row, whatever stands in front of it", async () => {
    const table = 'question,answer\r\n"two\r\nlines",A\r\n\r\nshort\r\nQ,A,B\r\nQ,\r\nQ,A\r\n"open,A\r\nQ,A\r\n';
    const { examples, broken } = await importOf("a.csv", table, { onBroken: "skip" });
    expect(examples).toHaveLength(2);
    expect(broken.map(({ line, found }) => `${line}: ${found}`)).toEqual([
      "5: 1 fields (short)",
      "6: 3 fields (Q | A | B)",
      "7: no answer",
      expect.stringMatching(/^9: a quotation that is not closed before the end of the file/),
    ]);
  });

  it("stops at a row that does not end within the bound", async () => {
    const { examples, broken } = await importOf("a.csv", `question,answer\nQ,A\n"${"x".repeat(500_000)}`, {
      onBroken: "skip",
      maxRowBytes: 1000,
    });
    expect(examples).toHaveLength(1);
    expect(broken).toEqual([
      expect.objectContaining({ line: 3, found: "a row that does not end within 1000 characters" }),
    ]);
  });
});

describe("importDataset reads plain text", () => {
  it("as one example a document, to the letter, or one a paragraph", async () => {
    const text = "First line\r\nsecond.\r\n\r\n\r\nNext.\n";
    expect((await importOf("a.txt", text)).examples.map(talkOf)).toEqual([[text]]);
    const { examples, files } = await importOf("a.txt", text, { per: "paragraph" });
    expect(examples.map(talkOf)).toEqual([["First line\nsecond."], ["Next."]]);
    expect(files[0]).toMatchObject({ container: "text", format: "text" });
  });

  it("asks for paragraphs where a document is too long", async () => {
    await expect(importOf("a.txt", "word ".repeat(1000), { maxRowBytes: 1000 })).rejects.toThrow(/--per paragraph/);
  });
});

describe("previewImport", () => {
  it("shows how files would be read and the first rows with those that cannot be", async () => {
    const path = fileOf(
      "a.jsonl",
      `${jsonl({ instruction: "I", output: "O" })}oops\n${jsonl({ instruction: "J", output: "P" })}`,
    );
    const { files, rows } = await previewImport({ path }, 2);
    expect(files).toMatchObject([
      { format: "alpaca", why: "the columns instruction and output, in 2 of the first 2 rows", encoding: "utf-8" },
    ]);
    expect(files[0]?.confidence).toBeCloseTo(2 / 3);
    expect(rows).toMatchObject([
      { line: 1, example: { form: "chat" } },
      { line: 2, expected: "one JSON object" },
    ]);
  });
});
