import { describe, expect, it } from "vitest";
import { showBatch, visible } from "../../../src/prompt/showBatch.ts";
import { textTokenizer } from "../../support/textTokenizer.ts";

describe("showBatch", () => {
  it("shows every token with its id, its text and whether it is learned", () => {
    const tokenizer = textTokenizer();
    const tokens = tokenizer.encode("<s>a \n</s>", { special: true });
    const [shown] = showBatch([{ id: "e1", tokens, isTarget: Uint8Array.of(0, 0, 1, 1, 1) }], tokenizer);
    expect(shown?.id).toBe("e1");
    expect(shown?.tokens.map(({ text, isTarget }) => [text, isTarget])).toEqual([
      ["<s>", false],
      ["a", false],
      ["·", true],
      ["↵", true],
      ["</s>", true],
    ]);
    expect(shown?.tokens.map(({ token }) => token)).toEqual([...tokens]);
  });
});

describe("visible", () => {
  it("gives white space and control characters a shape and leaves letters alone", () => {
    expect(visible("a b\tc\r\n\u001b\u0085é")).toBe("a·b⇥c␍↵\\x1b\\x85é");
  });
});
