import { expect } from "vitest";
import type { Passage } from "../../src/core/passage.ts";
import { hashOfLines } from "../../src/core/lineHash.ts";

/** Fails unless the passages are whole lines of the text, one after another, and leave out nothing but blank lines. */
export function expectPartition(text: string, passages: readonly Passage[]): void {
  const lines = text.split("\n");
  let end = 0;
  for (const { source, text: held } of passages) {
    expect(source.startLine).toBeGreaterThan(end);
    expect(source.endLine).toBeGreaterThanOrEqual(source.startLine);
    expect(
      lines
        .slice(end, source.startLine - 1)
        .join("")
        .trim(),
    ).toBe("");
    const own = lines.slice(source.startLine - 1, source.endLine);
    expect(held).toBe(own.join("\n"));
    expect(source.hash).toBe(hashOfLines(own));
    end = source.endLine;
  }
  expect(lines.slice(end).join("").trim()).toBe("");
}
