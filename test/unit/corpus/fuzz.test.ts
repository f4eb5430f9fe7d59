import { describe, expect, it } from "vitest";
import { readCode } from "../../../src/corpus/code/readCode.ts";
import { chunkCode } from "../../support/chunkCode.ts";
import { expectPartition } from "../../support/expectPartition.ts";
import { chunkMarkdown } from "../../support/chunkMarkdown.ts";
import type { GrammarName } from "../../../src/core/foundFile.ts";
import { KINDS } from "../../../src/curation/propose/kinds.ts";
import { proposeFromFile } from "../../../src/curation/propose/proposeFromFile.ts";
import { Random } from "../../../src/engine/data/random.ts";
import { chunkedFile } from "../../support/chunkedFile.ts";

const allKinds = KINDS.map(({ kind }) => kind);

const seeds: readonly [GrammarName, string][] = [
  [
    "typescript",
    "/** A. @param {x */\n@d() export class A<T> { #b = `${1}`; /** m */ m(a: {b: 1}): void {} }\nexport const f = () => {};",
  ],
  [
    "javascript",
    "#!/usr/bin/env node\nmodule.exports = { /** @returns {a} */ b() {}, 'c': 1, [d]: 2 };\nA.prototype.b = function () {};",
  ],
  ["python", "\"\"\"Doc.\"\"\"\nclass A(B):\n    r'''Args:\n        a (b): c\n    '''\n    def f(self, *a): pass\n"],
  ["cpp", "#ifdef A\n/// t\ntemplate <class T> struct A { int (*f)(int); };\ntypedef struct { int a; } B;\n#endif"],
  ["rust", "//! D\n/// a\n#[b]\nimpl<T> A for B<T> { pub fn c(&self) {} }\nmacro_rules! m { () => {} }"],
  ["go", "// P\npackage p\ntype (\n A struct { b int }\n)\nfunc (a *A[T]) B() {}\n"],
  [
    "c-sharp",
    '/// <summary>A <see cref="B"/></summary>\n[A("x")] namespace N { class B<T> : C { [Fact] public int P { get; } void M(int a) => a; } }',
  ],
  [
    "php",
    "<?php\n/** @param int $a */\n#[A]\nclass B extends C { private $d = 1; const E = 2; function f(?int $a) { return $this->g(H::i()); } }",
  ],
  [
    "ruby",
    "# @param [A] b\nmodule A\n  # c\n  class B < C\n    D = 1\n    private\n    def e?(f, *g); h.i { |j| j } end\n  end\nend\ndescribe 'k' do it('l') { } end",
  ],
  ["bash", '#!/bin/sh\n# A.\na() { b "$1" | c; }\nreadonly D=1\nfunction e { f <<X\ng\nX\n}'],
  [
    "powershell",
    "<#\n.SYNOPSIS\nA.\n#>\nfunction Get-A { param([int]$B = 1) Get-C | % { $_ } }\nclass D { [int]$E; [int] F() { return 1 } }",
  ],
  ["css", "/* a */\n.b > c:d { e: f; }\n@media (g) { .h { --i: url(j); } }"],
  ["java", "/** {@code a} */ @B(c = {1}) class D { int[] e, f; D() {} enum G { H; } }"],
];
const markdown =
  "---\na: b\n---\n# T `c` [l][r]\n\n> q\n> r\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- [x](y)\n  1. z\n\n```js\nlet a\n```\n\n<p>h</p>\n\n[r]: #\n";

function mutated(text: string, random: Random): string {
  const characters = [...text];
  const pieces = [
    "{",
    "}",
    "(",
    "[",
    "]",
    "`",
    "*/",
    "/**",
    "\n",
    "\n\n",
    "    ",
    '"""',
    "<",
    "\u0000",
    "\u{1f600}",
    "\ud800",
    "@",
    ":",
  ];
  for (let i = 0; i < 1 + random.integer(6); i++) {
    const place = random.integer(characters.length + 1);
    if (random.integer(2) === 0) characters.splice(place, random.integer(12));
    else characters.splice(place, 0, pieces[random.integer(pieces.length)] ?? "");
  }
  return characters.join("");
}

function expectSoundLines(text: string, { startLine, endLine }: { startLine: number; endLine: number }): void {
  expect(startLine).toBeGreaterThanOrEqual(1);
  expect(endLine).toBeGreaterThanOrEqual(startLine);
  expect(endLine).toBeLessThanOrEqual(text.split("\n").length);
}

describe("files that nobody meant to write", () => {
  it.each(seeds)("do not break the chunks and examples of %s", async (grammar, seed) => {
    const random = new Random(9);
    for (let round = 0; round < 80; round++) {
      const text = mutated(seed, random);
      const { chunks, passages } = await readCode("a", text, grammar);
      expectPartition(text, passages);
      for (const { source } of chunks) expectSoundLines(text, source);
      proposeFromFile(chunkedFile("a", grammar, chunks, text), allKinds);
    }
  });

  it("do not break the chunks and examples of Markdown", () => {
    const random = new Random(10);
    for (let round = 0; round < 1000; round++) {
      const text = mutated(markdown, random);
      const chunks = chunkMarkdown("a.md", text);
      for (const { source } of chunks) expectSoundLines(text, source);
      proposeFromFile(chunkedFile("a.md", "markdown", chunks, text), allKinds);
    }
  });

  it("may be nested deeper than any reader goes", async () => {
    const code = `${"namespace a { ".repeat(3000)}${"}".repeat(3000)}`;
    expect((await chunkCode("a", code, "typescript")).length).toBeLessThan(50);
    const quotes = `# A\n\n${"> ".repeat(3000)}deep\n\n${"- ".repeat(500)}deeper\n`;
    const chunks = chunkMarkdown("a.md", quotes);
    expect(() => proposeFromFile(chunkedFile("a.md", "markdown", chunks, quotes), allKinds)).not.toThrow();
  });
});
