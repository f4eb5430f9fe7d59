import { describe, expect, it } from "vitest";
import {
  answerText,
  codeBlock,
  commandLink,
  escaped,
  inlineCode,
  settledPart,
} from "../../../../src/vscode/asking/safeMarkdown.ts";
import { nodesOf } from "../../../support/markdownNodes.ts";

const typesOf = (markdown: string): string[] => [...new Set(nodesOf(markdown).map(({ type }) => type))].sort();
const textOf = (markdown: string): string =>
  nodesOf(markdown)
    .map((node) => (node.type === "text" || node.type === "inlineCode" || node.type === "code" ? node.value : ""))
    .join("");

const HOSTILE = [
  "[click me](command:workbench.action.terminal.new)",
  "![](https://evil.example/x.png?secret)",
  "![x][1]\n\n[1]: https://evil.example/x.png",
  "<img src='https://evil.example/x.png'>",
  '<a href="command:workbench.action.quit">x</a>',
  "<https://evil.example>",
  "# heading\n\n- list\n1. list\n> quote\n\n    code\n\n***\n\ntext\n===\n",
  "a | b\n--|--\nc | d",
  "&lt;b&gt; &#x3c;script&#x3e;",
  "**bold** _it_ ~~gone~~ $(zap) \\[x](y)",
  "](command:x) [",
  "\\",
];

describe("escaped text", () => {
  it.each(HOSTILE)("is words and nothing else: %j", (text) => {
    expect(typesOf(escaped(text)).filter((type) => !["root", "paragraph", "text", "break"].includes(type))).toEqual([]);
  });

  it.each(HOSTILE)("says what it said: %j", (text) => {
    const plain = (each: string) => each.replace(/[\s\u00a0]+/g, "");
    expect(plain(textOf(escaped(text)))).toBe(plain(text));
  });

  it("leaves nothing that a reader of GitHub's dialect makes a link of", () => {
    const shown = escaped("see https://evil.example/a, www.evil.example, ftp://evil.example and me@evil.example");
    expect(shown).not.toMatch(/(?:https?|ftp):\/\/|www\.|\w@\w/);
  });

  it("does not reorder what is read", () => {
    expect(escaped("a\u202eb\u2066c")).toBe("abc");
  });
});

describe("code", () => {
  it.each(["`", "``` \n```js\n", "a`b``c", "![x](https://evil.example)"])(
    "is not ended by what it holds: %j",
    (text) => {
      expect(typesOf(codeBlock(text, "ts"))).toEqual(["code", "root"]);
      expect(typesOf(`x ${inlineCode(text)} y`)).toEqual(["inlineCode", "paragraph", "root", "text"]);
    },
  );

  it("takes no language that is more than a name", () => {
    expect(codeBlock("x", "ts`\n<img>")).toBe("\n```\nx\n```\n");
  });
});

describe("the text of an answer", () => {
  const mark = (numbers: readonly number[]) => `<${numbers.join("+")}>`;

  it("shows code as code and marks citations outside of it", () => {
    const nodes = nodesOf(answerText("Use `a[1]` so [1, 2]:\n```ts\nlist[1];\n```\nDone.", () => "CITED"));
    expect(nodes.flatMap((node) => (node.type === "code" ? [[node.lang, node.value]] : []))).toEqual([
      ["ts", "list[1];"],
    ]);
    expect(nodes.flatMap((node) => (node.type === "inlineCode" ? [node.value] : []))).toEqual(["a[1]"]);
    expect(textOf(answerText("So [1, 2].", mark))).toContain("So ");
    expect(answerText("So [1, 2].", mark)).toBe("So <1+2>\\.");
  });

  it("takes a fence that is still open for code", () => {
    expect(typesOf(answerText("Text\n```ts\n![x](https://evil.example)", mark))).toEqual([
      "code",
      "paragraph",
      "root",
      "text",
    ]);
  });

  it.each(HOSTILE)("is words and code whatever it holds: %j", (text) => {
    const types = typesOf(answerText(text, () => ""));
    expect(
      types.filter((type) => !["root", "paragraph", "text", "break", "code", "inlineCode"].includes(type)),
    ).toEqual([]);
  });
});

describe("the settled part of an answer", () => {
  it.each([
    "Use `a[1]` so [1, 2]:\n```ts\nlist[1];\n```\nDone, as `it` says [3].\n\nAnd more [4] here.",
    "  indented\n\n\nthen `` odd ` ticks\n    and [brackets\nand ]",
    ...HOSTILE,
  ])("is shown as the beginning of what the whole is shown as: %j", (answer) => {
    const mark = (numbers: readonly number[]) => `<${numbers.join("+")}>`;
    const whole = answerText(answer, mark);
    for (let length = 0; length <= answer.length; length++) {
      const part = answerText(settledPart(answer.slice(0, length)), mark);
      expect(whole.startsWith(part)).toBe(true);
    }
  });

  it("comes word by word", () => {
    expect(settledPart("one two thr")).toBe("one two");
    expect(settledPart("one two [1")).toBe("one two");
    expect(settledPart("one `two thr")).toBe("one");
  });
});

describe("a link to a command", () => {
  it("carries its arguments whole, whatever they hold", () => {
    const args = ["/a (b)/[c]'!*", 'x") <y> \\', 3];
    const [link] = nodesOf(commandLink("[1] a](b", "espalier.ask.openPlace", args, 'say "so"')).filter(
      (node) => node.type === "link",
    );
    expect(link?.type === "link" && link.url.startsWith("command:espalier.ask.openPlace?")).toBe(true);
    const query = link?.type === "link" ? link.url.slice(link.url.indexOf("?") + 1) : "";
    expect(JSON.parse(decodeURIComponent(query))).toEqual(args);
  });
});
