import { describe, expect, it } from "vitest";
import { docTagsOf } from "../../../../src/curation/propose/taggedDoc.ts";

describe("docTagsOf", () => {
  it.each([
    [
      "JSDoc",
      "Does.\n@param {string} [name=x] - who\n  it is",
      { name: "name", type: "string", defaultValue: "x", text: "who it is" },
    ],
    ["TSDoc", "Does.\n@param name - who it is", { name: "name", text: "who it is" }],
    ["Javadoc", "@param name who it is", { name: "name", text: "who it is" }],
    ["PHPDoc", "@param ?string $name who it is", { name: "$name", type: "?string", text: "who it is" }],
    ["YARD", "@param name [String] who it is", { name: "name", type: "String", text: "who it is" }],
    ["Doxygen", "\\param[in] name who it is", { name: "name", text: "who it is" }],
    ["Sphinx", ":param str name: who\n    it is", { name: "name", type: "str", text: "who it is" }],
    [
      "Google style",
      "Does.\n\nArgs:\n    name (str, optional): who\n        it is",
      { name: "name", type: "str", text: "who it is" },
    ],
    [
      "NumPy style",
      "Does.\n\nParameters\n----------\nname : str, optional\n    who\n    it is\n\n    More.",
      { name: "name", type: "str", text: "who it is" },
    ],
    ["Rust", "Does.\n\n# Arguments\n\n* `name` - who it is", { name: "name", text: "who it is" }],
    [
      "C#",
      '<summary>Does.</summary>\n<param name="name">who <see cref="T:It"/>\nis</param>',
      { name: "name", text: "who `It` is" },
    ],
  ])("reads a parameter as %s writes it", (_, doc, expected) => {
    expect(docTagsOf(doc)).toEqual([{ role: "parameter", ...expected }]);
  });

  it.each([
    ["@returns {number} how many", { type: "number", text: "how many" }],
    ["@return - how many", { text: "how many" }],
    [":returns: how many", { text: "how many" }],
    ["Does.\n\nReturns:\n    int: how many", { type: "int", text: "how many" }],
    ["Does.\n\nReturns\n-------\nint\n    how many", { type: "int", text: "how many" }],
    ["<returns>how many</returns>", { text: "how many" }],
  ])("reads a result: %s", (doc, expected) => {
    expect(docTagsOf(doc)).toEqual([{ role: "returns", ...expected }]);
  });

  it.each([
    ["@throws {TypeError} if empty", { name: "TypeError", text: "if empty" }],
    ["@throws IOException if empty", { name: "IOException", text: "if empty" }],
    ["@throws std::out_of_range_error if empty", { name: "std::out_of_range_error", text: "if empty" }],
    ["Does. @throws RangeError for none.", { name: "RangeError", text: "for none." }],
    [":raises ValueError: if empty", { name: "ValueError", text: "if empty" }],
    ["Does.\n\nRaises:\n    ValueError: if empty", { name: "ValueError", text: "if empty" }],
    ["Does.\n\n# Panics\n\nif empty", { text: "if empty" }],
    ['<exception cref="T:System.Exception">if empty</exception>', { name: "System.Exception", text: "if empty" }],
  ])("reads an error: %s", (doc, expected) => {
    expect(docTagsOf(doc)).toEqual([{ role: "throws", ...expected }]);
  });

  it("leaves tags in examples alone, and those that say nothing", () => {
    expect(docTagsOf("Does.\n\n```\n@param name who\n```\n@param other\n@see elsewhere")).toEqual([]);
  });
});
