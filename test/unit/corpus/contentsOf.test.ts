import { deflateRawSync } from "node:zlib";
import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { contentsOf, type ContentsOrReason } from "../../../src/corpus/contentsOf.ts";
import { languageOf } from "../../../src/corpus/languages.ts";
import { expectPartition } from "../../support/expectPartition.ts";
import { smallDocx } from "../../support/smallDocx.ts";
import { smallPdf } from "../../support/smallPdf.ts";
import { zipFile } from "../../support/zipFile.ts";

const read = (path: string, source: string | Uint8Array): Promise<ContentsOrReason> =>
  contentsOf({ path, language: languageOf(path) }, typeof source === "string" ? Buffer.from(source) : source);

async function contents(
  path: string,
  source: string | Uint8Array,
): Promise<Exclude<ContentsOrReason, { reason: string }>> {
  const result = await read(path, source);
  if ("reason" in result) throw new Error(`not read: ${result.reason}`);
  return result;
}

const reason = async (path: string, source: string | Uint8Array): Promise<string> => {
  const result = await read(path, source);
  return "reason" in result ? result.reason : "read";
};

const sections = (
  result: Exclude<ContentsOrReason, { reason: string }>,
): (readonly [string, string, number, number])[] =>
  result.chunks.flatMap((chunk) =>
    chunk.kind === "section"
      ? [[chunk.headings.join(" > "), chunk.text, chunk.source.startLine, chunk.source.endLine] as const]
      : [],
  );

describe("HTML", () => {
  const page = `<!doctype html>
<html><head><title>T</title><style>p{}</style><script>alert(1)</script></head>
<body><nav><a href="/">Home</a></nav>
<h1>Guide</h1>
<p>Hello <b>you</b>.</p>
<h2>Options</h2>
<table><tr><th>name</th><th>means</th></tr>
<tr><td>a</td><td>first</td></tr></table>
<pre><code>x = 1
y = 2</code></pre>
</body></html>`;

  it("is read as the Markdown that says the same, with the lines of the HTML", async () => {
    const result = await contents("a.html", page);
    expect(sections(result)).toEqual([
      ["Guide", "Hello **you**.", 4, 5],
      ["Guide > Options", expect.stringMatching(/\| a +\| first +\|[^]*x = 1\s+y = 2/) as string, 6, 10],
    ]);
    expect(JSON.stringify(result)).not.toMatch(/alert|Home/);
    expect(result.passages[0]?.source).toMatchObject({ startLine: 4 });
  });

  it("costs itself when it is nested beyond reason or says nothing", async () => {
    expect(await reason("a.html", "<div>".repeat(20_000))).toMatch(/^nested deeper/);
    expect(await reason("a.html", `${"<b>x".repeat(3000)}`)).toMatch(/^nested deeper than/);
    expect(await reason("a.html", "<script>a</script>")).toBe("a page without text");
  });
});

describe("notebooks", () => {
  const notebook = {
    metadata: { language_info: { name: "python" } },
    nbformat: 4,
    cells: [
      { cell_type: "markdown", source: ["# Study\n", "\n", "What it is about."] },
      {
        cell_type: "code",
        source: "%matplotlib inline\ndef load(path):\n    '''Loads a table.'''\n    return helper(path)",
        outputs: [{ text: "SECRET" }],
      },
      { cell_type: "code", source: ["load('x')\n", "other()"] },
    ],
  };

  it("are read as Markdown with code, whose symbols name the cell", async () => {
    const result = await contents("a.ipynb", JSON.stringify(notebook));
    expect(result.chunks.map(({ kind, source }) => [kind, source.title, source.startLine, source.endLine])).toEqual([
      ["section", "Study, cells 1 to 3", 1, 15],
      ["symbol", "load, cell 2", 7, 9],
    ]);
    expect(result.references).toEqual([
      { name: "helper", lines: [9] },
      { name: "other", lines: [14] },
    ]);
    expect(JSON.stringify(result)).not.toContain("SECRET");
  });

  it("are in the language of their kernel, so that their docstrings are read and their code is fenced as what it is", async () => {
    expect((await contents("a.ipynb", JSON.stringify(notebook))).language).toBe("python");
    const inR = { ...notebook, metadata: { kernelspec: { language: "R" } } };
    expect((await contents("a.ipynb", JSON.stringify(inR))).language).toBe("r");
  });

  it("say what is wrong with them", async () => {
    expect(await reason("a.ipynb", "{")).toMatch(/^not a Jupyter notebook/);
    expect(await reason("a.ipynb", "[1]")).toMatch(/^not a Jupyter notebook/);
    expect(await reason("a.ipynb", '{"cells": [{}, 3, {"source": [1]}]}')).toBe("a notebook without text");
  });
});

