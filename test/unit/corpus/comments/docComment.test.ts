import { describe, expect, it } from "vitest";
import { readable, withoutMarks } from "../../../../src/corpus/comments/docComment.ts";
import { renderSections } from "../../../../src/corpus/comments/docstringSections.ts";

describe("withoutMarks", () => {
  it.each([
    ["/** One line. */", "One line."],
    ["/**\n   * Two\n   * lines.\n   */", "Two\nlines."],
    ["/*!\n   No stars,\n     indented.\n*/", "No stars,\n  indented."],
    ["/// Rust.", "Rust."],
    ["//! Inner.", "Inner."],
    ["//Tight", "Tight"],
    ["/** - a\n *   - b */", "- a\n  - b"],
  ])("reads %j", (comment, text) => {
    expect(withoutMarks(comment)).toBe(text);
  });
});

describe("readable", () => {
  it("joins lines that were only broken to fit, and keeps lists and code", () => {
    const text = "A sentence that\ngoes on.\n\n- one\n  more\n- two\n\n```ts\nlet a;\nlet b;\n```";
    expect(readable(text)).toBe("A sentence that goes on.\n\n- one more\n- two\n\n```ts\nlet a;\nlet b;\n```");
  });

  it("makes tags into a list and sentences", () => {
    const text = [
      "Opens it. See {@link Parser#open the parser} and {@code x}.",
      "@param {string} path - where it is,",
      "  and more",
      "@param [mode='r'] how",
      "@returns {Promise<File>} The file.",
      "@throws {RangeError} if closed",
      "@internal",
      "@example",
      "open('a')",
    ].join("\n");
    expect(readable(text)).toBe(
      [
        "Opens it. See the parser and `x`.",
        "- `path` (`string`): where it is, and more\n- `mode`: how",
        "Returns `Promise<File>`: The file.",
        "Throws `RangeError`: if closed",
        "Example:\n\n```\nopen('a')\n```",
      ].join("\n\n"),
    );
  });

  it("does not take an @ in code or prose for a tag", () => {
    expect(readable("Mail me@example.com.\n\n```\n@decorated\n```")).toBe(
      "Mail me@example.com.\n\n```\n@decorated\n```",
    );
  });

  it("finds tags after a sentence on the same line", () => {
    expect(readable("The sum. @throws RangeError for none.")).toBe("The sum.\n\nThrows RangeError for none.");
  });

  it("reads Doxygen and Sphinx", () => {
    expect(readable("\\brief Adds.\n\\param[in] a first\n\\return the sum")).toBe(
      "Adds.\n\n- `a`: first\n\nReturns the sum",
    );
    expect(readable("Adds.\n\n:param int a: first\n:returns: the sum")).toBe(
      "Adds.\n\n- `a`: first\n\nReturns the sum",
    );
  });

  it.each([
    "",
    "  ",
    "eslint-disable",
    "@ts-ignore",
    "Copyright 2020 Me",
    "SPDX-License-Identifier: MIT",
    "TODO: write",
  ])("takes %j for no documentation", (text) => {
    expect(readable(text)).toBeUndefined();
  });
});

describe("renderSections", () => {
  it("makes lists of the sections of a Google-style docstring", () => {
    const text =
      "Runs.\n\nArgs:\n    fn (callable): what\n        to call\n    *args: given on\n\nReturns:\n    The result.\n\nRaises:\n    OSError: if not\n\nEnd.";
    expect(readable(renderSections(text))).toBe(
      [
        "Runs.",
        "Parameters:",
        "- `fn` (`callable`): what to call\n- `*args`: given on",
        "Returns the result.",
        "Raises:",
        "- `OSError`: if not",
        "End.",
      ].join("\n\n"),
    );
  });

  it("leaves other text alone", () => {
    expect(renderSections("Note: no section.\n\nReturns nothing, ever.")).toBe(
      "Note: no section.\n\nReturns nothing, ever.",
    );
  });
});
