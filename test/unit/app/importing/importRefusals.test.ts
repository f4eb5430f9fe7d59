import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { importDataset, parseMapping } from "../../../../src/app/importing/importDataset.ts";
import { folderOf } from "../../../support/folder.ts";
import { assistant, importOf, jsonl, user } from "../../../support/importing.ts";

describe("importDataset, where rows can be read in more than one way,", () => {
  const both = { messages: [user("Q"), assistant("A")], instruction: "I", output: "O" };

  it("names the ways and asks for one, rather than choose", async () => {
    await expect(importOf("a.jsonl", jsonl(both, both))).rejects.toMatchObject({
      code: "import/ambiguous",
      message: expect.stringMatching(
        /as messages \(.*\) or as alpaca \(the columns instruction and output\)/,
      ) as string,
      hint: expect.stringContaining("--format messages or --format alpaca") as string,
    });
    const { examples } = await importOf("a.jsonl", jsonl(both), { format: "alpaca" });
    expect(examples).toMatchObject([{ messages: [{ content: "I" }, { content: "O" }] }]);
  });

  it("does not ask where all ways say the same, where one is what another was made of, or where most rows tell", async () => {
    const same = { messages: [user("I"), assistant("O")], instruction: "I", output: "O" };
    const format = async (...rows: unknown[]) => (await importOf("a.jsonl", jsonl(...rows))).files[0]?.format;
    expect(await format(same)).toBe("messages");
    expect(await format({ ...both, messages: undefined, text: "### I\nO" })).toBe("alpaca");
    expect(await format({ prompt: "Q", chosen: "A", rejected: "B", messages: [user("Q"), assistant("A")] })).toBe(
      "preference",
    );
    expect(await format(both, { messages: [user("Q"), assistant("A")] })).toBe("messages");
  });
});

describe("importDataset says of a broken row", () => {
  const good = JSON.stringify({ messages: [user("Q"), assistant("A")] });

  it("the file, the line, what was found and what was expected", async () => {
    await expect(importOf("a.jsonl", `${good}\n{"messages":[{"role":"user","content":7}]}\n`)).rejects.toMatchObject({
      code: "dataset/broken-row",
      message: expect.stringMatching(
        /a\.jsonl line 2: found 7 as messages\[0\]\.content, expected a text there/,
      ) as string,
    });
  });

  it("which element of an array it is, and takes the others", async () => {
    const array = `[\n${good},\n{"messages": oops},\n\n{"messages":\n"x"},${good}]`;
    const { examples, broken } = await importOf("a.json", array, { onBroken: "skip" });
    expect(examples).toHaveLength(2);
    expect(broken.map(({ line, index }) => [line, index])).toEqual([
      [3, 1],
      [5, 2],
    ]);
    await expect(importOf("a.json", array)).rejects.toThrow(/line 3 \(element 1\)/);
    const none = `[{"messages": [1]},{"messages": [2]}]`;
    await expect(importOf("a.json", none, { onBroken: "skip" })).rejects.toThrow(/a\.json line 1 \(element 0\): found/);
  });

  it.each([
    [`[${good}, 2`, /the end of the file inside the element 1, expected \]/],
    [`[${good},{"a": "x]`, /the end of the file inside the element 1, expected \]/],
    [`[${good}`, /the end of the file inside the element 0, expected \]/],
    [`[${good}]x`, /found x, expected nothing after the array/],
    [`[${good},,${good}]`, /\(element 1\): found a comma, expected an element before it/],
  ])("that the array %s is broken", async (array, message) => {
    await expect(importOf("a.json", array, { format: "messages" })).rejects.toThrow(message);
  });

  it.each<[unknown, RegExp]>([
    [
      { messages: [user("Q"), { role: "assistant", content: null, tool_calls: [{ id: "1" }] }] },
      /a call of tools and no text/,
    ],
    [{ messages: [user("Q"), { role: "assistant", content: "", tool_calls: [{ id: "1" }] }] }, /a call of tools/],
    [{ messages: [user("Q"), { role: "assistant", function_call: { name: "f" } }] }, /a call of tools and no text/],
    [{ messages: [user("Q"), { role: "tool", content: "7" }, assistant("A")] }, /found "tool" as messages\[1\]\.role/],
    [{ messages: [user("Q"), { role: "assistant", content: [{ type: "image_url" }] }] }, /"image_url"/],
    [{ prompt: "Q", completion: "A", label: false }, /a completion that its label calls a bad one/],
    [{ prompt: "Q", chosen: "A", rejected: "A" }, /the same text as chosen and rejected/],
    [
      { chosen: [user("Q"), assistant("A")], rejected: [user("R"), assistant("B")] },
      /differ before their last answers/,
    ],
    [
      { prompt: "Q", chosen: [user("R"), assistant("A")], rejected: [user("R"), assistant("B")] },
      /a prompt that is not the one/,
    ],
    [{ instruction: "I", output: "O", history: [["Q"]] }, /as history\[0\], expected a question and its answer/],
    [{ instruction: "I", output: "" }, /found "" as output/],
    [{ conversations: [{ from: "observation", value: "x" }] }, /found "observation" as conversations\[0\]\.from/],
    [{ text: "x", deep: nested(80) }, /nesting, expected at most 64 levels/],
    [{ text: "x", espalier: { split: "dev" } }, /found "dev" as split/],
  ])("%j", async (row, message) => {
    await expect(importOf("a.jsonl", jsonl(row))).rejects.toThrow(message);
  });

  it("counts all broken rows, and lists the first thousand", async () => {
    const { broken, brokenCount } = await importOf("a.jsonl", `${good}\n${"{\n".repeat(1500)}`, { onBroken: "skip" });
    expect([broken.length, brokenCount]).toEqual([1000, 1500]);
  });

  it("that a character was lost to a wrong encoding", async () => {
    const bytes = iconv.encode("question,answer\nÖ,A\n", "utf-8");
    await expect(importOf("a.csv", bytes, { encoding: "ascii" })).rejects.toThrow(
      /a character that ascii does not have/,
    );
    await expect(importOf("a.csv", bytes, { encoding: "klingon" })).rejects.toMatchObject({ code: "import/encoding" });
  });
});

