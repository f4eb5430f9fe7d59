import { describe, expect, it } from "vitest";
import { type CorpusProgress, readCorpus } from "../../../src/corpus/readCorpus.ts";
import { folderOf } from "../../support/folder.ts";

describe("readCorpus", () => {
  it("chunks Markdown and code, lists what gave nothing, and reports each file", async () => {
    const root = folderOf({
      "README.md": "# A\n\nText.\n",
      "src/a.ts": "/** Adds. */\nexport function add() {}\n",
      "src/empty.ts": "import 'b';\n",
      "src/binary.ts": Uint8Array.of(0, 1, 2),
      "x.png": "x",
    });
    const progress: CorpusProgress[] = [];
    const { files, skipped } = await readCorpus({ root }, (event) => progress.push(event));
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
    expect(progress.map(({ done, total }) => `${done}/${total}`)).toEqual(["0/4", "1/4", "2/4", "3/4"]);
  });

  it("counts lines the same whatever ends them", async () => {
    const text = "/** Adds. */\r\nexport function add() {\r\n}\r\n";
    const root = folderOf({ "a.ts": text, "b.ts": `\ufeff${text.replaceAll("\r", "")}` });
    const { files } = await readCorpus({ root });
    expect(files.map(({ chunks }) => chunks[0]?.source)).toMatchObject([
      { startLine: 1, endLine: 3 },
      { startLine: 1, endLine: 3 },
    ]);
  });

  it("stops between files when aborted", async () => {
    const root = folderOf({ "a.md": "# A\n\nText.", "b.md": "# B\n\nText." });
    const controller = new AbortController();
    const reading = readCorpus({ root }, () => controller.abort(new Error("enough")), controller.signal);
    await expect(reading).rejects.toThrow("enough");
  });
});
