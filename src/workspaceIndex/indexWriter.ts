import { randomBytes } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { at } from "../base/at.ts";
import { buildSegment, type IndexableFile } from "../retrieval/buildSegment.ts";
import { createWordHasher } from "../retrieval/codeTokenizer.ts";
import { mergeSegments } from "../retrieval/mergeSegments.ts";
import { openSegment } from "../retrieval/segment.ts";
import { type QuantizedVectors, vectorBlock } from "../retrieval/vectors/vectorBlock.ts";
import { encodeVectors } from "../retrieval/vectors/vectorFile.ts";
import type { EmbeddingChoice } from "../core/embedding.ts";
import { writeFileAtomic } from "../storage/atomicWrite.ts";
import { chooseMerge, type SegmentSize } from "./chooseMerge.ts";
import { begunVectorPath, EMPTY_MANIFEST, segmentPath, vectorPath, writeManifest } from "./manifest.ts";
import { type FilePlace, liveFiles, type OpenIndex, type OpenSegment } from "./openIndex.ts";
import { makeVectors, mergedVectors, type VectorMaker } from "./storedVectors.ts";

/** A segment with a state that may change. */
interface WrittenSegment extends OpenSegment {
  readonly deadFiles: Set<number>;
  readonly touched: Map<number, number>;
}

/** Files that an index consists of, whatever their number. */
const PART_OF_INDEX = /^s[0-9a-f]{12}\.(?:seg|[\w-]+\.(?:vec|part))$|\.tmp$/;

/** What of an index its user chooses; it is kept with it. */
export interface IndexSettings {
  /** What makes the vectors; undefined: the model that comes with the product. */
  readonly embedding: EmbeddingChoice | undefined;
  readonly maxBytes: number;
}

/**
 * Changes an index in steps, each of which is a whole index: segments are written first, then a manifest that names
 * them takes the place of the one before. Whoever is killed between loses the step, never the index.
 * The caller holds the lock.
 */
export class IndexWriter {
  readonly #folder: string;
  readonly #hashesOf = createWordHasher();
  #generation: number;
  /** Whether there is something to commit. */
  #isChanged = false;
  #isComplete: boolean;
  readonly #settings: IndexSettings;
  #segments: WrittenSegment[];
  #places: Map<string, FilePlace>;

