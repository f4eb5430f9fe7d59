import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { type Rebuilt, rebuildDataset, type RebuildOptions } from "../../../../src/app/build/rebuildDataset.ts";
import { datasetHash } from "../../../../src/app/datasets/dataset.ts";
import { at } from "../../../../src/base/at.ts";
import { datasetFiles } from "../../../../src/dataset/datasetFiles.ts";
import { Random } from "../../../../src/engine/data/random.ts";
import { workspaceAt } from "../../../../src/storage/workspace.ts";
import { Generator } from "../../../fixtures/secrets/generate.ts";
import { folderOf } from "../../../support/folder.ts";
import { proseOf } from "../../../support/prose.ts";
import { openAs } from "../../../support/sampleDataset.ts";
import { temporaryFolder } from "../../../support/temporaryFolder.ts";
import { yieldInProcess as yieldFiles } from "../../../support/yieldInProcess.ts";

const NAMES = ["parseLine", "readFile", "Options", "limitOf", "joinAll", "splitText"] as const;
const password = new Generator(5).password();

/** Code that declares, uses, imports and hands on names that other files have too; or prose. */
function contentFor(path: string, random: Random): string {
  const prose = (): string => proseOf(random.integer(40), 1 + random.integer(3));
  if (path.endsWith(".md")) return `# ${path}\n\n${prose()}\n\n## Use\n\n${prose()}\n`;
  const [first, second] = [at(NAMES, random.integer(NAMES.length)), at(NAMES, random.integer(NAMES.length))];
  const other = `part${random.integer(5)}${at(["", ".ts", ".js"], random.integer(3))}`;
  const lines = [
    `import { ${second} } from "./${other}";`,
    ...(random.integer(3) === 0 ? [`export * from "./part${random.integer(4)}.ts";`] : []),
    "",
    `/** ${prose()} */`,
    `export function ${first}(text: string): string {`,
    `  const made = ${second}(text.trim(), ${random.integer(9)});`,
    "  return made;",
    "}",
    ...(random.integer(8) === 0
      ? ["", `/** Use password = "${password}" here. ${prose()} */`, "export const key = 1;"]
      : []),
  ];
  return `${lines.join("\n")}\n`;
}

const pathsIn = (folder: string): string[] =>
  readdirSync(join(folder, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).replaceAll("\\", "/"))
    .sort();

/** Changes one file as people do. */
function change(folder: string, random: Random): void {
  const paths = pathsIn(folder);
  const path = at(paths, random.integer(paths.length));
  const file = join(folder, path);
  const text = readFileSync(file, "utf8");
  switch (random.integer(6)) {
    case 0:
      return appendFileSync(
        file,
        `\n/** ${proseOf(random.integer(40))} */\nexport const added${random.integer(9)} = 1;\n`,
      );
    case 1:
      return writeFileSync(
        file,
        path.endsWith(".md") ? `${text}\n## More\n\n${proseOf(random.integer(40))}\n` : `// Moved down.\n${text}`,
      );
    case 2:
      return writeFileSync(file, contentFor(path, random));
    case 3:
      return paths.length > 4 ? rmSync(file) : undefined;
    case 4:
      return renameSync(
        file,
        join(folder, "src", `renamed${random.integer(100)}${path.endsWith(".md") ? ".md" : ".ts"}`),
      );
    default: {
      const number = random.integer(5);
      const names = [
        `part${number}.ts`,
        `part${number}.js`,
        `part${number}.d.ts`,
        `part${number}/index.ts`,
        `note${number}.md`,
      ];
      const added = `src/${at(names, random.integer(names.length))}`;
      mkdirSync(dirname(join(folder, added)), { recursive: true });
      return writeFileSync(join(folder, added), contentFor(added, random));
    }
  }
}

/** All that a dataset consists of, but for times and for what may be forgotten. */
function stateOf(folder: string): Record<string, string> {
  const workspace = workspaceAt(folder);
  const lists = [workspace.datasetsFolder, join(workspace.folder, "withheld")].filter((path) => existsSync(path));
  const files = lists.flatMap((list) => readdirSync(list).map((name) => join(list, name)));
  return Object.fromEntries(files.map((path) => [path.slice(folder.length), readFileSync(path, "utf8")]));
}

