/** Every kind over real sources: what this repository and installed packages say, and files in other languages. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { ChunkedFile } from "../../../../src/core/chunk.ts";
import { readCorpus } from "../../../support/readCorpus.ts";
import { factsOf } from "../../../../src/curation/propose/fileFacts.ts";
import { groundingProblem } from "../../../../src/curation/propose/grounding.ts";
import { CROSS_PROPOSERS, PROPOSERS } from "../../../../src/curation/propose/kinds.ts";
import { resolveUses } from "../../../../src/curation/propose/resolveUses.ts";
import type { Kind, Proposal } from "../../../../src/curation/propose/proposer.ts";
import { linesOf, linesWithin } from "../../../../src/curation/propose/sourceLines.ts";
import { folderOf } from "../../../support/folder.ts";
import { manyLanguages } from "../../../support/manyLanguages.ts";

const root = join(import.meta.dirname, "../../../..");

interface Checked {
  readonly counts: Readonly<Record<string, number>>;
  readonly ungrounded: readonly string[];
}

/** Proposes of every kind, and holds each proposal against the very lines it cites. */
function check(files: readonly ChunkedFile[]): Checked {
  const lines = new Map(files.map((file) => [file.path, linesOf(file)]));
  const counts: Record<string, number> = {};
  const ungrounded: string[] = [];
  const add = (kind: Kind, proposals: readonly Proposal[]): void => {
    counts[kind.kind] = (counts[kind.kind] ?? 0) + proposals.length;
    for (const proposal of proposals) {
      const { path, startLine } = proposal.source;
      const problem = groundingProblem(kind, proposal, linesWithin(lines.get(path) ?? [], proposal.source));
      if (problem !== undefined)
        ungrounded.push(`${kind.kind} of ${path}:${startLine}, ${proposal.anchor}: ${problem}`);
      for (const place of proposal.places ?? []) {
        if (lines.get(place.path)?.[place.line - 1]?.trim() === "")
          ungrounded.push(`${place.path}:${place.line} is blank`);
      }
    }
  };
  for (const file of files) {
    for (const proposer of PROPOSERS) add(proposer, proposer.propose(file, lines.get(file.path) ?? []));
  }
  const all = files.map(factsOf);
  const facts = { files: all, commits: [], usedSymbols: () => resolveUses(all) };
  for (const proposer of CROSS_PROPOSERS) add(proposer, proposer.propose(facts));
  return { counts, ungrounded };
}

describe("every proposal of this repository", () => {
  let checked: Checked;
  beforeAll(async () => {
    const include = ["/src", "/test", "/README.md", "/ARCHITECTURE.md"];
    checked = check((await readCorpus({ root, include })).files);
  });

  it("stands in the lines it cites", () => {
    expect(checked.ungrounded).toEqual([]);
  });

  it("is one of many", () => {
    for (const kind of ["section", "doc-comment", "signature", "throws", "option", "test", "infill", "raw-text"]) {
      expect.soft(checked.counts[kind], kind).toBeGreaterThan(10);
    }
    for (const kind of ["defined", "used", "use"]) expect.soft(checked.counts[kind], kind).toBeGreaterThan(100);
  });
});

/** Rich in documentation, in TypeScript, declarations, JavaScript and Markdown; ESLint's alone has 1,500 doc comments. */
describe.each(["commander", "eslint", "micromark", "minimatch", "semver", "ora", "@types/node"])(
  "every proposal of the package %s",
  (name) => {
    it("stands in the lines it cites", async () => {
      const folder = join(root, "node_modules", name);
      expect(existsSync(folder)).toBe(true);
      const { counts, ungrounded } = check((await readCorpus({ root: folder })).files);
      expect(ungrounded).toEqual([]);
      expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(50);
    });
  },
);

describe("every proposal of files in other languages", () => {
  it.each(Object.keys(manyLanguages))("stands in the lines of %s that it cites", async (path) => {
    const { files } = await readCorpus({ root: folderOf({ [path]: manyLanguages[path] ?? "" }) });
    const { counts, ungrounded } = check(files);
    expect(ungrounded).toEqual([]);
    const tagged = path.endsWith(".go") ? [] : ["parameter", "returns", "throws"];
    for (const kind of ["doc-comment", "signature", "infill", "defined", ...tagged]) {
      expect.soft(counts[kind], kind).toBeGreaterThan(0);
    }
  });
});
