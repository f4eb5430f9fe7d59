import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { builtinModules } from "node:module";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");

/** Which layers a layer may import, itself always included. The reasons are in ARCHITECTURE.md. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  base: [],
  core: ["base"],
  corpus: ["base", "core"],
  curation: ["base", "core"],
  retrieval: ["base", "core"],
  gguf: ["base", "core"],
  evaluation: ["base", "core"],
  prompt: ["base", "core"],
  engine: ["base", "core", "gguf"],
  inference: ["base", "core"],
  storage: ["base", "core"],
  dataset: ["base", "core", "curation", "storage"],
  models: ["base", "core", "gguf", "storage"],
  protocol: ["base", "core"],
  workspaceIndex: ["base", "core", "corpus", "retrieval", "storage"],
  workers: [
    "workspaceIndex",
    "retrieval",
    "corpus",
    // What is wrong with training data is told before a run as `dataset check` tells it.
    "curation",
    "engine",
    "inference",
    "gguf",
    "prompt",
    "protocol",
    "core",
    "base",
    "storage",
  ],
  app: [
    "base",
    "core",
    "corpus",
    // What is shown to an answering model, and whether its answer holds: pure.
    "retrieval",
    "curation",
    "dataset",
    "gguf",
    "evaluation",
    "prompt",
    "storage",
    "models",
    "protocol",
  ],
  cli: ["app", "protocol", "core", "base"],
  // Mains of processes that an editor starts: they only join use-cases to a channel.
  jobs: ["app", "protocol", "core", "base"],
  runner: ["app", "protocol", "core", "base"],
  curator: ["app", "protocol", "core", "base"],
  asker: ["app", "protocol", "core", "base"],
  vscode: ["app", "protocol", "core", "base"],
  extension: ["vscode"],
  webview: ["protocol", "core", "base"],
};

/** Native libraries stay behind one door each, so that only that door's process loads them. */
const ONLY_IN: Readonly<Record<string, string>> = {
  "onnxruntime-node": "src/engine/runtime/",
  "onnxruntime-common": "src/engine/runtime/",
  "node-llama-cpp": "src/inference/",
  "@huggingface/transformers": "src/inference/",
  // The core knows no editor.
  vscode: "src/vscode/",
};

const MAX_LINES = 400;
/** A worker's main only wires; what it does lives in a layer that can be tested without a process. */
const MAX_WORKER_LINES = 100;

interface SourceFile {
  /** From the repository root, with forward slashes. */
  readonly path: string;
  readonly lineCount: number;
  readonly imports: readonly string[];
}

const sources = readdirSync(join(root, "src"), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
  .map((entry) => readSource(join(entry.parentPath, entry.name)));

describe("source layers", () => {
  it("gives every folder of src a row in the layer table", () => {
    expect([...new Set(sources.map((file) => layerOf(file.path)))].filter((layer) => !(layer in MAY_IMPORT))).toEqual(
      [],
    );
  });

  it("imports only the layers that the table allows", () => {
    expect(sources.flatMap(layerViolations)).toEqual([]);
  });

  it("has no circle of imports but those that lie in the nature of things", () => {
    expect(circles(sources)).toEqual(CIRCLES);
  });

  it("lets folders of use-cases import each other in one direction only", () => {
    const folderOf = (path: string): string => path.split("/").slice(0, 3).join("/");
    const folders = new Map<string, string[]>();
    for (const file of sources.filter(({ path }) => layerOf(path) === "app" && path.split("/").length > 3)) {
      const folder = folderOf(file.path);
      const targets = targetsOf(file)
        .map(folderOf)
        .filter((target) => target !== folder);
      folders.set(folder, [...(folders.get(folder) ?? []), ...targets]);
    }
    expect(circlesOf(folders)).toEqual([]);
  });

  it("keeps each native library behind its one door", () => {
    expect(sources.flatMap(doorViolations)).toEqual([]);
  });

  it("imports only packages that package.json installs for users", () => {
    const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      dependencies: Record<string, string>;
    };
    const undeclared = sources.flatMap((file) =>
      packagesOf(file)
        .filter((name) => !(name in manifest.dependencies) && !(name in TYPE_ONLY_PACKAGES))
        .map((name) => `${file.path} imports ${name}`),
    );
    expect(undeclared).toEqual([]);
  });

  it("writes relative imports with their extension", () => {
    const bare = sources.flatMap((file) =>
      file.imports
        .filter((path) => path.startsWith(".") && !/\.(ts|json|css)$/.test(path))
        .map((p) => `${file.path}: ${p}`),
    );
    expect(bare).toEqual([]);
  });

  it(`keeps files within ${MAX_LINES} lines and worker mains within ${MAX_WORKER_LINES}`, () => {
    const tooLong = sources.filter(
      (file) => file.lineCount > (layerOf(file.path) === "workers" ? MAX_WORKER_LINES : MAX_LINES),
    );
    expect(tooLong.map((file) => `${file.path}: ${file.lineCount} lines`)).toEqual([]);
  });
});

