import { readFile } from "node:fs/promises";
import { at } from "../base/at.ts";
import { UserError } from "../base/errors.ts";
import type { DocOrigin } from "../retrieval/mergeSegments.ts";
import type { Embedding } from "../retrieval/vectors/embedding.ts";
import type { QuantizedVectors } from "../retrieval/vectors/vectorBlock.ts";
import { encodeVectors, openVectors } from "../retrieval/vectors/vectorFile.ts";
import { errorCode, writeFileAtomic } from "../storage/atomicWrite.ts";
import { begunVectorPath, vectorPath } from "./manifest.ts";
import type { OpenSegment } from "./openIndex.ts";
import { passageHash, type ReadFileLines, segmentVectors } from "./segmentVectors.ts";

/** With what vectors are made. */
export interface VectorMaker {
  readonly embedding: Embedding;
  /** Of files as they are now. */
  readonly linesOf: ReadFileLines;
}

/** What is begun is written so often: the work of so many seconds is lost by a kill. */
const KEEP_EVERY_MS = 10_000;

/**
 * The vectors of a segment of an index. Those of a model that reads texts are dear: what an update that was cut short
 * has made is gone on with, and passages that stood the same in the same file before keep theirs.
 * Throws the signal's reason when aborted.
 */
export async function makeVectors(
  { folder, segments }: { readonly folder: string; readonly segments: readonly OpenSegment[] },
  open: OpenSegment,
  { embedding, linesOf }: VectorMaker,
  onDone: (count: number) => void,
  signal?: AbortSignal,
): Promise<QuantizedVectors> {
  const begunPath = begunVectorPath(folder, open.name, embedding.id);
  const begun = embedding.kind === "texts" ? await readVectors(begunPath, embedding.id) : undefined;
  let keptAt = performance.now();
  return segmentVectors(embedding, open.segment, {
    linesOf,
    deadFiles: open.deadFiles,
    begun: begun && { ...begun, count: begun.scales.length },
    known: embedding.kind === "texts" ? await knownVectors(folder, segments, open, embedding.id) : undefined,
    signal,
    onGroup: async (group) => {
      onDone(group.count);
      if (performance.now() - keptAt < KEEP_EVERY_MS) return;
      await writeFileAtomic(begunPath, encodeVectors(embedding.id, group));
      keptAt = performance.now();
    },
  });
}

/** The vectors of what segments are merged into, and their model; undefined unless all of the segments have theirs. */
export async function mergedVectors(
  folder: string,
  merged: readonly OpenSegment[],
  origins: readonly DocOrigin[],
): Promise<(QuantizedVectors & { readonly model: string }) | undefined> {
  const model = merged[0]?.vectorModel ?? "";
  const all = await Promise.all(
    merged.map(async (open) =>
      open.vectors === undefined ? undefined : readVectors(vectorPath(folder, open.name, model), model),
    ),
  );
  const known = all.filter((each) => each !== undefined);
  if (known.length < merged.length) return undefined;
  const dimension = at(known, 0).dimension;
  const rows = new Int8Array(origins.length * dimension);
  for (const [doc, origin] of origins.entries()) {
    rows.set(vectorOf(at(known, origin.input), origin.doc).rows, doc * dimension);
  }
  const scales = Float32Array.from(origins, ({ input, doc }) => at(at(known, input).scales, doc));
  return { model, dimension, scales, rows };
}

/** Vectors of passages that stood the same in the same file before, dead ones too. */
async function knownVectors(folder: string, segments: readonly OpenSegment[], open: OpenSegment, model: string) {
  const paths = new Set(open.segment.files.map(({ path }) => path));
  const found = new Map<string, QuantizedVectors>();
  for (const { name, segment, vectors, vectorModel } of segments) {
    if (vectors === undefined || vectorModel !== model) continue;
    const files = [...segment.files.entries()].filter(([, { path }]) => paths.has(path));
    const all = files.length > 0 ? await readVectors(vectorPath(folder, name, model), model) : undefined;
    if (all === undefined) continue;
    for (const [index, { path }] of files) {
      for (let doc = at(segment.fileStart, index); doc < at(segment.fileStart, index + 1); doc++) {
        found.set(`${path}\0${passageHash(segment, doc)}`, vectorOf(all, doc));
      }
    }
  }
  return (path: string, hash: string) => found.get(`${path}\0${hash}`);
}

async function readVectors(path: string, model: string): Promise<QuantizedVectors | undefined> {
  try {
    return openVectors(await readFile(path), model, undefined, path);
  } catch (error) {
    // Made again: nothing but time hangs on it.
    if (errorCode(error) === "ENOENT" || error instanceof UserError) return undefined;
    throw error;
  }
}

const vectorOf = ({ dimension, scales, rows }: QuantizedVectors, doc: number): QuantizedVectors => ({
  dimension,
  scales: scales.subarray(doc, doc + 1),
  rows: rows.subarray(doc * dimension, (doc + 1) * dimension),
});
