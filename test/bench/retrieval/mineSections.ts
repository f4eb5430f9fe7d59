import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { chunkFile } from "../../../src/corpus/chunkFile.ts";
import { discover } from "../../../src/corpus/discover.ts";
import { benchFolder, installPackages } from "../packages.ts";
import type { DocumentedPackage } from "./sourcePackages.ts";

/** A section of a manual: what is searched, and what it is asked for by. */
export interface MinedSection {
  readonly path: string;
  /** Above its own, which is what it is asked for by. */
  readonly headings: readonly string[];
  readonly text: string;
  /** Its heading, where that says enough to be a question. */
  readonly query?: string;
}

const MIN_TEXT_LENGTH = 80;
const [MIN_WORDS, MAX_WORDS] = [3, 20];
/** Titles that every manual has. */
const commonTitle =
  /^(?:table of contents|getting started|see also|how to (?:use|install)|.*\b(?:license|contribut\w+|sponsors?|changelog|backers)\b.*)$/i;
const VERSION = 1;

/** The sections of a package's Markdown files; mined once, then kept below `.bench`. */
export async function mineSections({ name, version, include }: DocumentedPackage): Promise<MinedSection[]> {
  const kept = join(benchFolder(), "mined", `${name.replace("/", "+")}-${version}-sections-${VERSION}.json`);
  if (existsSync(kept)) return JSON.parse(await readFile(kept, "utf8")) as MinedSection[];
  const modules = await installPackages(`retrieval-${name.replace("/", "+")}`, [`${name}@${version}`]);
  const { files } = await discover({ root: join(modules, name), include });
  const sections: MinedSection[] = [];
  const queries = new Set<string>();
  for (const file of files) {
    const read = await chunkFile(file);
    if (read.outcome === "skipped") continue;
    for (const chunk of read.file.chunks) {
      if (chunk.kind !== "section" || chunk.text.length < MIN_TEXT_LENGTH) continue;
      const query = queryOf(chunk.headings.at(-1));
      const isNew = query !== undefined && !queries.has(query.toLowerCase());
      if (isNew) queries.add(query.toLowerCase());
      sections.push({
        path: file.path,
        headings: chunk.headings.slice(0, -1),
        text: chunk.text,
        ...(isNew && { query }),
      });
    }
  }
  await mkdir(join(benchFolder(), "mined"), { recursive: true });
  await writeFile(kept, JSON.stringify(sections));
  return sections;
}

function queryOf(heading: string | undefined): string | undefined {
  if (heading === undefined || commonTitle.test(heading) || !/^[\x20-\x7e]+$/.test(heading)) return undefined;
  const words = heading.split(" ").length;
  return words < MIN_WORDS || words > MAX_WORDS ? undefined : heading;
}
