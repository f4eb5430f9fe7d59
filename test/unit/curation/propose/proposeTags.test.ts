import { describe, expect, it } from "vitest";
import { proposeDocComments } from "../../../../src/curation/propose/proposeDocComments.ts";
import { proposeParameters } from "../../../../src/curation/propose/proposeParameters.ts";
import { proposeReturns } from "../../../../src/curation/propose/proposeReturns.ts";
import { proposeThrows } from "../../../../src/curation/propose/proposeThrows.ts";
import { answersByAnchor, pairOf, proposalsFrom } from "../../../support/proposals.ts";

const source = `/**
 * Cuts text into parts.
 *
 * @param {string} text whatever stands in the file, line ends included
 * @param {number} [size=512] upper bound for the tokens of one part
 * @param {object} options the options
 * @param {string} gone a parameter that nobody takes any more
 * @returns {string[]} parts in reading order, none of them blank
 * @throws {RangeError} if a part could not hold one token
 * @throws {TypeError} (Unreachable.)
 */
export function cut(text, size = 512, options = {}) {}

/** @returns {void} nothing at all that anyone could use */
export function quiet() {}

/** @returns {Options} the options */
export function getOptions() {}

/** Reads a row of the table. @throws Mismatch. */
export function readRow() {}
`;

describe("examples from tags", () => {
  it("say what a parameter means, with its type and default, and not what its name says already", async () => {
    const proposals = await proposalsFrom(proposeParameters, "src/cut.js", source);
    expect(answersByAnchor(proposals)).toEqual({
      "cut > text": "Whatever stands in the file, line ends included. Type: `string`.",
      "cut > size": "Upper bound for the tokens of one part. Type: `number`. Defaults to `512`.",
    });
    for (const { content } of proposals) expect(pairOf(content)[0]).toMatch(/`cut`.*`src\/cut\.js`/);
  });

  it("say what is returned, unless it is nothing", async () => {
    const proposals = await proposalsFrom(proposeReturns, "src/cut.js", source);
    expect(answersByAnchor(proposals)).toEqual({
      cut: "Parts in reading order, none of them blank. Type: `string[]`.",
    });
  });

  it("say what is thrown and when", async () => {
    const proposals = await proposalsFrom(proposeThrows, "src/cut.js", source);
    expect(answersByAnchor(proposals)).toEqual({ cut: "`RangeError`: if a part could not hold one token." });
  });

  it("speak as those who write the language do", async () => {
    const python =
      'def cut(text):\n    """Cuts.\n\n    Raises:\n        ValueError: If a part could not hold one token.\n    """\n    return text\n';
    const [proposal] = await proposalsFrom(proposeThrows, "cut.py", python);
    expect(proposal && pairOf(proposal.content)[0]).not.toMatch(/throw|error/);
  });
});

describe("doc comments of Python", () => {
  it("lose what only a documentation tool understands", async () => {
    const text =
      'def cut(text, size):\n    """Cuts a text with :func:`~a.split` wherever one can.\n\n    .. versionadded:: 8.4\n\n    Parameters\n    ----------\n    size : int, optional (default=5)\n        Upper bound for tokens of :class:`Part`.\n    """\n    return text\n';
    const [description] = await proposalsFrom(proposeDocComments, "a.py", text);
    expect(description && pairOf(description.content)[1]).toBe("Cuts a text with `a.split` wherever one can.");
    expect(answersByAnchor(await proposalsFrom(proposeParameters, "a.py", text))).toEqual({
      "cut > size": "Upper bound for tokens of `Part`. Type: `int`.",
    });
  });

  it("are not asked of tests, whose titles say what they are about", async () => {
    const text = 'def test_cut():\n    """Cutting keeps every single line of a text."""\n    assert True\n';
    expect(await proposalsFrom(proposeDocComments, "tests/test_cut.py", text)).toEqual([]);
  });
});