describe("PDF", () => {
  it("gives its lines, with headings by their size and the page in the title", async () => {
    const body = Array.from({ length: 5 }, (_, i) => [10, `Sentence ${i} of the text goes here.`] as const);
    const result = await contents(
      "a.pdf",
      smallPdf([
        [[20, "The Paper"], ...body],
        [[14, "Method"], ...body],
      ]),
    );
    expect(sections(result).map(([headings]) => headings)).toEqual(["The Paper", "The Paper > Method"]);
    expect(result.passages.map(({ source }) => source.title)).toEqual(["The Paper, page 1"]);
    expect(result.passages[0]?.text).toContain("Sentence 4 of the text goes here.");
  });

  it("says why it cannot be read", async () => {
    expect(await reason("a.pdf", Buffer.from("%PDF-1.4 garbage"))).toMatch(/^no PDF that can be read: /);
    expect(await reason("a.pdf", Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * 7919) % 256)))).toMatch(
      /^no PDF/,
    );
    expect(await reason("a.pdf", smallPdf([[]]))).toBe("a PDF without text: its pages are pictures");
  });
});

describe("DOCX", () => {
  it("gives its headings and paragraphs", async () => {
    const result = await contents(
      "a.docx",
      smallDocx([
        ["Heading1", "Plan"],
        ["", "What we will do."],
        ["Heading2", "When"],
        ["", "Soon."],
      ]),
    );
    expect(sections(result)).toEqual([
      ["Plan", "What we will do.", 1, 3],
      ["Plan > When", "Soon.", 5, 7],
    ]);
  });

  it("is not unpacked when it is no archive, or a bomb, also one that lies about its size", async () => {
    expect(await reason("a.docx", "not a zip")).toMatch(/^not a ZIP archive that can be read/);
    expect(await reason("a.docx", zipFile([{ name: "a.xml", content: Buffer.from("<a/>") }]))).toMatch(/^no DOCX/);
    const bomb = deflated("word/document.xml", Buffer.alloc(80 * 1024 * 1024, "x"));
    expect(bomb.length).toBeLessThan(200_000);
    expect(await reason("a.docx", bomb)).toBe("unpacks to more than 67108864 bytes");
    const liar = deflated("word/document.xml", Buffer.alloc(80 * 1024 * 1024, "x"), 100);
    expect(await reason("a.docx", liar)).toMatch(/unpacks to more than|not a ZIP archive/);
  });
});

describe("text", () => {
  it("has sections where titles are underlined, as in reStructuredText", async () => {
    const text =
      "=====\nTitle\n=====\n\nIntro.\n\nPart\n----\n\nFirst part.\n\nDeep\n~~~~\n\nDown.\n\nOther\n-----\n\nLast.\n";
    const result = await contents("a.rst", text);
    expectPartition(text, result.passages);
    expect(sections(result)).toEqual([
      ["Title", "Intro.", 1, 5],
      ["Title > Part", "First part.", 7, 10],
      ["Title > Part > Deep", "Down.", 12, 15],
      ["Title > Other", "Last.", 17, 20],
    ]);
  });

  it("has sections in AsciiDoc, but not inside of listings", async () => {
    const text = "= Title\n\nIntro.\n\n== Part\n\n----\n== no heading\n----\n";
    expect(sections(await contents("a.adoc", text)).map(([headings]) => headings)).toEqual(["Title", "Title > Part"]);
  });

  it("is what a file without a telling name holds, unless its first line says more", async () => {
    expect(await contents("LICENSE", "Do what you like.\n")).toMatchObject({ language: "text", chunks: [] });
    expect(await contents("run", "#!/usr/bin/env python3\ndef f():\n    '''Does a thing.'''\n")).toMatchObject({
      language: "python",
      chunks: [{ symbol: "f" }],
    });
    expect(await contents("a.kt", "fun main() {\n  println(1)\n}\n")).toMatchObject({ language: "kotlin" });
  });
});

