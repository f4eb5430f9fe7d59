import { describe, expect, it } from "vitest";
import { parsedBlocks, plainBlocks } from "../../../../src/curation/propose/plainMarkdown.ts";
import { Random } from "../../../../src/engine/data/random.ts";

const texts = (markdown: string): string[] => plainBlocks(markdown).map(({ text }) => text);

describe("plainBlocks", () => {
  it("gives plain prose the blocks that parsing it gives", () => {
    const pieces = [
      "A word",
      " ",
      "\n",
      "\n\n",
      "`code * x`",
      "`a`",
      ".",
      " - ",
      "1.",
      "#",
      "# ",
      "===",
      "-",
      ": ",
      "`",
      "  ",
      "é",
      "!",
      "\u00a0",
      "+",
      "---",
      "(x)",
      " =",
      "\n   ",
      "http://a.b",
    ];
    const random = new Random(5);
    for (let round = 0; round < 5000; round++) {
      const text = Array.from({ length: 1 + random.integer(8) }, () => pieces[random.integer(pieces.length)]).join("");
      expect(plainBlocks(text), JSON.stringify(text)).toEqual(parsedBlocks(text));
    }
  });

  it("keeps the words of links and drops their targets", () => {
    expect(texts("See [the **guide**](./guide.md), [ref][r] and [`code`][].")).toEqual([
      "See the **guide**, ref and `code`.",
    ]);
  });

  it("does not take an index for a link", () => {
    expect(texts("Use `a[i][j]` or list[0].")).toEqual(["Use `a[i][j]` or list[0]."]);
  });

  it("drops images, badges, HTML and comments", () => {
    expect(texts("[![ci](a.svg)](b) Text ![x](y)<br>\n\n<div>html</div>\n\n<!-- note -->\n\nMore<!-- x -->.")).toEqual([
      "Text",
      "More.",
    ]);
  });

  it("joins the lines of paragraphs, also in lists and quotes, and leaves code and tables alone", () => {
    const table = "| a | b |\n| --- | --- |\n| 1 | 2 |";
    const code = "```js\nlet a;\n  let  b;\n```";
    expect(
      texts(`One\nline  with \`x\`\n\`y\`.\n\n- item\n  goes on\n- two\n\n> quoted\n> text\n\n${code}\n\n${table}`),
    ).toEqual(["One line with `x` `y`.", "- item goes on\n- two", "> quoted text", code, table]);
  });

  it("reads a line of many bars without trying every way to read them", () => {
    const line = `${"|  ".repeat(1500)}x`;
    expect(texts(line)).toEqual([line.replace(/ {2}/g, " ")]);
  });

  it("says which blocks are lists, and how much of them is links", () => {
    const [list, prose] = plainBlocks("- [one](a)\n- [two](b)\n\nPlain.");
    expect(list).toMatchObject({ kind: "list", items: ["one", "two"].map((word) => `- ${word}`), linkShare: 1 });
    expect(prose).toMatchObject({ kind: "prose", linkShare: 0 });
  });
});