/** What a build reports, as far as it does not say what was kept and where. */
function reportOf({ built, kept }: Rebuilt): unknown {
  const { description, files, sources, skipped, counts, findings, leakage, plan } = built;
  const { report, excluded, revision, effectiveCount } = kept;
  const { splits, ...planned } = plan;
  return [
    description,
    datasetHash(built.effective()),
    files,
    sources,
    skipped,
    counts,
    findings,
    leakage,
    planned,
    [...splits],
    report,
    excluded,
    revision,
    effectiveCount,
  ];
}

const rebuild = (folder: string, options: Partial<RebuildOptions> = {}): Promise<Rebuilt> =>
  rebuildDataset({ folder, name: "dataset", seed: 0, yieldFiles, ...options });

/** The same folder as another build would find it that remembers nothing. */
function forgetfulCopy(folder: string): string {
  const copy = temporaryFolder();
  cpSync(folder, copy, { recursive: true, preserveTimestamps: true });
  rmSync(join(copy, ".espalier", "cache"), { recursive: true, force: true });
  return copy;
}

async function expectAsAfresh(folder: string, options?: Partial<RebuildOptions>): Promise<void> {
  const copy = forgetfulCopy(folder);
  const [again, afresh] = [await rebuild(folder, options), await rebuild(copy, options)];
  expect(reportOf(again)).toEqual(reportOf(afresh));
  expect(stateOf(folder)).toEqual(stateOf(copy));
}

function startFolder(random: Random): string {
  const folder = folderOf({});
  mkdirSync(join(folder, "src"), { recursive: true });
  for (const path of [...[0, 1, 2, 3, 4].map((i) => `src/part${i}.ts`), "src/a.md", "src/b.md"]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), contentFor(path, random));
  }
  return folder;
}

describe("building a dataset again", () => {
  it("gives what a build from nothing gives, whatever was edited, renamed, deleted, added or decided", async () => {
    for (let seed = 0; seed < 3; seed++) {
      const random = new Random(seed);
      const folder = startFolder(random);
      await rebuild(folder);
      for (let round = 0; round < 6; round++) {
        for (let edits = 0; edits <= random.integer(2); edits++) change(folder, random);
        if (random.integer(2) === 0) await decide(folder, random);
        await expectAsAfresh(folder);
      }
    }
    // Dozens of builds: long on a machine that is busy.
  }, 300_000);

  it("does not mind other options, and what was kept for those of before", async () => {
    const random = new Random(11);
    const folder = startFolder(random);
    await rebuild(folder);
    change(folder, random);
    await expectAsAfresh(folder, { kinds: ["section", "defined", "used"] });
    change(folder, random);
    await expectAsAfresh(folder, { caps: { defined: { perLeading: 0, atLeast: 2 } } });
    await expectAsAfresh(folder, { exclude: ["part1.ts"] });
    await expectAsAfresh(folder, { resplit: true, seed: 3 });
    await expectAsAfresh(folder);
  });

  it("does not mind what is kept being cut off, overwritten or deleted", async () => {
    const random = new Random(12);
    const folder = startFolder(random);
    await rebuild(folder);
    const cache = join(folder, ".espalier", "cache");
    for (let round = 0; round < 9; round++) {
      change(folder, random);
      const kept = readdirSync(cache, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      expect(kept.length).toBeGreaterThanOrEqual(3);
      const { parentPath, name } = at(kept, round % kept.length);
      const path = join(parentPath, name);
      const bytes = readFileSync(path);
      if (round % 3 === 0) truncateSync(path, random.integer(bytes.length));
      else if (round % 3 === 1) {
        bytes[random.integer(bytes.length)] = random.integer(256);
        writeFileSync(path, bytes);
      } else rmSync(path);
      await expectAsAfresh(folder);
    }
  });
});

async function decide(folder: string, random: Random): Promise<void> {
  const session = await openAs(datasetFiles(workspaceAt(folder), "dataset"), "ann");
  try {
    const ids = await session.idsOf({});
    const id = at(ids, random.integer(ids.length));
    const states = ["accepted", "rejected", "flagged", "proposed"] as const;
    await session.decide([id], { state: at(states, random.integer(states.length)) });
    const [finding] = (await session.get(id)).findings ?? [];
    if (finding !== undefined) await session.decideFinding([finding.id], random.integer(2) === 0 ? "redact" : "allow");
  } finally {
    session.close();
  }
}