  constructor(folder: string, opened: OpenIndex | undefined, settings: IndexSettings) {
    const manifest = opened?.manifest ?? EMPTY_MANIFEST;
    this.#settings = settings;
    this.#folder = folder;
    this.#generation = manifest.generation;
    this.#isComplete = manifest.isComplete;
    // What could not be opened is left out of the next manifest.
    this.#isChanged =
      opened === undefined ||
      opened.remarks.length > 0 ||
      manifest.maxBytes !== settings.maxBytes ||
      JSON.stringify(manifest.embedding) !== JSON.stringify(settings.embedding);
    this.#segments = (opened?.segments ?? []).map((open) => ({
      ...open,
      deadFiles: new Set(open.deadFiles),
      touched: new Map(open.touched),
    }));
    this.#places = liveFiles(this.#segments);
  }

  /** Live files by path. */
  get files(): ReadonlyMap<string, FilePlace> {
    return this.#places;
  }

  get segments(): readonly OpenSegment[] {
    return this.#segments;
  }

  /** Forgets a file; takes effect with the next `commit`. */
  remove(path: string): void {
    const place = this.#places.get(path);
    if (place === undefined) return;
    this.#segmentOf(place).deadFiles.add(place.index);
    this.#isChanged = true;
    this.#places.delete(path);
  }

  /** Notes that a file's time changed and its content did not; takes effect with the next `commit`. */
  touch(path: string, modifiedMs: number): void {
    const place = this.#places.get(path);
    if (place === undefined) return;
    this.#segmentOf(place).touched.set(place.index, modifiedMs);
    this.#isChanged = true;
    this.#places.set(path, { ...place, file: { ...place.file, modifiedMs } });
  }

  /**
   * Indexes files, in the place of what was indexed of them before; takes effect with the next `commit`.
   * At most `MAX_BUILT_DOCS` passages, which get their vectors at once where a model is given.
   */
  async add(files: readonly IndexableFile[], maker?: VectorMaker, signal?: AbortSignal): Promise<void> {
    for (const { file } of files) this.remove(file.path);
    const last = await this.#write(buildSegment(files, this.#hashesOf));
    if (last !== undefined && maker !== undefined) await this.#embedOne(last, maker, () => undefined, signal);
  }

  /** Makes what was done the index, unless nothing was. @param isComplete whether all files have been looked at. */
  async commit(isComplete: boolean): Promise<void> {
    if (!this.#isChanged && isComplete === this.#isComplete) return;
    this.#generation++;
    await writeManifest(this.#folder, {
      version: 1,
      generation: this.#generation,
      segments: this.#segments.map(({ name, deadFiles, touched }) => ({
        name,
        deadFiles: [...deadFiles].sort((a, b) => a - b),
        touched: [...touched],
      })),
      updatedAt: new Date().toISOString(),
      isComplete,
      ...this.#settings,
    });
    this.#isChanged = false;
    this.#isComplete = isComplete;
  }

  /**
   * Merges segments until there are few and little of them is garbage; takes effect with the next `commit`.
   * Throws the signal's reason when aborted; the index is then as it was at the last commit.
   */
  async compact(signal?: AbortSignal): Promise<void> {
    for (;;) {
      signal?.throwIfAborted();
      const chosen = chooseMerge(this.#segments.map(sizeOf));
      if (chosen === undefined) break;
      await this.#merge(chosen.map((index) => at(this.#segments, index)));
    }
  }

  /** Makes the vectors that are missing. Takes effect with the next `commit`. Throws the signal's reason when aborted. */
  async embed(
    maker: VectorMaker,
    onProgress: (done: number, total: number) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    const missing = this.#segments.filter(({ vectors }) => vectors === undefined);
    const total = missing.reduce((sum, { segment }) => sum + segment.lengths.length, 0);
    let done = 0;
    for (const open of missing) {
      signal?.throwIfAborted();
      onProgress(done, total);
      await this.#embedOne(open, maker, (count) => onProgress(done + count, total), signal);
      done += open.segment.lengths.length;
    }
    onProgress(done, done);
  }

  /**
   * Deletes files of the index that its manifest does not name: of an update that was cut short, merged since, or vectors
   * of another model than this.
   */
  async removeLeftovers(model: string): Promise<void> {
    const named = new Set(this.#segments.flatMap(({ name }) => [`${name}.seg`, `${name}.${model}.vec`]));
    for (const entry of await readdir(this.#folder)) {
      if (PART_OF_INDEX.test(entry) && !named.has(entry)) await rm(join(this.#folder, entry), { force: true });
    }
  }

  async #embedOne(
    open: WrittenSegment,
    maker: VectorMaker,
    onDone: (count: number) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    const vectors = await makeVectors({ folder: this.#folder, segments: this.#segments }, open, maker, onDone, signal);
    await this.#keepVectors(open, maker.embedding.id, vectors);
    await rm(begunVectorPath(this.#folder, open.name, maker.embedding.id), { force: true });
  }

  async #keepVectors(open: WrittenSegment, model: string, vectors: QuantizedVectors): Promise<void> {
    const bytes = encodeVectors(model, vectors);
    await writeFileAtomic(vectorPath(this.#folder, open.name, model), bytes);
    this.#segments = this.#segments.map((each) =>
      each === open ? { ...open, vectors: vectorBlock(vectors), vectorBytes: bytes.length, vectorModel: model } : each,
    );
    this.#isChanged = true;
  }

  /** Vectors go along where all of the chosen have them. */
  async #merge(chosen: readonly WrittenSegment[]): Promise<void> {
    const { bytes, origins } = mergeSegments(
      chosen.map(({ segment, deadFiles, touched }) => ({ segment: withTimes(segment, touched), deadFiles })),
    );
    const vectors = await mergedVectors(this.#folder, chosen, origins);
    this.#segments = this.#segments.filter((open) => !chosen.includes(open));
    const merged = await this.#write(bytes);
    if (merged !== undefined && vectors !== undefined) await this.#keepVectors(merged, vectors.model, vectors);
  }

  /** The segment that was added, unless it would be empty. */
  async #write(bytes: Uint8Array): Promise<WrittenSegment | undefined> {
    // Never used before, so that whoever has a segment open by its name has the right one.
    const name = `s${randomBytes(6).toString("hex")}`;
    const segment = openSegment(bytes, `${name}.seg`);
    let added: WrittenSegment | undefined;
    if (segment.files.length > 0) {
      await writeFileAtomic(segmentPath(this.#folder, name), bytes);
      const state = { deadFiles: new Set<number>(), touched: new Map<number, number>() };
      added = { name, segment, sizeBytes: bytes.length, vectorBytes: 0, vectorModel: "", ...state };
      this.#segments.push(added);
    }
    this.#places = liveFiles(this.#segments);
    this.#isChanged = true;
    return added;
  }

  #segmentOf({ segment }: FilePlace): WrittenSegment {
    const found = this.#segments.find(({ name }) => name === segment.name);
    if (found === undefined) throw new Error(`segment ${segment.name} is no part of the index`);
    return found;
  }
}

function sizeOf({ segment, deadFiles }: OpenSegment): SegmentSize {
  const size = segment.files.length + segment.lengths.length;
  let dead = deadFiles.size;
  for (const file of deadFiles) dead += (segment.fileStart[file + 1] ?? 0) - (segment.fileStart[file] ?? 0);
  return { size, liveSize: size - dead };
}

/** A segment whose files carry their times as last seen. */
function withTimes(segment: OpenSegment["segment"], touched: ReadonlyMap<number, number>): OpenSegment["segment"] {
  if (touched.size === 0) return segment;
  const files = segment.files.map((file, index) => ({ ...file, modifiedMs: touched.get(index) ?? file.modifiedMs }));
  return { ...segment, files };
}
