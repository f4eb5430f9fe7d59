/** What JavaScript, TypeScript and Python files take from other files, and hand on. */

export interface ImportedName {
  /** As the other file exports it. */
  readonly name: string;
  /** As this file calls it. */
  readonly local: string;
  /** As it stands in the import: `./parse.ts`, `..core.chunk`. */
  readonly from: string;
}

export interface ReexportedName {
  /** `*` for everything. */
  readonly name: string;
  readonly from: string;
}

export interface Imports {
  readonly imports: readonly ImportedName[];
  readonly reexports: readonly ReexportedName[];
  /** 1-based lines that import or re-export and do nothing else. */
  readonly importLines: ReadonlySet<number>;
}

/** Whether the imports of a language say where a name comes from. */
export const saysWhereFrom = (language: string): boolean => isJavaScript(language) || language === "python";

export const isJavaScript = (language: string): boolean => /^(java|type)script$|^[jt]sx$/.test(language);

const javascriptImport =
  /^[ \t]*(import|export)\s+(?:type\s+)?(?:([\w$]+)\s*,?\s*)?(?:\{([^{}]*)\}|(\*)(?:\s+as\s+[\w$]+)?)?\s*from\s*["']([^"'\n]+)["']/gm;
const requireCall =
  /^[ \t]*(?:const|let|var)\s+(?:\{([^{}]*)\}|([\w$]+))\s*=\s*(?:await\s+import|require)\(\s*["']([^"'\n]+)["']\s*\)/gm;
const pythonImport = /^[ \t]*from\s+(\.*[\w.]*)\s+import\s+(\([^()]*\)|[^\n(]+)/gm;
const plainImport =
  /^\s*(?:import\b|#include\b|use\s|using\s[\w.]+;|package\b|require\b|export\s+(?:type\s+)?(?:\{[^{}]*\}\s*;?\s*$|\*))/;

export function importsOf(lines: readonly string[], language: string): Imports {
  const text = lines.join("\n");
  const imports: ImportedName[] = [];
  const reexports: ReexportedName[] = [];
  const importLines = new Set(lines.flatMap((line, index) => (plainImport.test(line) ? [index + 1] : [])));
  const mark = (match: RegExpExecArray): void => {
    const first = text.slice(0, match.index).split("\n").length;
    match[0].split("\n").forEach((_, offset) => importLines.add(first + offset));
  };
  if (isJavaScript(language)) {
    for (const match of text.matchAll(javascriptImport)) {
      mark(match);
      const [, keyword, whole, list = "", star, from = ""] = match;
      const named = namesIn(list, /\s+as\s+/).map(([name, local]) => ({ name, local, from }));
      if (keyword === "export") {
        reexports.push(
          ...named.map(({ name }) => ({ name, from })),
          ...(star === undefined ? [] : [{ name: "*", from }]),
        );
      } else {
        imports.push(...named, ...(whole === undefined ? [] : [{ name: whole, local: whole, from }]));
      }
    }
    for (const match of text.matchAll(requireCall)) {
      mark(match);
      const [, list, whole, from = ""] = match;
      imports.push(...namesIn(list ?? whole ?? "", /\s*:\s*/).map(([name, local]) => ({ name, local, from })));
    }
  } else if (language === "python") {
    for (const match of text.matchAll(pythonImport)) {
      mark(match);
      const [, from = "", list = ""] = match;
      const named = namesIn(list.replace(/[()]|#.*$/gm, ""), /\s+as\s+/);
      imports.push(...named.map(([name, local]) => ({ name, local, from })));
      reexports.push(...named.map(([name]) => ({ name, from })));
    }
  }
  return { imports, reexports, importLines };
}

function namesIn(list: string, alias: RegExp): (readonly [name: string, local: string])[] {
  return list.split(",").flatMap((entry) => {
    const [name = "", local = name] = entry
      .trim()
      .replace(/^type\s+/, "")
      .split(alias);
    return /^[\w$]+$/.test(name) && /^[\w$]+$/.test(local) ? [[name, local] as const] : [];
  });
}
