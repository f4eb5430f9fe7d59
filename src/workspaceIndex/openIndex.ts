import { readFile } from "node:fs/promises";
import { messageOf, UserError } from "../base/errors.ts";
import type { IndexedFile, Segment } from "../retrieval/segment.ts";
import { openSegment } from "../retrieval/segment.ts";
import { errorCode } from "../storage/atomicWrite.ts";
import { openVectors } from "../retrieval/vectors/vectorFile.ts";
import { type VectorBlock, vectorBlock } from "../retrieval/vectors/vectorBlock.ts";
import { type Manifest, type ManifestSegment, readManifest, segmentPath, vectorPath } from "./manifest.ts";

/** A segment with what the manifest says about it. */
export interface OpenSegment {
  readonly name: string;
  readonly segment: Segment;
  readonly sizeBytes: number;
  /** Of its passages; absent until they are made. */
  readonly vectors?: VectorBlock | undefined;
  readonly vectorBytes: number;
  /** What made them, or would have. */
  readonly vectorModel: string;
  readonly deadFiles: ReadonlySet<number>;
  /** Times of files that changed without their content. */
  readonly touched: ReadonlyMap<number, number>;
}

export interface OpenIndex {
  readonly manifest: Manifest;
  readonly segments: readonly OpenSegment[];
  /** Segments that could not be read, and why; their files count as not indexed. */
  readonly remarks: readonly string[];
}

/** A live file and where it stands. */
export interface FilePlace {
  readonly segment: OpenSegment;
  readonly index: number;
  /** With its time as last seen. */
  readonly file: IndexedFile;
}

/** A writer may replace segments while they are read; so often a reader begins anew. */
const ATTEMPTS = 5;

/**
 * Opens the index as its manifest has it, or undefined where there is none.
 *
 * @param modelOf whose vectors are opened where they are there.
 * @param known segments that are open already; segments never change, so those of the same name are taken over.
 * @throws UserError `index/damaged` when the manifest cannot be read.
 */
export async function openIndex(
  indexFolder: string,
  modelOf: (manifest: Manifest) => string | Promise<string>,
  known: readonly OpenSegment[] = [],
): Promise<OpenIndex | undefined> {
  const byName = new Map(known.map((open) => [open.name, open]));
  for (let attempt = 1; ; attempt++) {
    const manifest = await readManifest(indexFolder);
    if (manifest === undefined) return undefined;
    const model = await modelOf(manifest);
    const opened = await Promise.all(manifest.segments.map((entry) => openOne(indexFolder, model, entry, byName)));
    const missing = opened.some((each) => each === "missing");
    if (missing && attempt < ATTEMPTS && (await readManifest(indexFolder))?.generation !== manifest.generation)
      continue;
    return {
      manifest,
      segments: opened.filter((each) => typeof each === "object"),
      remarks: opened.flatMap((each, index) =>
        each === "missing"
          ? [`${manifest.segments[index]?.name ?? ""}.seg is missing`]
          : typeof each === "string"
            ? [each]
            : [],
      ),
    };
  }
}

/** The segment, `"missing"`, or what is wrong with it. */
async function openOne(
  indexFolder: string,
  model: string,
  entry: ManifestSegment,
  known: ReadonlyMap<string, OpenSegment>,
): Promise<OpenSegment | string> {
  const state = { deadFiles: new Set(entry.deadFiles), touched: new Map(entry.touched) };
  const same = known.get(entry.name);
  if (same?.vectors !== undefined && same.vectorModel === model) return { ...same, ...state };
  if (same !== undefined) {
    return { ...same, ...(await vectorsOf(indexFolder, model, entry.name, same.segment)), ...state };
  }
  try {
    const bytes = await readFile(segmentPath(indexFolder, entry.name));
    const segment = openSegment(bytes, `${entry.name}.seg`);
    const vectors = await vectorsOf(indexFolder, model, entry.name, segment);
    return { name: entry.name, segment, sizeBytes: bytes.length, ...vectors, ...state };
  } catch (error) {
    if (errorCode(error) === "ENOENT") return "missing";
    if (error instanceof UserError) return messageOf(error);
    throw error;
  }
}

/** Vectors that are absent, damaged or of another model are made again by the next update. */
async function vectorsOf(
  indexFolder: string,
  model: string,
  name: string,
  segment: Segment,
): Promise<Pick<OpenSegment, "vectors" | "vectorBytes" | "vectorModel">> {
  try {
    const bytes = await readFile(vectorPath(indexFolder, name, model));
    const vectors = openVectors(bytes, model, segment.lengths.length, `${name}.vec`);
    return { vectors: vectorBlock(vectors), vectorBytes: bytes.length, vectorModel: model };
  } catch (error) {
    if (errorCode(error) === "ENOENT" || error instanceof UserError) {
      return { vectors: undefined, vectorBytes: 0, vectorModel: model };
    }
    throw error;
  }
}

/** Live files by path. */
export function liveFiles(segments: readonly OpenSegment[]): Map<string, FilePlace> {
  const places = new Map<string, FilePlace>();
  for (const segment of segments) {
    for (const [index, file] of segment.segment.files.entries()) {
      if (segment.deadFiles.has(index)) continue;
      const modifiedMs = segment.touched.get(index) ?? file.modifiedMs;
      places.set(file.path, { segment, index, file: { ...file, modifiedMs } });
    }
  }
  return places;
}
