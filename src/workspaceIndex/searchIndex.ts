import { stat } from "node:fs/promises";
import { at } from "../base/at.ts";
import { UserError } from "../base/errors.ts";
import type { IndexStatus, SearchHit, SearchRequest, SearchResult } from "../core/search.ts";
import { vectorModelOf } from "../core/embedding.ts";
import { type LiveSegment, liveSegmentOf } from "../retrieval/bm25.ts";
import { livePassageCount, type Ranking, rankPassages } from "../retrieval/rankPassages.ts";
import { fileOfDoc, type IndexedFile, type Segment } from "../retrieval/segment.ts";
import type { ScoredDoc } from "../retrieval/topDocs.ts";
import { type Embedding, embedQuery } from "../retrieval/vectors/embedding.ts";
import { vectorBlock } from "../retrieval/vectors/vectorBlock.ts";
import { FileOverlay } from "./fileOverlay.ts";
import { indexWriterPid } from "./indexLock.ts";
import { DEFAULT_MAX_INDEX_BYTES } from "./indexRoom.ts";
import { manifestPath } from "./manifest.ts";
import { NO_HASH } from "./readIndexable.ts";
import { liveFiles, openIndex, type OpenIndex, type OpenSegment } from "./openIndex.ts";
import { segmentVectors } from "./segmentVectors.ts";
import { onlyStatic, type OpenEmbedding } from "./staticModel.ts";
import { readSkipped } from "./skippedFiles.ts";
import type { IndexedSource } from "./surveySources.ts";

/** A file that changes while it is searched is looked at again, but not for ever. */
const MAX_ROUNDS = 3;

/**
 * The index of a folder, opened for searching. It follows what a writer of any process commits, and never answers from
 * what a file no longer holds: files among the hits that changed since they were indexed are read again into memory,
 * and the search is repeated.
 */
export class SearchIndex {
  readonly #root: string;
  readonly #folder: string;
  readonly #overlay: FileOverlay;
  readonly #openEmbedding: OpenEmbedding;
  #embedding: Embedding | undefined;
  #opened: OpenIndex | undefined;
  /** Size and time of the manifest that is open. */
  #seen = "";
  #live: { readonly version: number; readonly segments: readonly LiveSegment[] } | undefined;

  constructor(root: string, indexFolder: string, openEmbedding: OpenEmbedding = onlyStatic) {
    this.#openEmbedding = openEmbedding;
    this.#root = root;
    this.#folder = indexFolder;
    this.#overlay = new FileOverlay(root);
  }

