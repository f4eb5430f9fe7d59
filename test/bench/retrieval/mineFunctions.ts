import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { discover } from "../../../src/corpus/discover.ts";
import { chunkFile } from "../../../src/corpus/chunkFile.ts";
import { benchFolder, installPackages } from "../packages.ts";
import type { SourcePackage } from "./sourcePackages.ts";

/** A function of a package: what is searched, and what it is asked for by. */
export interface MinedFunction {
  readonly path: string;
  readonly symbol: string;
  /** Without its doc comment. */
  readonly text: string;
  /** The first paragraph of its doc comment, where that makes a good question. */
  readonly query?: string;
}

/** Shorter functions are wrappers, longer ones hold several things. */
const [MIN_LINES, MAX_LINES] = [3, 150];
/** Shorter paragraphs are titles, longer ones are articles. */
const [MIN_WORDS, MAX_WORDS] = [4, 60];
/** Sources this large are builds. */
const MAX_FILE_BYTES = 3 * 1024 * 1024;
/** Raise it when what is mined changes. */
const VERSION = 1;

/** The functions of a package, without exact duplicates; mined once, then kept below `.bench`. */
export async function mineFunctions(source: SourcePackage): Promise<MinedFunction[]> {
  const { name, version, include, exclude } = source;
  const kept = join(benchFolder(), "mined", `${name.replace("/", "+")}-${version}-${VERSION}.json`);
  if (existsSync(kept)) return JSON.parse(await readFile(kept, "utf8")) as MinedFunction[];
  const modules = await installPackages(`retrieval-${name.replace("/", "+")}`, [`${name}@${version}`]);
  const root = join(modules, name);
  const { files } = await discover({
    root,
    include,
    exclude: [...(exclude ?? []), "*.min.*"],
    maxFileBytes: MAX_FILE_BYTES,
  });
  const functions = new Map<string, MinedFunction>();
  const queries = new Set<string>();
  for (const file of files) {
    const read = await chunkFile(file);
    if (read.outcome === "skipped") continue;
    for (const chunk of read.file.chunks) {
      if (chunk.kind !== "symbol" || (chunk.symbolKind !== "function" && chunk.symbolKind !== "method")) continue;
      const lineCount = chunk.text.split("\n").length;
      if (lineCount < MIN_LINES || lineCount > MAX_LINES) continue;
      const key = chunk.text.replace(/\s+/g, " ");
      if (functions.has(key)) continue;
      const query = queryOf(chunk.doc);
      const isNew = query !== undefined && !queries.has(query.toLowerCase());
      if (isNew) queries.add(query.toLowerCase());
      functions.set(key, { path: file.path, symbol: chunk.symbol, text: chunk.text, ...(isNew && { query }) });
    }
  }
  const mined = [...functions.values()];
  await mkdir(join(benchFolder(), "mined"), { recursive: true });
  await writeFile(kept, JSON.stringify(mined));
  return mined;
}

/** A doc comment's first paragraph as a question, or undefined where it makes none. */
function queryOf(doc: string | undefined): string | undefined {
  const paragraph = doc
    ?.split(/\n\s*\n|\n\s*[-*@#|>]|\n```/)[0]
    ?.replace(/\s+/g, " ")
    .trim();
  if (paragraph === undefined || !/^[\x20-\x7e]+$/.test(paragraph)) return undefined;
  const words = paragraph.split(" ").length;
  if (words < MIN_WORDS || words > MAX_WORDS || paragraph.startsWith("@")) return undefined;
  return paragraph;
}

/** The hard variant: the function under a name that says nothing, in its text as in its symbol. */
export function masked({ path, symbol, text, query }: MinedFunction): MinedFunction {
  const name = symbol.split(/\.|::/).at(-1) ?? symbol;
  const pattern = new RegExp(`(?<![\\w$])${name.replace(/[$]/g, "\\$&").replace(/^#/, "#?")}(?![\\w$])`, "g");
  const stem = path.replace(/[^/]*$/, "file.js");
  return { path: stem, symbol: "f", text: text.replace(pattern, "f"), ...(query !== undefined && { query }) };
}
