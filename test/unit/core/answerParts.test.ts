import { expect, it } from "vitest";
import { answerParts } from "../../../src/core/answerParts.ts";

it("takes an answer apart into text, code and citations, and nothing is lost", () => {
  expect(answerParts("Call `a[1]` [1, 2]:\r\n```ts\nlist[1];\n```\nDone [3].")).toEqual([
    { kind: "text", text: "Call " },
    { kind: "code", text: "a[1]" },
    { kind: "text", text: " " },
    { kind: "citation", numbers: [1, 2], written: "[1, 2]" },
    { kind: "text", text: ":\n" },
    { kind: "block", text: "list[1];", language: "ts" },
    { kind: "text", text: "Done " },
    { kind: "citation", numbers: [3], written: "[3]" },
    { kind: "text", text: "." },
  ]);
});

it("takes what stands behind an open fence for code", () => {
  expect(answerParts("So:\n```\nhalf [1]")).toEqual([
    { kind: "text", text: "So:\n" },
    { kind: "block", text: "half [1]", language: "" },
  ]);
});

it("finds the text between two blocks", () => {
  const kinds = answerParts("```\na\n```\nthen\n```\nb\n```\n").map(({ kind }) => kind);
  expect(kinds).toEqual(["block", "text", "block"]);
});