  /** Segments as they are now, for a writer to go on from; none where there is no index, or a damaged one. */
  async segments(): Promise<readonly OpenSegment[]> {
    try {
      return (await this.#refresh()).segments;
    } catch (error) {
      if (error instanceof UserError) return [];
      throw error;
    }
  }

  /** What an editor holds of a file and has not saved; undefined when it is saved or closed. Takes effect at once. */
  async setBuffer(path: string, text: string | undefined): Promise<void> {
    await this.#overlay.setBuffer(path, text);
  }

  /** @throws UserError `index/none`, `index/damaged`. */
  async search(request: SearchRequest): Promise<SearchResult> {
    const startedAt = performance.now();
    await this.#refresh();
    const embedding = this.#embedding;
    const query = embedding && request.kind !== "keyword" ? await embedQuery(embedding, request.query) : undefined;
    for (let round = 1; ; round++) {
      const segments = await this.#liveSegments();
      const { docs, kind, terms } = rankPassages(segments, request, query && (() => query));
      const isFresh = await this.#checkFiles(segments, docs);
      if (!isFresh && round < MAX_ROUNDS) continue;
      const hits = await this.#hitsOf(segments, docs);
      const passageCount = livePassageCount(segments);
      return { hits, kind, terms, passageCount, tookMs: performance.now() - startedAt };
    }
  }

  /** @throws UserError `index/none`, `index/damaged`. */
  async status(): Promise<IndexStatus> {
    const { manifest, segments } = await this.#refresh();
    const model = manifest.embedding === undefined ? this.#embedding?.id : vectorModelOf(manifest.embedding);
    const embedded = segments.reduce((sum, { vectors, segment, deadFiles }) => {
      return sum + (vectors === undefined ? 0 : liveSegmentOf(segment, deadFiles).liveDocCount);
    }, 0);
    const known = [...liveFiles(segments).values()].map(({ file }) => file);
    // Those that could not be read as text are remembered, so that they are not opened again.
    const files = known.filter(({ sha256 }) => sha256 !== NO_HASH);
    return {
      folder: this.#folder,
      files: files.length,
      passages: livePassageCount(segments.map(({ segment, deadFiles }) => liveSegmentOf(segment, deadFiles))),
      textBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      keywordBytes: segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      vectorBytes: segments.reduce((sum, { vectorBytes }) => sum + vectorBytes, 0),
      vectors: model === undefined ? {} : { [model]: embedded },
      maxBytes: manifest.maxBytes ?? DEFAULT_MAX_INDEX_BYTES,
      updatedAt: manifest.updatedAt,
      isComplete: manifest.isComplete,
      writer: await indexWriterPid(this.#folder),
      skipped: await readSkipped(this.#folder),
    };
  }

  /** Every live file as the index has it, by path. @throws UserError `index/none`, `index/damaged`. */
  async files(): Promise<ReadonlyMap<string, IndexedSource>> {
    const { segments } = await this.#refresh();
    const rows = [...liveFiles(segments)].map(([path, { segment, index, file }]) => {
      const { fileStart } = segment.segment;
      const passages = (fileStart[index + 1] ?? 0) - (fileStart[index] ?? 0);
      return [path, { sizeBytes: file.sizeBytes, modifiedMs: file.modifiedMs, passages }] as const;
    });
    return new Map(rows);
  }

  /** Opens what a writer has committed since; cheap when nothing was. */
  async #refresh(): Promise<OpenIndex> {
    const seen = await stat(manifestPath(this.#folder)).then(
      ({ size, mtimeMs, ino }) => `${size} ${mtimeMs} ${ino}`,
      () => "",
    );
    if (this.#opened === undefined || seen !== this.#seen) {
      this.#opened = await openIndex(
        this.#folder,
        async ({ embedding }) => {
          // A model that is not at hand leaves words to search by.
          this.#embedding = await this.#openEmbedding(embedding).catch((error: unknown) => {
            if (error instanceof UserError && embedding !== undefined) return undefined;
            throw error;
          });
          return this.#embedding?.id ?? "";
        },
        this.#opened?.segments ?? [],
      );
      this.#seen = seen;
      this.#overlay.forgetDisk();
    }
    if (this.#opened === undefined) throw noIndex(this.#root);
    return this.#opened;
  }

  /** The segments on disk without the files that are overlaid, and what is overlaid behind them. */
  async #liveSegments(): Promise<readonly LiveSegment[]> {
    const { version } = this.#overlay;
    if (this.#live?.version !== version) {
      const masked = (this.#opened?.segments ?? []).map(({ segment, deadFiles, vectors }) => {
        const hidden = segment.files.flatMap(({ path }, index) => (this.#overlay.has(path) ? [index] : []));
        return liveSegmentOf(segment, new Set([...deadFiles, ...hidden]), vectors);
      });
      const overlaid = await Promise.all(this.#overlay.segments().map((segment) => this.#withVectors(segment)));
      this.#live = { version, segments: [...masked, ...overlaid] };
    }
    return this.#live.segments;
  }

  async #withVectors(segment: Segment): Promise<LiveSegment> {
    if (this.#embedding === undefined) return liveSegmentOf(segment, new Set());
    const linesOf = (path: string) => this.#overlay.linesOf(path);
    const vectors = await segmentVectors(this.#embedding, segment, { linesOf, deadFiles: new Set() });
    return liveSegmentOf(segment, new Set(), vectorBlock(vectors));
  }

  /** Reads files again that are not as they were indexed; returns false when there were some. */
  async #checkFiles(segments: readonly LiveSegment[], docs: readonly ScoredDoc[]): Promise<boolean> {
    const files = new Map(docs.map((doc) => fileEntry(segments, doc)));
    const changed = await Promise.all([...files.values()].map((file) => this.#overlay.refresh(file)));
    return !changed.includes(true);
  }

  async #hitsOf(segments: readonly LiveSegment[], docs: Ranking["docs"]): Promise<SearchHit[]> {
    const hits = docs.map(async (doc): Promise<SearchHit | undefined> => {
      const { path } = fileAt(segments, doc);
      const record = at(segments, doc.segment).segment.record(doc.doc);
      const text = await this.#overlay.textOf(path, record.startLine, record.endLine);
      // Cosines of another model lie elsewhere, and the gate of answers does not know where.
      const similarity = this.#embedding?.kind === "static" ? doc.similarity : undefined;
      return text === undefined ? undefined : { path, ...record, score: doc.score, similarity, text };
    });
    return (await Promise.all(hits)).filter((hit) => hit !== undefined);
  }
}

function fileAt(segments: readonly LiveSegment[], { segment: index, doc }: ScoredDoc): IndexedFile {
  const { segment } = at(segments, index);
  return at(segment.files, fileOfDoc(segment, doc));
}

function fileEntry(segments: readonly LiveSegment[], doc: ScoredDoc): [string, IndexedFile] {
  const file = fileAt(segments, doc);
  return [file.path, file];
}

const noIndex = (root: string) =>
  new UserError("index/none", `there is no index of ${root}`, "Run `espalier index` first.");
