import { stat } from "node:fs/promises";
import { join } from "node:path";
import { languageOf } from "../corpus/languages.ts";
import { readLines } from "../corpus/readLines.ts";
import { buildSegment, type IndexableFile, MAX_BUILT_DOCS } from "../retrieval/buildSegment.ts";
import { createWordHasher } from "../retrieval/codeTokenizer.ts";
import { type IndexedFile, openSegment, type Segment } from "../retrieval/segment.ts";
import { indexablePassages, NO_HASH, readIndexable } from "./readIndexable.ts";

/** Texts of files that were shown last are kept, since the next search often shows them again. */
const KEPT_TEXTS = 64;

type Overlaid =
  /** What an editor holds. */
  | { readonly kind: "buffer"; readonly text: string; readonly segment: Segment }
  /** Changed on the disk since it was indexed. */
  | { readonly kind: "disk"; readonly segment: Segment }
  | { readonly kind: "gone" };

/** Files that are not as the index has them, a segment in memory for each: unsaved buffers, and what changed since. */
export class FileOverlay {
  readonly #root: string;
  readonly #hashesOf = createWordHasher();
  readonly #files = new Map<string, Overlaid>();
  /** Files that were read and found to be as indexed, though their time says otherwise. */
  readonly #verified = new Map<string, string>();
  readonly #texts = new Map<string, { readonly stamp: string; readonly lines: readonly string[] }>();
  #version = 0;

  constructor(root: string) {
    this.#root = root;
  }

  /** Grows with every change. */
  get version(): number {
    return this.#version;
  }

  has(path: string): boolean {
    return this.#files.has(path);
  }

  segments(): Segment[] {
    return [...this.#files.values()].flatMap((each) => (each.kind === "gone" ? [] : [each.segment]));
  }

  async setBuffer(path: string, text: string | undefined): Promise<void> {
    const language = languageOf(path);
    if (text === undefined) {
      this.#files.delete(path);
      this.#version++;
      return;
    }
    const file = { path, sizeBytes: Buffer.byteLength(text), modifiedMs: 0, sha256: NO_HASH };
    const passages = (await indexablePassages({ path, language }, text)).slice(0, MAX_BUILT_DOCS);
    this.#put(path, { kind: "buffer", text, segment: this.#segmentOf({ file, passages }) });
  }

  /** Forgets what was read from the disk: a new index holds it, or it is found again. */
  forgetDisk(): void {
    for (const [path, { kind }] of this.#files) if (kind !== "buffer") this.#files.delete(path);
    this.#verified.clear();
    this.#version++;
  }

  /** Looks whether a file is as `indexed`, and takes it in when not. Returns whether it was taken in. */
  async refresh(indexed: IndexedFile): Promise<boolean> {
    const { path } = indexed;
    if (this.#files.get(path)?.kind === "buffer") return false;
    const absolutePath = join(this.#root, path);
    const now = await stat(absolutePath).catch(() => undefined);
    const language = languageOf(path);
    if (now === undefined || !now.isFile()) {
      this.#put(path, { kind: "gone" });
      return true;
    }
    if (now.size === indexed.sizeBytes && now.mtimeMs === indexed.modifiedMs) return false;
    const stamp = `${now.size} ${now.mtimeMs} ${indexed.sha256}`;
    if (this.#verified.get(path) === stamp) return false;
    const file = { path, absolutePath, sizeBytes: now.size, mtimeMs: now.mtimeMs, language };
    const read = await readIndexable(file, indexed.sha256);
    if (read.kind === "same") {
      this.#verified.set(path, stamp);
      return false;
    }
    this.#put(path, { kind: "disk", segment: this.#segmentOf(read.indexable) });
    return true;
  }

  /** All lines of a file as it is now, or undefined where there is none such. */
  async linesOf(path: string): Promise<readonly string[] | undefined> {
    const overlaid = this.#files.get(path);
    return overlaid?.kind === "buffer" ? overlaid.text.split("\n") : await this.#linesOnDisk(path);
  }

  /** Lines of a file as it is now, or undefined where it has none such. */
  async textOf(path: string, startLine: number, endLine: number): Promise<string | undefined> {
    const lines = await this.linesOf(path);
    return lines === undefined || lines.length < endLine ? undefined : lines.slice(startLine - 1, endLine).join("\n");
  }

  async #linesOnDisk(path: string): Promise<readonly string[] | undefined> {
    const absolutePath = join(this.#root, path);
    const now = await stat(absolutePath).catch(() => undefined);
    if (now === undefined) return undefined;
    const stamp = `${now.size} ${now.mtimeMs}`;
    const kept = this.#texts.get(path);
    if (kept?.stamp === stamp) return kept.lines;
    const lines = await readLines({ path, absolutePath, language: languageOf(path) });
    if (lines === undefined) return undefined;
    this.#texts.delete(path);
    if (this.#texts.size >= KEPT_TEXTS) this.#texts.delete(this.#texts.keys().next().value ?? "");
    this.#texts.set(path, { stamp, lines });
    return lines;
  }

  #segmentOf(file: IndexableFile): Segment {
    return openSegment(buildSegment([file], this.#hashesOf), file.file.path);
  }

  #put(path: string, overlaid: Overlaid): void {
    this.#files.set(path, overlaid);
    this.#version++;
  }
}
