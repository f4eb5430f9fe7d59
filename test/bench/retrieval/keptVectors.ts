import { createHash } from "node:crypto";
import { closeSync, existsSync, openSync, readFileSync, truncateSync, writeSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type EmbeddingChoice, vectorModelOf } from "../../../src/core/embedding.ts";
import type { Embedder } from "../../../src/inference/embedder.ts";
import { passageInput } from "../../../src/retrieval/vectors/embedding.ts";
import { benchFolder } from "../packages.ts";
import type { RankingTask } from "./rankingScores.ts";

/** A task's passages and questions as a model that reads texts sees them. */
export interface TaskVectors {
  /** [passages, dimension] */
  readonly passages: Float32Array;
  /** Of each question by its words. */
  readonly questions: ReadonlyMap<string, Float32Array>;
  readonly dimension: number;
}

/** Texts after which what was made is written down: a kill costs no more. */
const GROUP_TEXTS = 128;
const HASH_BYTES = 32;

/**
 * Vectors of tasks' texts, each made once and kept below `.bench`: a model takes much longer for them than all that is
 * measured with them.
 */
export async function keptVectors(
  choice: EmbeddingChoice,
  { dimension, embed }: Embedder,
  report: (line: string) => void,
): Promise<(task: RankingTask) => Promise<TaskVectors>> {
  const folder = join(benchFolder(), "vectors");
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${vectorModelOf(choice)}.bin`);
  const known = readKept(path, dimension);

  return async ({ name, passages, questions }) => {
    const inputs = passages.map(passageInput);
    const queries = [...new Set(questions.map(({ query }) => query))];
    for (const [as, texts] of [
      ["passage", inputs],
      ["query", queries],
    ] as const) {
      const missing = texts.filter((text) => !known.has(keyOf(as, text)));
      const startedAt = process.cpuUsage();
      for (let start = 0; start < missing.length; start += GROUP_TEXTS) {
        const group = missing.slice(start, start + GROUP_TEXTS);
        const made = await embed(group, as);
        keep(path, as, group, made, known);
        const { user, system } = process.cpuUsage(startedAt);
        const done = start + group.length;
        const perText = (user + system) / 1000 / done;
        report(
          `${name}: ${done} of ${missing.length} ${as === "query" ? "questions" : "passages"} read, ${perText.toFixed(1)} ms of processor time each`,
        );
      }
    }
    const vectorOf = (as: "query" | "passage", text: string): Float32Array =>
      known.get(keyOf(as, text)) ?? new Float32Array(dimension);
    const all = new Float32Array(passages.length * dimension);
    for (const [index, input] of inputs.entries()) all.set(vectorOf("passage", input), index * dimension);
    return { dimension, passages: all, questions: new Map(queries.map((query) => [query, vectorOf("query", query)])) };
  };
}

const hashOf = (as: "query" | "passage", text: string): Buffer =>
  createHash("sha256").update(`${as}\n${text}`).digest();
const keyOf = (as: "query" | "passage", text: string): string => hashOf(as, text).toString("latin1");

/** Records of a hash and a vector; one that a kill tore is cut off. */
function readKept(path: string, dimension: number): Map<string, Float32Array> {
  const known = new Map<string, Float32Array>();
  if (!existsSync(path)) return known;
  const bytes = readFileSync(path);
  const recordBytes = HASH_BYTES + 4 * dimension;
  const whole = bytes.length - (bytes.length % recordBytes);
  if (whole < bytes.length) truncateSync(path, whole);
  for (let start = 0; start < whole; start += recordBytes) {
    const vector = new Float32Array(dimension);
    new Uint8Array(vector.buffer).set(bytes.subarray(start + HASH_BYTES, start + recordBytes));
    known.set(bytes.toString("latin1", start, start + HASH_BYTES), vector);
  }
  return known;
}

function keep(
  path: string,
  as: "query" | "passage",
  texts: readonly string[],
  made: Float32Array,
  known: Map<string, Float32Array>,
): void {
  const dimension = made.length / texts.length;
  const records = texts.map((text, index) => {
    const vector = made.slice(index * dimension, (index + 1) * dimension);
    known.set(keyOf(as, text), vector);
    return Buffer.concat([hashOf(as, text), new Uint8Array(vector.buffer)]);
  });
  const file = openSync(path, "a");
  try {
    writeSync(file, Buffer.concat(records));
  } finally {
    closeSync(file);
  }
}
