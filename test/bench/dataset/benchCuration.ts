import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Example } from "../../../src/core/example.ts";
import { clusterDuplicates } from "../../../src/curation/duplicates/clusterDuplicates.ts";
import { plainText } from "../../../src/curation/duplicates/plainText.ts";
import { jaccard, shinglesOf } from "../../../src/curation/duplicates/shingles.ts";
import { signatureOf } from "../../../src/curation/duplicates/signature.ts";
import { scanText } from "../../../src/curation/secrets/scanText.ts";
import { leakage } from "../../../src/curation/split/leakage.ts";
import { splitExamples } from "../../../src/curation/split/splitExamples.ts";
import { benignFiles } from "../../fixtures/secrets/benign.ts";
import { plantedFiles } from "../../fixtures/secrets/planted.ts";
import { chat, duplicatePairs } from "../../support/duplicatePairs.ts";
import { proseOf } from "../../support/prose.ts";

export interface CurationFigures {
  readonly exampleCount: number;
  /** Of one core. */
  readonly cpuSeconds: Readonly<Record<"sign" | "cluster" | "split" | "leakage", number>>;
  /** Of the labelled pairs, by least similarity. */
  readonly pairs: readonly { readonly threshold: number; readonly precision: number; readonly recall: number }[];
  readonly secrets: {
    readonly plantedCount: number;
    readonly missedCount: number;
    readonly benignFileCount: number;
    /** Rule and file of each finding in a file without secrets, with how many there are. */
    readonly falsePositives: Readonly<Record<string, number>>;
  };
  /** Of real files, by CPU time of one core. */
  readonly scan: { readonly fileCount: number; readonly filesPerSecond: number; readonly megabytesPerSecond: number };
}

const THRESHOLDS = [0.5, 0.6, 0.7, 0.8, 0.9];
const SEEDS = 100;

/** Duplicates, split and secrets, on what is generated here and on the text files of `folder`. */
export async function benchCuration(exampleCount: number, folder: string): Promise<CurationFigures> {
  const examples = someExamples(exampleCount);
  const [signed, sign] = timed(() => examples.map((example) => ({ example, signature: signatureOf(example) })));
  const [clusters, cluster] = timed(() => clusterDuplicates(signed));
  const leftOut = new Set(clusters.flatMap(({ members }) => members.map((member) => member.example.id)));
  const isLeftOut = ({ id }: Example): boolean => leftOut.has(id);
  const [plan, split] = timed(() => splitExamples(examples, { seed: 0, isLeftOut }));
  const placed = examples.flatMap((example): Example[] => {
    const own = plan.splits.get(example.id);
    return own === undefined || isLeftOut(example) ? [] : [{ ...example, split: own }];
  });
  const [, measure] = timed(() => leakage(placed));
  return {
    exampleCount,
    cpuSeconds: { sign, cluster, split, leakage: measure },
    pairs: pairFigures(),
    secrets: await secretFigures(),
    scan: await scanFigures(folder),
  };
}

/** A third of them are copies of others with a sentence more; ten to a file. */
const someExamples = (count: number): Example[] =>
  Array.from({ length: count }, (_, i) => {
    const answer = i % 3 === 2 ? `${proseOf(i - 1, 4)} See ${i}.` : proseOf(i, 1 + (i % 4));
    return chat(
      `id${i}`,
      `What does \`name${i}\` in \`src/part${i % 97}/file${i % 9973}.ts\` do?`,
      answer,
      `file${i % 9973}.ts`,
    );
  });

function pairFigures(): CurationFigures["pairs"] {
  const pairs = duplicatePairs().map(({ a, b, isSame }) => ({
    isSame,
    similarity: jaccard(shinglesOf(plainText(a)), shinglesOf(plainText(b))),
  }));
  return THRESHOLDS.map((threshold) => {
    const found = pairs.filter(({ similarity }) => similarity >= threshold);
    const right = found.filter(({ isSame }) => isSame).length;
    return {
      threshold,
      precision: right / found.length,
      recall: right / pairs.filter(({ isSame }) => isSame).length,
    };
  });
}

async function secretFigures(): Promise<CurationFigures["secrets"]> {
  let [plantedCount, missedCount] = [0, 0];
  for (const { path, text, planted } of plantedFiles(SEEDS)) {
    const findings = await scanText(text, path);
    for (const secret of planted) {
      const start = text.indexOf(secret.text);
      plantedCount += 1;
      if (!findings.some((found) => found.start <= start && found.end >= start + secret.text.length)) missedCount += 1;
    }
  }
  const falsePositives: Record<string, number> = {};
  const benign = benignFiles(SEEDS);
  for (const { path, text } of benign) {
    for (const { rule } of await scanText(text, path)) {
      const name = `${rule} in ${path}`;
      falsePositives[name] = (falsePositives[name] ?? 0) + 1;
    }
  }
  return { plantedCount, missedCount, benignFileCount: benign.length, falsePositives };
}

async function scanFigures(folder: string): Promise<CurationFigures["scan"]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const bytes = await Promise.all(paths.map((path) => readFile(path)));
  const texts = bytes.filter((content) => !content.includes(0)).map((content) => content.toString("utf8"));
  const before = process.cpuUsage();
  for (const [index, text] of texts.entries()) await scanText(text, paths[index] ?? "");
  const seconds = cpuSecondsSince(before);
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  return {
    fileCount: texts.length,
    filesPerSecond: texts.length / seconds,
    megabytesPerSecond: characters / 1e6 / seconds,
  };
}

function timed<T>(work: () => T): [T, number] {
  const before = process.cpuUsage();
  return [work(), cpuSecondsSince(before)];
}

function cpuSecondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
