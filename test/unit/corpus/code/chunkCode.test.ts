import { describe, expect, it } from "vitest";
import type { FileDocChunk, SymbolChunk } from "../../../../src/core/chunk.ts";
import { chunkCode } from "../../../support/chunkCode.ts";
import type { GrammarName } from "../../../../src/core/foundFile.ts";

async function symbols(grammar: GrammarName, code: string): Promise<Record<string, Partial<SymbolChunk>>> {
  const chunks = await chunkCode("src/a", code, grammar);
  return Object.fromEntries(chunks.filter((chunk) => chunk.kind === "symbol").map((chunk) => [chunk.symbol, chunk]));
}

async function fileDoc(grammar: GrammarName, code: string): Promise<FileDocChunk | undefined> {
  return (await chunkCode("src/a", code, grammar)).find((chunk) => chunk.kind === "file-doc");
}

describe("chunkCode, TypeScript", () => {
  it("gives a function its symbol, signature, doc and lines from the comment to the end of the body", async () => {
    const code = [
      "import x from 'y';",
      "",
      "/** Adds numbers. */",
      "export async function add<T>(",
      "  a: number, // first",
      "  b?: T,",
      "): Promise<number> {",
      "  return a;",
      "}",
    ].join("\n");
    expect(await chunkCode("src/add.ts", code, "typescript")).toEqual([
      {
        kind: "symbol",
        source: { path: "src/add.ts", startLine: 3, endLine: 9, title: "add", hash: "3a5f09ec543cc535" },
        symbol: "add",
        symbolKind: "function",
        isPublic: true,
        signature: "async function add<T>(a: number, b?: T): Promise<number>",
        doc: "Adds numbers.",
        text: expect.stringMatching(/^async function add[\s\S]*}$/) as string,
      },
    ]);
  });

  it("finds members of classes and interfaces, and tells public from private", async () => {
    const found = await symbols(
      "typescript",
      `/** A queue. */
       @sealed() export class Queue<T> extends Base implements Iterable<T> {
         /** How many. */ readonly size: number = 0;
         private secret = 1;
         #hidden = 2;
         /** Adds one. */
         async push(item: T): Promise<void> { const inner = () => {}; }
       }
       class Internal { run(): void {} }
       export interface Options { /** In milliseconds. */ readonly timeoutMs?: number; stop(): void }`,
    );
    expect(Object.keys(found)).toEqual([
      "Queue",
      "Queue.size",
      "Queue.secret",
      "Queue.#hidden",
      "Queue.push",
      "Internal",
      "Internal.run",
      "Options",
      "Options.timeoutMs",
      "Options.stop",
    ]);
    expect(found["Queue"]).toMatchObject({
      doc: "A queue.",
      signature: "class Queue<T> extends Base implements Iterable<T>",
    });
    expect(found["Queue.size"]).toMatchObject({ doc: "How many.", symbolKind: "property" });
    expect(found["Queue.push"]).toMatchObject({
      symbolKind: "method",
      signature: "async push(item: T): Promise<void>",
    });
    const isPublic = Object.entries(found).filter(([, chunk]) => chunk.isPublic);
    expect(isPublic.map(([name]) => name)).toEqual([
      "Queue",
      "Queue.size",
      "Queue.push",
      "Options",
      "Options.timeoutMs",
      "Options.stop",
    ]);
  });

  it("reads arrow functions, constants, types, enums, namespaces and overloads", async () => {
    const found = await symbols(
      "typescript",
      `export const parse = async (text: string): Promise<Tree> => build(text);
       export const LIMIT: number = 10;
       export const table: Map<string, number> = new Map([
         ["a", 1],
       ]);
       export type Shape = { kind: "circle" } | "none";
       export enum Level { Low, High }
       export namespace Geo { /** Far. */ export function distance(a: number): number { return a; } }
       export function open(path: string): void;
       export function open(path: unknown) {}
       const { a, b } = pair;`,
    );
    expect(Object.fromEntries(Object.entries(found).map(([name, { signature }]) => [name, signature]))).toEqual({
      parse: "const parse = async (text: string): Promise<Tree> => …",
      LIMIT: "const LIMIT: number = 10",
      table: "const table: Map<string, number>",
      Shape: 'type Shape = { kind: "circle" } | "none"',
      Level: "enum Level { Low, High }",
      Geo: undefined,
      "Geo.distance": "function distance(a: number): number",
      open: "function open(path: unknown)",
    });
    expect(found["parse"]?.symbolKind).toBe("function");
    expect(found["Geo.distance"]?.isPublic).toBe(true);
  });

  it("does not take a comment for documentation that is far away, ends a line of code, or is for a tool", async () => {
    const found = await symbols(
      "typescript",
      `/** Far. */

       function far() {}
       const x = 1; // of x
       function trailing() {}
       // plain
       function plain() {}
       /** eslint-disable-next-line */
       function tool() {}
       /* block */
       function block() {}`,
    );
    expect(Object.values(found).map(({ doc }) => doc)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("keeps types whole, without comments and indentation, unless they are long", async () => {
    const fields = Array.from({ length: 40 }, (_, i) => `field${i}: string;`).join("\n");
    const found = await symbols(
      "typescript",
      `  export interface Small {\n    /** One. */\n    a: number;\n    b: string; // two\n  }\n  export interface Large {${fields}}`,
    );
    expect(found["Small"]?.signature).toBe("interface Small {\n  a: number;\n  b: string;\n}");
    expect(found["Large"]?.signature).toBeUndefined();
  });

  it("keeps what parses of a file that does not", async () => {
    const found = await symbols(
      "typescript",
      "/** Good. */\nexport function good(a: number): void {}\nclass {{{ ((( \n",
    );
    expect(found["good"]).toMatchObject({ doc: "Good.", signature: "function good(a: number): void" });
  });

  it("reads JSX in tsx files", async () => {
    const found = await symbols("tsx", "/** Shows it. */\nexport const View = (p: Props): Element => <b>{p.x}</b>;");
    expect(found["View"]).toMatchObject({ doc: "Shows it.", signature: "const View = (p: Props): Element => …" });
  });
});

describe("chunkCode, JavaScript", () => {
  it("reads CommonJS exports, prototypes and documented members of objects", async () => {
    const found = await symbols(
      "javascript",
      `/** Reads. */
       exports.read = function (path) {};
       /** Feeds. */
       Parser.prototype.feed = function (chunk) {};
       /** A command. */
       class Command { /** Runs it. */ run(argv) {} }
       module.exports = { Command, /** Closes. */ close() {} };
       exports.Parser = Parser;`,
    );
    expect(Object.entries(found).map(([name, { doc, isPublic }]) => [name, doc, isPublic])).toEqual([
      ["read", "Reads.", true],
      ["Parser.feed", "Feeds.", true],
      ["Command", "A command.", true],
      ["Command.run", "Runs it.", true],
      ["close", "Closes.", true],
    ]);
  });
});

describe("chunkCode, other languages", () => {
  it("reads Python docstrings", async () => {
    const found = await symbols(
      "python",
      `class Stack(Base):\n    """A stack."""\n    @property\n    def top(self, n: int = 1) -> str:\n        """The top.\n\n        More.\n        """\n        return ""\ndef _hidden(): pass\n`,
    );
    expect(found["Stack"]).toMatchObject({ doc: "A stack.", signature: "class Stack(Base)" });
    expect(found["Stack.top"]).toMatchObject({ doc: "The top.\n\nMore.", symbolKind: "method" });
    expect(found["Stack.top"]?.signature).toBe("def top(self, n: int = 1) -> str");
    expect(found["_hidden"]?.isPublic).toBe(false);
  });

  it("reads Go, with methods under their receiver", async () => {
    const found = await symbols(
      "go",
      "package a\n// Open opens\n// a file.\nfunc Open(p string) (*F, error) { return nil, nil }\n// Read reads.\nfunc (f *F[T]) Read() {}\n// F is a file.\ntype F struct {\n\tn int\n}\nconst (\n\t// Max is it.\n\tMax = 1\n)\nfunc hidden() {}\n",
    );
    expect(found["Open"]).toMatchObject({ doc: "Open opens a file.", signature: "func Open(p string) (*F, error)" });
    expect(found["F.Read"]).toMatchObject({ doc: "Read reads.", isPublic: true });
    expect(found["F"]?.signature).toBe("type F struct {\n\tn int\n}");
    expect(found["Max"]).toMatchObject({ doc: "Max is it.", signature: "const Max = 1" });
    expect(found["hidden"]?.isPublic).toBe(false);
  });

  it("reads Rust, through attributes and impl blocks", async () => {
    const found = await symbols(
      "rust",
      "/// A point\n/// in space.\n#[derive(Debug)]\npub struct Point { pub x: f32 }\nimpl<T> Point<T> {\n  /// Length.\n  pub fn len(&self) -> f32 { 0.0 }\n  fn own(&self) {}\n}\n",
    );
    expect(found["Point"]).toMatchObject({ doc: "A point in space.", signature: "pub struct Point { pub x: f32 }" });
    expect(found["Point::len"]).toMatchObject({ doc: "Length.", isPublic: true, symbolKind: "method" });
    expect(found["Point::own"]?.isPublic).toBe(false);
  });

  it("reads Java", async () => {
    const found = await symbols(
      "java",
      "/** A box {@link Foo}. */\n@Ann public class Box<T> {\n  /** Opens.\n   * @param key the key\n   */\n  @Override public T open(int key) throws E { return null; }\n  private int n;\n}\n",
    );
    expect(found["Box"]).toMatchObject({ doc: "A box `Foo`.", signature: "public class Box<T>" });
    expect(found["Box.open"]).toMatchObject({
      doc: "Opens.\n\n- `key`: the key",
      signature: "public T open(int key) throws E",
    });
    expect(found["Box.n"]?.isPublic).toBe(false);
  });

  it("reads C and C++, behind include guards, templates and namespaces", async () => {
    const found = await symbols(
      "cpp",
      "#ifndef A_H\n#define A_H\n/* Makes a foo. */\nstruct foo *make(int a);\nnamespace ns {\n/// A list.\ntemplate <typename T>\nclass List {\n  int n;\n public:\n  /// Adds.\n  void add(T item) const;\n};\n}\n#endif\n",
    );
    expect(found["make"]).toMatchObject({
      doc: "Makes a foo.",
      symbolKind: "function",
      signature: "struct foo *make(int a)",
    });
    expect(found["ns::List"]).toMatchObject({ doc: "A list.", signature: "template <typename T> class List" });
    expect(found["ns::List::add"]).toMatchObject({ doc: "Adds.", symbolKind: "method", isPublic: true });
    expect(found["ns::List::n"]?.isPublic).toBe(false);
  });
});

describe("chunkCode, the comment about a file", () => {
  it.each<[string, GrammarName, string, string]>([
    ["before imports", "typescript", "/** Reads files. */\nimport a from 'b';\n", "Reads files."],
    ["in line comments", "javascript", "#!/usr/bin/env node\n// Bundles\n// it.\nimport a from 'b';", "Bundles it."],
    ["set off by a blank line", "typescript", "/** About it. */\n\n/** Of f. */\nfunction f() {}", "About it."],
    ["tagged", "javascript", "/**\n * @file About it.\n */\nfunction f() {}", "About it."],
    ["after a licence", "typescript", "/* Copyright Me */\n\n/** About it. */\nimport a from 'b';", "About it."],
    ["in a Python docstring", "python", '"""About it."""\nimport os\n', "About it."],
    ["in a Go package comment", "go", "// Package a does it.\npackage a\n", "Package a does it."],
    ["in Rust inner comments", "rust", "//! About it.\nuse a;\n", "About it."],
  ])("is read %s", async (_, grammar, code, doc) => {
    expect((await fileDoc(grammar, code))?.doc).toBe(doc);
  });

  it("is not the doc comment of the first declaration, nor a licence", async () => {
    expect(await fileDoc("typescript", "/** Of f. */\nexport function f() {}")).toBeUndefined();
    expect(
      await fileDoc("typescript", "// Copyright 2020 Me. All rights reserved.\n\nimport a from 'b';"),
    ).toBeUndefined();
  });
});
