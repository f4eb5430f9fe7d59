import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readCode } from "../../../../src/corpus/code/readCode.ts";
import type { GrammarName } from "../../../../src/core/foundFile.ts";
import { expectPartition } from "../../../support/expectPartition.ts";

const statements = (count: number, indent: string): string =>
  Array.from({ length: count }, (_, i) => `${indent}const value${i} = compute("something or other", ${i});`).join("\n");

describe("the passages of code", () => {
  it("are whole functions where they fit, with their symbol, signature and doc comment", async () => {
    const one = `/** Does one. */\nexport function one(): void {\n${statements(12, "  ")}\n}`;
    const two = `/** Does two. */\n@decorated()\nclass Two {\n${statements(12, "  ").replaceAll("const ", "")}\n}`;
    const { passages } = await readCode("a.ts", `${one}\n\n${two}\n`, "typescript");
    expect(passages.map(({ text, symbol, signature, source }) => [text, symbol, signature, source.title])).toEqual([
      [one, "one", "function one(): void", "one"],
      [two, "Two", "class Two", "Two"],
    ]);
  });

  it("are parts of a function that is too long, each saying what it belongs to", async () => {
    const text = `import x from "x";\n\nexport class Parser {\n  /** Parses. */\n  parse(): void {\n${statements(90, "    ")}\n  }\n  stop(): void {}\n}\n`;
    const { passages } = await readCode("a.ts", text, "typescript");
    expectPartition(text, passages);
    expect(passages.map(({ symbol }) => symbol)).toEqual([
      undefined,
      "Parser",
      ...Array.from({ length: passages.length - 3 }, () => "Parser.parse"),
      "Parser",
    ]);
    expect(passages[2]?.signature).toBe("parse(): void");
    expect(passages[1]?.text).toMatch(/^export class Parser \{\n {2}\/\*\* Parses/);
  });

  it("keep a Python function's header with its body", async () => {
    const body = Array.from({ length: 40 }, (_, i) => `    value_${i} = compute("something or other", ${i})`).join(
      "\n",
    );
    const text = `def small():\n    return 1\n\n@cached\ndef large(a,\n          b):\n    """Doc."""\n${body}\n`;
    const { passages } = await readCode("a.py", text, "python");
    expectPartition(text, passages);
    expect(passages[0]?.text).toBe("def small():\n    return 1");
    expect(passages[1]?.text).toMatch(/^@cached\ndef large\(a,\n {10}b\):\n {4}"""Doc\."""\n {4}value_0/);
  });

  it("leave out nothing of this repository's own code", async () => {
    const folder = join(import.meta.dirname, "../../../../src");
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
    expect(names.length).toBeGreaterThan(100);
    for (const name of names) {
      const text = readFileSync(join(folder, name), "utf8");
      const { passages, chunks } = await readCode(name, text, "typescript");
      expectPartition(text, passages);
      expect(chunks.filter(({ source }) => source.hash === undefined)).toEqual([]);
    }
  });
});

describe("the references of code", () => {
  it("are the names that are used and not declared, with their lines", async () => {
    const text = [
      'import { parse as read, Options, type Tree } from "./parse.ts";',
      'import * as path from "node:path";',
      "export function load({ name, depth = 1 }: Options, ...rest: string[]): Tree {",
      "  const local = read(name, { key: depth }) ?? Limits.max;",
      "  for (const each of rest) console.log(each, local.size, helper.refresh(local));",
      "  return { local, parse: outer };",
      "}",
    ].join("\n");
    const { references } = await readCode("a.ts", text, "typescript");
    expect(references).toEqual([
      { name: "Limits", lines: [4] },
      { name: "Options", lines: [1, 3] },
      { name: "Tree", lines: [1, 3] },
      { name: "helper", lines: [5] },
      { name: "outer", lines: [6] },
      { name: "parse", lines: [1] },
      { name: "refresh", lines: [5] },
    ]);
  });

  it.each<[GrammarName, string, string[]]>([
    ["tsx", "const A = () => <div><Card title={label}/></div>;", ["Card", "label"]],
    ["javascript", "const { a, b: c, ...d } = require('x'); function f(e, [g]) { a(c, d, e, g, h); }", ["h"]],
    [
      "python",
      "from m import helper as h, Base\nclass A(Base):\n    def f(self, x, *, y=LIMIT):\n        for i in x: self.z = h(i, key=y)\n        return [q for q in range(2)] + other.call(1) + other.size",
      ["Base", "LIMIT", "call", "helper", "m", "other"],
    ],
    [
      "go",
      'package p\nimport "fmt"\ntype T struct{ n int }\nfunc (t *T) Run(x store.Item) error {\n\tfor i := range x.All() { fmt.Println(i, t.n) }\n\treturn Wrap(T{n: 1})\n}',
      ["All", "Item", "Println", "Wrap", "fmt"],
    ],
    [
      "rust",
      'use crate::store::Store;\nstruct A<T> { n: T }\nimpl<T> A<T> { fn f(&self, s: &Store) -> Option<u8> { let x = s.load(self.n); helper(x); println!("{}", Limits::MAX); Some(1) } }',
      ["Limits", "MAX", "Store", "helper", "load"],
    ],
    [
      "java",
      "package com.example;\nimport com.other.Helper;\nclass A extends Base { private int n; void f(Options o) { Helper.run(o, n); String s = o.name; } }",
      ["Base", "Helper", "Options", "run"],
    ],
    [
      "cpp",
      "#include <x.h>\nstruct A { int n; };\nint f(const Options& o, A* a) { for (auto i : o.items()) { std::cout << a->n << helper(i) << LIMIT; } return 0; }",
      ["LIMIT", "Options", "helper", "items"],
    ],
  ])("leave out what %s declares and brings along", async (grammar, text, names) => {
    const { references } = await readCode("a", text, grammar);
    expect(references.map(({ name }) => name)).toEqual(names);
  });

  it("are capped, the first names and lines of the file being kept", async () => {
    const text = `${Array.from({ length: 400 }, (_, i) => `f${String(i).padStart(3, "0")}();`).join("\n")}${"\nf000();".repeat(100)}`;
    const { references } = await readCode("a.js", text, "javascript");
    expect(references).toHaveLength(300);
    expect(references.at(-1)?.name).toBe("f299");
    expect(references[0]?.lines).toHaveLength(50);
  });
});
