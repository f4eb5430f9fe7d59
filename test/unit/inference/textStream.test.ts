import { describe, expect, it } from "vitest";
import { TextStream } from "../../../src/inference/textStream.ts";

/** A tokenizer whose tokens are bytes. */
const bytes = { decode: (tokens: ArrayLike<number>) => new TextDecoder().decode(Uint8Array.from(tokens)) };

const pushAll = (stream: TextStream, text: string): string[] =>
  [...new TextEncoder().encode(text)].map((byte) => stream.push(byte));

describe("TextStream", () => {
  it("hands a character out when its last byte has come", () => {
    expect(pushAll(new TextStream(bytes), "aé😀")).toEqual(["a", "", "é", "", "", "", "😀"]);
  });

  it("hands broken text out in the end", () => {
    const stream = new TextStream(bytes);
    expect(stream.push(0xc3)).toBe("");
    expect(stream.end()).toBe("\uFFFD");
  });

  it("does not wait forever for a character that never ends", () => {
    const stream = new TextStream(bytes);
    const pieces = Array.from({ length: 20 }, () => stream.push(0xc3));
    expect(pieces.join("").length).toBeGreaterThan(10);
  });

  it("stops before a stop text and says nothing of what follows", () => {
    const stream = new TextStream(bytes, ["\nUser:"]);
    expect(pushAll(stream, "yes\nUser: more").join("")).toBe("yes");
    expect(stream.isStopped).toBe(true);
    expect(stream.end()).toBe("");
  });

  it("holds back what may begin a stop text, and releases it when it does not", () => {
    const stream = new TextStream(bytes, ["END"]);
    expect(pushAll(stream, "aENx")).toEqual(["a", "", "", "ENx"]);
    expect(stream.isStopped).toBe(false);
  });

  it("releases the beginning of a stop text when the answer ends there", () => {
    const stream = new TextStream(bytes, ["END"]);
    pushAll(stream, "aEN");
    expect(stream.end()).toBe("EN");
    expect(stream.isStopped).toBe(false);
  });

  it("stops at the earliest of several stop texts", () => {
    const stream = new TextStream({ decode: () => "one two three" }, ["three", "two"]);
    expect(stream.push(0)).toBe("one ");
  });

  it("tells the decoder what came before, so that it keeps a word's space", () => {
    const seen: number[][] = [];
    const stream = new TextStream({
      decode: (tokens, options) => {
        seen.push(Array.from(options?.after ?? []));
        return `${tokens.length}`;
      },
    });
    for (const token of [1, 2, 3]) stream.push(token);
    expect(seen).toEqual([[], [1], [1, 2]]);
  });
});
