import { expect, it } from "vitest";
import { type DiffPart, diffWords } from "../../../src/webview/diffWords.ts";

const marked = (parts: readonly DiffPart[]) =>
  parts.map(({ text, isShared }) => (isShared ? text : `[${text}]`)).join("");
const textOf = (parts: readonly DiffPart[]) => parts.map(({ text }) => text).join("");

it("marks the words that only one text has", () => {
  const [left, right] = diffWords("The run is locked by a file.", "A run is locked by its folder.");
  expect(marked(left)).toBe("[The] run is locked by [a] [file].");
  expect(marked(right)).toBe("[A] run is locked by [its] [folder].");
});

it("finds nothing in equal texts and everything in a text beside none", () => {
  expect(diffWords("same", "same")).toEqual([[{ text: "same", isShared: true }], [{ text: "same", isShared: true }]]);
  expect(diffWords("", "all of it")).toEqual([[], [{ text: "all of it", isShared: false }]]);
});

it("gives back both texts whole, whatever is in them", () => {
  const texts = ["a  b\n\nc", "naïve — 'x' = y;", "", "αβγ δ", "a b a b a", "\t"];
  for (const left of texts) {
    for (const right of texts) expect(diffWords(left, right).map(textOf)).toEqual([left, right]);
  }
});

it("does not compare texts that would take too long", () => {
  const long = "word ".repeat(2_000);
  expect(diffWords(long, "x")).toEqual([[{ text: long, isShared: true }], [{ text: "x", isShared: true }]]);
});
