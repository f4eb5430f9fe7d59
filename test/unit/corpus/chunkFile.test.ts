import { describe, expect, it } from "vitest";
import { folderOf } from "../../support/folder.ts";
import { readCorpus } from "../../support/readCorpus.ts";

describe("the files of a folder", () => {
  it("become chunks, Markdown and code; of what cannot be read the reason is told", async () => {
    const root = folderOf({
      "README.md": "# A\n\nText.\n",
      "src/a.ts": "/** Adds. */\nexport function add() {}\n",
      "src/empty.ts": "import 'b';\n",
      "src/binary.ts": Uint8Array.of(0, 1, 2),
      "x.png": "x",
    });
    const { files, skipped } = await readCorpus({ root });
    expect(files.map(({ path, language, chunks }) => [path, language, chunks.length])).toEqual([
      ["README.md", "markdown", 1],
      ["src/a.ts", "typescript", 1],
      // Its text is there, though nothing can be asked about it.
      ["src/empty.ts", "typescript", 0],
    ]);
    expect(files.at(-1)?.passages.map(({ text }) => text)).toEqual(["import 'b';"]);
    expect(skipped).toEqual([
      { path: "src/binary.ts", reason: "binary" },
      { path: "x.png", reason: "binary (.png)" },
    ]);
  });

  it("have the same lines whatever ends these", async () => {
    const text = "/** Adds. */\r\nexport function add() {\r\n}\r\n";
    const root = folderOf({ "a.ts": text, "b.ts": `\ufeff${text.replaceAll("\r", "")}` });
    const { files } = await readCorpus({ root });
    expect(files.map(({ chunks }) => chunks[0]?.source)).toMatchObject([
      { startLine: 1, endLine: 3 },
      { startLine: 1, endLine: 3 },
    ]);
  });
});
