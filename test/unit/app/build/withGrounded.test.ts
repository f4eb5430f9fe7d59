import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { buildDataset, type BuildOptions } from "../../../../src/app/build/buildDataset.ts";
import { isVerified } from "../../../../src/app/grounded/groundedCase.ts";
import type { Example } from "../../../../src/core/example.ts";
import { answerOf, questionOf } from "../../../../src/core/exampleText.ts";
import { exampleOf } from "../../../../src/curation/yield/card.ts";
import { folderOf } from "../../../support/folder.ts";
import { proseOf } from "../../../support/prose.ts";
import { searchInProcess as openSearch } from "../../../support/searchInProcess.ts";
import { yieldInProcess as yieldFiles } from "../../../support/yieldInProcess.ts";

/** Thirty files of two documented functions each, all much alike. */
const files = Object.fromEntries(
  Array.from({ length: 30 }, (_, index) => [
    `src/part${index}.ts`,
    [0, 1]
      .map((k) => `/** ${proseOf(2 * index + k)} */\nexport function part${index}x${k}(steps: number): void {}\n`)
      .join("\n"),
  ]),
);

const KINDS = ["doc-comment", "grounded"];
const build = async (root: string, options: Partial<BuildOptions> = {}) => {
  const { cards, effective, ...built } = await buildDataset({
    ...{ root, seed: 0, kinds: KINDS, yieldFiles, openSearch },
    ...options,
  });
  return { ...built, examples: cards.map(exampleOf), effective: effective() };
};
const grounded = (examples: readonly Example[]) => examples.filter(({ kind }) => kind === "grounded");
const shownPaths = (example: Example) =>
  [...questionOf(example).matchAll(/^\[\d\] (\S+?):\d/gm)].map(([, path = ""]) => path);

describe("a dataset with grounded examples", () => {
  it("shows a training prompt nothing of a held-out file, nor validation anything of the test files", async () => {
    const { examples, description } = await build(folderOf(files));
    expect(description.byKind.grounded).toBeGreaterThan(20);
    const splitOf = new Map(examples.map(({ source, split }) => [source?.path, split]));
    const allowed = { train: ["train"], validation: ["train", "validation"], test: ["train", "validation", "test"] };
    const seen = new Set<string | undefined>();
    for (const example of grounded(examples)) {
      expect(example.split).toBe(splitOf.get(example.source?.path));
      seen.add(example.split);
      for (const path of shownPaths(example)) expect(allowed[example.split ?? "train"]).toContain(splitOf.get(path));
    }
    expect([...seen].sort()).toEqual(["test", "train", "validation"]);
  });

  it("cites only what verifies, by the very check that answers are shown with", async () => {
    const { examples } = await build(folderOf(files));
    const answers = grounded(examples).filter((example) => answerOf(example) !== "The sources do not say.");
    expect(answers.length).toBeGreaterThan(10);
    for (const example of answers) {
      const sources = questionOf(example)
        .split(/\n\n(?=\[\d\] |Question: )/)
        .flatMap((block) => {
          const [, number, path = "", start, end] = /^\[(\d)\] (\S+?):(\d+)-(\d+)/.exec(block) ?? [];
          const text = block.split("\n").slice(1).join("\n");
          const [startLine, endLine] = [Number(start), Number(end)];
          return number === undefined ? [] : [{ number: Number(number), path, startLine, endLine, text }];
        });
      expect(isVerified(answerOf(example), sources)).toBe(true);
    }
  });

  it("takes no more than the cap, and says how many it left out", async () => {
    const { description, counts } = await build(folderOf(files), {
      caps: { grounded: { perLeading: 0.1, atLeast: 2, atMost: 100 } },
    });
    expect(description.byKind).toEqual({ "doc-comment": 60, grounded: 6 });
    expect(counts.leftOut.grounded).toBe(60 - 6 - (counts.ungrounded.grounded ?? 0));
  });

  it("keeps what was decided about, and leaves out what is rejected or made of what is", async () => {
    const root = folderOf(files);
    const caps = { grounded: { perLeading: 0, atLeast: 3 } };
    const { examples } = await build(root);
    const last = grounded(examples).at(-1);
    const rejected = examples[0];
    const earlier = {
      splits: new Map(),
      states: new Map([
        [last?.id ?? "", "accepted" as const],
        [rejected?.id ?? "", "rejected" as const],
      ]),
    };
    const { effective } = await build(root, { caps, earlier });
    expect(grounded(effective).map(({ id }) => id)).toContain(last?.id);
    expect(grounded(effective)).toHaveLength(3);
    const ofTheRejected = (all: readonly Example[]) =>
      grounded(all).filter(({ source }) => isDeepStrictEqual(source, rejected?.source));
    expect(ofTheRejected(examples)).toHaveLength(1);
    const whole = await build(root, { earlier });
    expect(ofTheRejected(whole.effective)).toEqual([]);
  });

  it("never shows a passage with a secret", async () => {
    const token = ["ghp", "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8"].join("_");
    const root = folderOf({
      ...files,
      "src/secret.ts": `/** ${proseOf(1)} */\nexport function part0x0secret() { return "${token}"; }\n`,
    });
    const { examples } = await build(root);
    expect(grounded(examples).length).toBeGreaterThan(20);
    expect(JSON.stringify(grounded(examples))).not.toContain(token);
  });

  it("may hold nothing else: then they are made of kinds that are not kept", async () => {
    const { description } = await build(folderOf(files), { kinds: ["grounded"] });
    expect(Object.keys(description.byKind)).toEqual(["grounded"]);
  });
});