describe("importDataset refuses", () => {
  it.each<[string, string | Uint8Array, string, RegExp]>([
    ["a.parquet", "PAR1xxxx", "import/binary", /is a Parquet file/],
    ["a.jsonl.gz", Buffer.from([0x1f, 0x8b, 8, 0]), "import/binary", /is a gzip file/],
    ["a.bin", Buffer.from([1, 0, 2]), "import/binary", /is a binary file/],
    ["a.dat", "hello", "import/unknown-file", /cannot tell/],
    ["a.json", '{\n"data": []}', "import/unknown-file", /one JSON object/],
    ["a.jsonl", '{"a":1,"b":2}\n', "import/unknown-format", /found the columns a, b/],
    ["a.csv", "a,b,c\n1,2,3\n", "import/unknown-format", /found the columns 1, 2, 3/],
    ["a.csv", "title,body,note\n1,2,3\n", "import/unknown-format", /found the columns title, body, note/],
    ["a.jsonl", "", "import/no-data", /has no rows/],
    ["a.csv", "", "import/no-data", /has no rows/],
  ])("%s with %j as %s", async (name, content, code, message) => {
    await expect(importOf(name, content)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
  });

  it.each([
    [
      "a.csv",
      "Title,Body,Note\nQ,A,N\n",
      "question=title,answer=Body",
      "title in .*a.csv; there are Title, Body, Note",
    ],
    ["a.csv", "Title,Body,Note\nQ,A,N\n", "question=Titel,answer=Text", "Titel in .*; there are Title, Body, Note"],
    ["a.csv", "Q,A\nR,B\n", "question=1,answer=3", "3 in .*; there are 1, 2"],
    [
      "a.jsonl",
      jsonl({ Title: "Q" }, { Body: "A" }),
      "question=Title,answer=body",
      "body in .*; there are Title, Body",
    ],
    ["a.jsonl", jsonl({ Q: "Q", A: "A" }), "question=Q,answer=A,system=S", "S in .*; there are Q, A"],
  ])("to map a column that %s has not (%j, %s)", async (name, content, map, message) => {
    const request = importOf(name, content, { mapping: parseMapping(map), onBroken: "skip" });
    await expect(request).rejects.toMatchObject({
      code: "import/no-column",
      message: expect.stringMatching(`^there is no column ${message}$`) as string,
    });
  });

  it("rows of which none can be read, even where broken ones are left out", async () => {
    const rows = jsonl({ prompt: "Q", completion: "" }, { prompt: "R", completion: "" });
    await expect(importOf("a.jsonl", rows, { onBroken: "skip" })).rejects.toMatchObject({
      code: "import/no-data",
      message: expect.stringMatching(/none of the 2 rows of .*a\.jsonl line 1: found "" as completion, /) as string,
    });
  });

  it("what is not there, a folder without data, and too many rows", async () => {
    await expect(importDataset({ path: "/nowhere" })).rejects.toMatchObject({ code: "import/missing" });
    await expect(importDataset({ path: folderOf({ "x.png": "x" }) })).rejects.toMatchObject({ code: "import/no-data" });
    const rows = jsonl({ text: "a" }, { text: "b" });
    await expect(importOf("a.jsonl", rows, { maxRows: 1 })).rejects.toMatchObject({ code: "import/too-many-rows" });
  });
});

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = [value];
  return value;
}
