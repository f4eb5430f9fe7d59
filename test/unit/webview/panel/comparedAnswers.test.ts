import { expect, it } from "vitest";
import { answerPieces, type AnswerPiece, comparedAnswers } from "../../../../src/webview/panel/comparedAnswers.ts";

const marked = ({ kind, parts }: AnswerPiece): string =>
  `${kind}: ${parts.map(({ text, isShared }) => (isShared ? text : `[${text}]`)).join("")}`;

it("takes code apart from prose, without the marks around it", () => {
  expect(answerPieces("Call `prune`:\n\n```ts\nprune(1);\n```\n\nThen wait [1].").map(marked)).toEqual([
    "text: Call ",
    "code: prune",
    "text: :",
    "block: prune(1);",
    "text: Then wait ",
    "text: [1]",
    "text: .",
  ]);
});

it("marks what differs, in prose and in code", () => {
  const [left, right] = comparedAnswers("Use a knife:\n```ts\ncut(1);\n```", "Use a saw:\n```\ncut(2);\n```");
  expect(left.map(marked)).toEqual(["text: Use a [knife]:", "block: cut([1]);"]);
  expect(right.map(marked)).toEqual(["text: Use a [saw]:", "block: cut([2]);"]);
});

it("keeps both answers whole where only one has code", () => {
  const [left, right] = comparedAnswers("It is `a`b.", "It is ab.");
  expect(left.map(({ kind }) => kind)).toEqual(["text", "code", "text"]);
  const textOf = (pieces: readonly AnswerPiece[]) =>
    pieces.flatMap(({ parts }) => parts.map(({ text }) => text)).join("");
  expect([left, right].map(textOf)).toEqual(["It is ab.", "It is ab."]);
});

it("is not misled by its own border in an answer", () => {
  expect(comparedAnswers("a\uffffb", "ab").map((pieces) => pieces.map(marked))).toEqual([["text: ab"], ["text: ab"]]);
  expect(comparedAnswers("", "").map((pieces) => pieces.map(marked))).toEqual([[], []]);
});
