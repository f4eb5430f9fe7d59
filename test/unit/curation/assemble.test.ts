import { describe, expect, it } from "vitest";
import type { ChunkedFile } from "../../../src/core/chunk.ts";
import type { Example } from "../../../src/core/example.ts";
import { contentsOf } from "../../../src/corpus/contentsOf.ts";
import { languageOf } from "../../../src/corpus/languages.ts";
import { assembled } from "../../support/assembled.ts";
import { chunkedFile } from "../../support/chunkedFile.ts";
import { chunkMarkdown } from "../../support/chunkMarkdown.ts";
import { proseOf } from "../../support/prose.ts";

const markdown = (path: string, text: string): ChunkedFile =>
  chunkedFile(path, "markdown", chunkMarkdown(path, text), text);
const paragraph = "The trainer reads every example once an epoch, and sorts them by length.";

describe("assemble", () => {
  const files = Array.from({ length: 20 }, (_, i) =>
    markdown(`docs/${i}.md`, `# Doc ${i}\n\n## One\n\n${proseOf(2 * i)}\n\n## Two\n\n${proseOf(2 * i + 1)}\n`),
  );

  it("keeps the examples of one file in the same split", async () => {
    const splits = new Map<string, Set<string | undefined>>();
    for (const { source, split } of (await assembled(files, { seed: 3 })).examples) {
      splits.set(source?.path ?? "", (splits.get(source?.path ?? "") ?? new Set()).add(split));
    }
    expect(splits.size).toBe(20);
    for (const split of splits.values()) expect(split.size).toBe(1);
  });

  it("gives every example its own stable id, whatever the seed and the other files", async () => {
    const ids = (list: readonly Example[]): string[] => list.map(({ id }) => id);
    const all = ids((await assembled(files, { seed: 0 })).examples);
    expect(new Set(all).size).toBe(all.length);
    expect(all.every((id) => /^[0-9a-f]{16}$/.test(id))).toBe(true);
    expect(ids((await assembled(files, { seed: 9 })).examples)).toEqual(all);
    expect(ids((await assembled(files.slice(0, 1))).examples)).toEqual(all.slice(0, 2));
  });

  it("drops copies, and keeps what is nearly the same with the cluster it belongs to", async () => {
    const text = (body: string): string => `# Doc\n\n## One\n\n${body}\n`;
    const { examples, counts } = await assembled([
      markdown("a.md", text(paragraph)),
      markdown("b.md", text(paragraph)),
      markdown("c.md", text(paragraph.toUpperCase().replace(".", " !"))),
      markdown("d.md", text(proseOf(4))),
    ]);
    expect(examples.map(({ source }) => source?.path)).toEqual(["a.md", "d.md"]);
    expect(counts).toMatchObject({ exactDuplicates: 2, nearDuplicates: 0 });
  });

  it("takes few of many questions with one short answer, of as many files as it can, and counts the others", async () => {
    const loaders = async (path: string): Promise<ChunkedFile> => {
      const classes = Array.from(
        { length: 6 },
        (_, i) => `export class L${path.charAt(0)}${i} {\n  load(url, onLoad) {}\n}`,
      );
      const language = languageOf(path);
      const contents = await contentsOf({ path, language }, classes.join("\n"));
      if ("reason" in contents) throw new Error(contents.reason);
      return { path, hash: "0".repeat(64), ...contents };
    };
    const files = await Promise.all(["a.js", "b.js", "c.js"].map(loaders));
    const { examples, counts } = await assembled(files, { kinds: ["signature"] });
    expect(examples.map(({ source }) => source?.path)).toEqual(["a.js", "b.js", "c.js"]);
    expect(counts.leftOut).toEqual({ signature: 15 });
    const states = new Map(examples.map(({ id }) => [id, "accepted"] as const));
    const again = await assembled(files.slice(0, 2), { kinds: ["signature"], states });
    expect(again.examples).toHaveLength(3);
    expect(again.examples.map(({ id }) => id)).toEqual(expect.arrayContaining([...states.keys()].slice(0, 2)));
  });
});