describe("the layer check itself", () => {
  const file = (path: string, ...imports: string[]): SourceFile => ({ path, lineCount: 1, imports });

  it("reports an import that points up the layers", () => {
    expect(layerViolations(file("src/core/run.ts", "../storage/runFolder.ts"))).toEqual([
      "src/core/run.ts (core) imports src/storage/runFolder.ts (storage)",
    ]);
  });

  it("reports anything that imports the command line", () => {
    expect(layerViolations(file("src/app/runs/startRun.ts", "../../cli/output.ts"))).toHaveLength(1);
    expect(layerViolations(file("src/app/runs/startRun.ts", "../../cli.ts"))).toHaveLength(1);
  });

  it("reports a native library outside its door", () => {
    expect(doorViolations(file("src/app/runs/startRun.ts", "node-llama-cpp"))).toEqual([
      "src/app/runs/startRun.ts imports node-llama-cpp, which only src/inference/ may",
    ]);
    expect(doorViolations(file("src/inference/llama.ts", "node-llama-cpp"))).toEqual([]);
  });

  it("reports a circle of imports, however long", () => {
    expect(
      circles([
        file("src/app/a.ts", "./b.ts"),
        file("src/app/b.ts", "./c.ts", "./d.ts"),
        file("src/app/c.ts", "./a.ts"),
        file("src/app/d.ts"),
      ]),
    ).toEqual([["src/app/a.ts", "src/app/b.ts", "src/app/c.ts"]]);
  });

  it("sees static, type-only and dynamic imports and re-exports", () => {
    const text = `import { a } from "./a.ts"; import type { B } from "./b.ts"; export * from "./c.ts"; await import("./d.ts"); type E = import("./e.ts").E;`;
    expect(importsOf(text).sort()).toEqual(["./a.ts", "./b.ts", "./c.ts", "./d.ts", "./e.ts"]);
  });
});

/** A tensor names the op that writes it as ONNX; the gradients of these ops are made of one another. */
const CIRCLES = [
  ["src/engine/graph/tensor.ts", "src/engine/onnx/emitter.ts", "src/engine/onnx/protobuf.ts"],
  ["src/engine/ops/elementwise.ts", "src/engine/ops/movement.ts", "src/engine/ops/reduce.ts"],
];

/** Packages that carry types and no code here: nothing is left at run time, or the editor brings it. */
const TYPE_ONLY_PACKAGES: Readonly<Record<string, true>> = { mdast: true, vscode: true };
/** The composition root takes the editor's context and hands on what is in it. */
const EXTENSION_MAIN = "src/extension.ts";

function readSource(absolutePath: string): SourceFile {
  const text = readFileSync(absolutePath, "utf8");
  return {
    path: relative(root, absolutePath).split(sep).join("/"),
    lineCount: text.split("\n").length - (text.endsWith("\n") ? 1 : 0),
    imports: importsOf(text),
  };
}

function importsOf(text: string): string[] {
  const paths: string[] = [];
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier && ts.isStringLiteralLike(specifier)) paths.push(specifier.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("file.ts", text, ts.ScriptTarget.Latest));
  return paths;
}

function specifierOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return node.arguments[0];
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return node.argument.literal;
  return undefined;
}

/** `src/core/run.ts` -> `core`; `src/cli.ts` -> `cli`. */
function layerOf(path: string): string {
  return (path.split("/")[1] ?? "").replace(/\.ts$/, "");
}

/** Files of the repository that a file imports. */
const targetsOf = (file: SourceFile): string[] =>
  file.imports.filter((path) => path.startsWith(".")).map((path) => join(file.path, "..", path).split(sep).join("/"));

const circles = (files: readonly SourceFile[]): string[][] =>
  circlesOf(new Map(files.map((file) => [file.path, targetsOf(file)])));

/** The sets of names that lead to each other, each sorted: two are of one set where either reaches the other. */
function circlesOf(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const reachedFrom = new Map([...graph.keys()].map((name) => [name, reached(graph, name)]));
  const members = [...graph.keys()].filter((name) => reachedFrom.get(name)?.has(name)).sort();
  const circleOf = (name: string) =>
    members.filter((m) => reachedFrom.get(name)?.has(m) && reachedFrom.get(m)?.has(name));
  return members.filter((name) => circleOf(name)[0] === name).map(circleOf);
}

function reached(graph: ReadonlyMap<string, readonly string[]>, from: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const pending = [...(graph.get(from) ?? [])];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    pending.push(...(graph.get(next) ?? []));
  }
  return seen;
}

function layerViolations(file: SourceFile): string[] {
  const from = layerOf(file.path);
  const allowed = new Set([from, ...(MAY_IMPORT[from] ?? [])]);
  return targetsOf(file)
    .filter((target) => target.startsWith("src/") && !allowed.has(layerOf(target)))
    .map((target) => `${file.path} (${from}) imports ${target} (${layerOf(target)})`);
}

function packagesOf(file: SourceFile): string[] {
  return file.imports
    .filter((path) => !path.startsWith(".") && !path.startsWith("node:") && !builtinModules.includes(path))
    .map((path) =>
      path
        .split("/")
        .slice(0, path.startsWith("@") ? 2 : 1)
        .join("/"),
    );
}

function doorViolations(file: SourceFile): string[] {
  return packagesOf(file)
    .filter((name) => ONLY_IN[name] !== undefined && !file.path.startsWith(ONLY_IN[name]))
    .filter((name) => name !== "vscode" || file.path !== EXTENSION_MAIN)
    .map((name) => `${file.path} imports ${name}, which only ${ONLY_IN[name]} may`);
}