describe("configuration", () => {
  it.each([
    [
      "a.json",
      `{\n  "name": "x",\n  "scripts": {\n${'    "a": "some command that is long enough",\n'.repeat(120)}    "z": "1"\n  },\n  "last": 1\n}\n`,
      "scripts",
    ],
    [
      "a.yaml",
      `# The name.\nname: x\nscripts:\n${"  - some command that is long enough\n".repeat(120)}last: 1\n`,
      "scripts",
    ],
    [
      "a.toml",
      `name = "x"\n\n# Runs.\n[scripts]\n${'a = "some command that is long enough"\n'.repeat(120)}\n[last]\nb = 1\n`,
      "scripts",
    ],
  ])("is cut at the keys of its top level: %s", async (path, text, key) => {
    const result = await contents(path, text);
    expectPartition(text, result.passages);
    expect(result.passages.length).toBeGreaterThan(2);
    expect(result.passages.filter(({ headings }) => headings?.[0] === key).length).toBeGreaterThan(1);
  });
});

describe("encodings", () => {
  const text =
    "Größe und Übung: für alle Mädchen und Jungen schön. Das heißt, wir können auch später noch üben.\n".repeat(5);

  it.each(["utf16le", "utf16be", "win1252", "utf-32le"])("%s is told by its mark or its letters", async (encoding) => {
    const marked = iconv.encode(text, encoding, { addBOM: encoding !== "win1252" });
    const result = await contents("a.txt", marked);
    expect(result.passages.map((passage) => passage.text).join("\n")).toContain("Größe und Übung: für alle Mädchen");
    expect(result.notes?.[0]).toMatch(/^read as (utf-16|utf-32|windows-1252|iso-8859)/);
  });

  it("UTF-16 without a mark is told by its zeros, and Japanese by its letters", async () => {
    expect((await contents("a.md", iconv.encode(`# Title\n\n${text}`, "utf16le"))).notes).toEqual(["read as utf-16le"]);
    const japanese = "これは日本語の文章です。文字コードを調べるために書きました。\n".repeat(8);
    const result = await contents("a.txt", iconv.encode(japanese, "shift_jis"));
    expect(result.passages[0]?.text).toContain("これは日本語の文章です");
  });

  it("says when there is no text", async () => {
    expect(await reason("a.txt", Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919 + 13) % 256)))).toBe(
      "binary",
    );
    expect(await reason("a.ts", Buffer.from("const a = 1;\0\0\0 more"))).toBe("binary");
    expect(await reason("a.txt", Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from([0x00, 0xd8, 0x20])]))).toMatch(
      /^not UTF-16LE/,
    );
  });
});

describe("long lines", () => {
  it("are one passage in a document, which is said, and no code", async () => {
    const line = "word ".repeat(3000).trim();
    const result = await contents("a.txt", `Before.\n\n${line}\n`);
    expect(result.passages.map((passage) => passage.text)).toEqual(["Before.", line]);
    expect(result.notes).toEqual(["a line is too long for a passage, and is one all the same"]);
    expect(await reason("a.js", `x("${line}")`)).toMatch(/^generated or minified/);
    expect(await reason("a.txt", "y".repeat(50 * 1024 * 1024))).toMatch(/^generated or minified/);
  });
});

/** A ZIP archive of one compressed entry. @param announced its size unpacked; defaults to the truth. */
function deflated(name: string, content: Buffer, announced = content.length): Buffer {
  const packed = deflateRawSync(content);
  const archive = zipFile([{ name, content: packed, announcedBytes: announced }]);
  // `zipFile` stores; the method field of both headers says that this is deflated.
  archive.writeUInt16LE(8, 8);
  archive.writeUInt16LE(8, archive.indexOf("PK\x01\x02", 0, "latin1") + 10);
  return archive;
}
