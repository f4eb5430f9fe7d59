import { describe, expect, it } from "vitest";
import { asked } from "../../../../src/curation/propose/ask.ts";
import { groundingProblem, isGrounded } from "../../../../src/curation/propose/grounding.ts";
import type { Kind, Proposal } from "../../../../src/curation/propose/proposer.ts";

const prose: Kind = {
  kind: "made-up",
  description: "",
  onByDefault: true,
  normalization: "prose",
  fixedWords: ["defaults", "to"],
};
const code: Kind = { ...prose, normalization: "code", fixedWords: [] };
const exact: Kind = { ...prose, normalization: "exact", fixedWords: [] };

const proposal = (answer: string, quotes: readonly string[], more: Partial<Proposal> = {}): Proposal => ({
  content: asked("?", answer),
  anchor: "",
  source: { path: "a.ts", startLine: 3, endLine: 9 },
  quotes,
  ...more,
});

describe("a grounded answer", () => {
  it.each([
    ["line breaks and comment marks", ["/**", " * Reads the", " * whole file.", " */"], "Reads the whole file."],
    ["link targets and emphasis", ["Reads *the* [whole](x.md) file."], "Reads the whole file."],
    ["inline tags", ["{@link File#read Reads} the `{@code whole}` file."], "Reads the whole file."],
    ["images and HTML", ["<p>Reads ![x](y.svg)the whole <b>file</b>.</p>"], "Reads the whole file."],
    ["list marks", ["1. Reads the", "2. whole file."], "1. Reads the\n2. whole file."],
    ["code in a comment", [" * ```", " * // note", " * a();", " * ```"], "// note\na();"],
  ])("may differ from its lines in %s", (_, lines, answer) => {
    expect(groundingProblem(prose, proposal(answer, [answer]), lines)).toBeUndefined();
  });

  it("may put code on one line and leave comments out, and nothing else", () => {
    const lines = ["export function f(", "  a: number, // the first", '  b = "//x",', "): void;"];
    const signature = 'function f(a: number, b = "//x"): void';
    expect(isGrounded(code, proposal(`\`\`\`ts\n${signature}\n\`\`\``, [signature]), lines)).toBe(false);
    const plain = ["export function f(", "  a: number, // the first", "  b = 1,", "): void;"];
    const other = "function f(a: number, b = 1): void";
    expect(isGrounded(code, proposal(`\`\`\`ts\n${other}\n\`\`\``, [other]), plain)).toBe(true);
    expect(isGrounded(code, proposal(other, [other]), ["function f(a: number, b = 2): void"])).toBe(false);
  });

  it("holds the kind's own words and the places it names beside its quotes", () => {
    const answer = "The port. Defaults to `80`. `a.ts:3` `b/c.ts` 12";
    const more = { places: [{ path: "b/c.ts", line: 12 }] };
    expect(groundingProblem(prose, proposal(answer, ["The port", "80"], more), ["The port = 80"])).toBeUndefined();
    expect(groundingProblem(prose, proposal(answer, ["The port", "80"]), ["The port = 80"])).toMatch(
      /kind's words: a$/,
    );
  });

  it("of code with a gap quotes all three of its parts", () => {
    const content = { form: "infill", prefix: "a\n", middle: "b", suffix: "\nc" } as const;
    expect(isGrounded(exact, { ...proposal("", ["a", "b", "c"]), content }, ["a", "b", "c"])).toBe(true);
    expect(isGrounded(exact, { ...proposal("", ["a", "b", "c"]), content }, ["a", "x", "c"])).toBe(false);
  });
});

describe("an answer that is not grounded", () => {
  it("quotes what is not there, and the problem says what", () => {
    expect(groundingProblem(prose, proposal("Writes it.", ["Writes it."]), ["Reads it."])).toBe(
      "not in the source: Writes it.",
    );
  });

  it("says a word of its own", () => {
    expect(groundingProblem(prose, proposal("Always reads it.", ["reads it"]), ["reads it"])).toContain("always");
  });

  it("does not contain what it claims to quote, or only inside of a longer word", () => {
    expect(groundingProblem(prose, proposal("to", ["reads it"]), ["reads it"])).toBe("not in the answer: reads it");
    expect(isGrounded(prose, proposal("Defaults to 80.", ["8"]), ["80"])).toBe(false);
  });

  it("names a number that is no line of its places", () => {
    expect(isGrounded(prose, proposal("`a.ts` 4", []), ["x"])).toBe(false);
  });
});
