import { describe, expect, it } from "vitest";
import { diffExamples, textDifferences } from "../../../../src/curation/diff/diffExamples.ts";
import { wordDifference } from "../../../../src/curation/diff/wordDifference.ts";
import { proposed } from "../../../support/sampleDataset.ts";

const joined = (parts: ReturnType<typeof wordDifference>, without: "added" | "removed"): string =>
  parts.flatMap(({ kind, text }) => (kind === without ? [] : [text])).join("");

describe("diffExamples", () => {
  it("tells what was added, removed and changed, and what moved between splits", () => {
    const before = [proposed("a"), proposed("b"), proposed("c"), proposed("d")];
    const after = [
      proposed("e"),
      proposed("d", { split: "test" }),
      proposed("b", { answer: "The reply of b." }),
      proposed("c"),
    ];
    const { added, removed, changed, splitMoves, unchangedCount } = diffExamples(before, after);
    expect(added.map(({ id }) => id)).toEqual(["e"]);
    expect(removed.map(({ id }) => id)).toEqual(["a"]);
    expect(changed).toMatchObject([
      {
        before: { id: "b" },
        texts: [
          {
            name: "assistant",
            parts: [
              { kind: "same", text: "The " },
              { kind: "removed", text: "answer" },
              { kind: "added", text: "reply" },
              { kind: "same", text: " of b." },
            ],
          },
        ],
      },
    ]);
    expect(splitMoves).toEqual([{ id: "d", from: "train", to: "test" }]);
    expect(unchangedCount).toBe(1);
  });

  it("finds no difference between a dataset and itself", () => {
    const examples = [proposed("a"), proposed("b")];
    expect(diffExamples(examples, examples)).toEqual({
      added: [],
      removed: [],
      changed: [],
      splitMoves: [],
      unchangedCount: 2,
    });
  });

  it("shows a change of form as texts that go and come", () => {
    expect(textDifferences(proposed("a"), { form: "text", text: "T" }).map(({ name }) => name)).toEqual([
      "user",
      "text",
      "assistant",
    ]);
  });
});

describe("wordDifference", () => {
  it.each([
    ["one two three", "one 2 three four"],
    ["", "all new"],
    ["all gone", ""],
    ["Zeile\nmit Umlaut ü", "Zeile\r\nmit Umlaut u\u0308"],
    ["x ".repeat(9000), "y ".repeat(9000)],
  ])("gives back both texts", (before, after) => {
    const parts = wordDifference(before, after);
    expect(joined(parts, "added")).toBe(before);
    expect(joined(parts, "removed")).toBe(after);
  });
});
