import type { Passage } from "../core/passage.ts";
import type { FoundFile } from "../core/foundFile.ts";
import { contentsOf } from "../corpus/contentsOf.ts";
import { readBytes } from "../corpus/readBytes.ts";
import { textOf } from "../corpus/textOf.ts";
import { textPassages } from "../corpus/passages/textPassages.ts";
import { type IndexableFile, type IndexablePassage, MAX_BUILT_DOCS } from "../retrieval/buildSegment.ts";

export type ReadFile =
  /** A file as the index takes it; without passages where there is a reason to index nothing of it. */
  | { readonly kind: "read"; readonly indexable: IndexableFile; readonly reason?: string }
  /** Its content is that of `knownSha256`. */
  | { readonly kind: "same"; readonly path: string; readonly modifiedMs: number };

/**
 * File systems note times in steps of up to two seconds (FAT), and a file may be written again within one. What was
 * written this recently is remembered without its time, and so looked at again by the next update.
 */
const TIME_STEP_MS = 2000;
/** Longer signatures and headings are cut: they are for showing, and what is found by them stands in the text. */
const MAX_SHOWN_LENGTH = 400;
const MAX_HEADINGS = 8;

/**
 * Reads a file and cuts it into passages, unless its content is what it was. Throws only when aborted.
 *
 * @param knownSha256 of what is indexed of the file.
 */
export async function readIndexable(
  found: FoundFile,
  knownSha256: string | undefined,
  signal?: AbortSignal,
): Promise<ReadFile> {
  const { path, absolutePath, language } = found;
  const modifiedMs = trustedTime(found);
  const read = await readBytes(absolutePath, signal);
  if ("reason" in read) return unreadFile(found, read.reason);
  if (read.hash === knownSha256) return { kind: "same", path, modifiedMs };
  const contents = await passagesOf({ path, language }, read.bytes);
  if ("reason" in contents) return unreadFile(found, contents.reason);
  const file = { path, sizeBytes: found.sizeBytes, modifiedMs, sha256: read.hash };
  const passages = contents.passages.map(indexablePassage);
  if (passages.length <= MAX_BUILT_DOCS) return { kind: "read", indexable: { file, passages } };
  const reason = `${passages.length} passages, more than the ${MAX_BUILT_DOCS} that a file may have`;
  return { kind: "read", indexable: { file, passages: [] }, reason };
}

/** A file of which nothing is indexed; it is remembered, so that it is not read again before it changes. */
export function unreadFile(found: FoundFile, reason: string): ReadFile {
  const file = { path: found.path, sizeBytes: found.sizeBytes, modifiedMs: trustedTime(found), sha256: NO_HASH };
  return { kind: "read", indexable: { file, passages: [] }, reason };
}

/** What was written since it was found is of another time, and so is seen by the next update. */
function trustedTime({ mtimeMs }: FoundFile): number {
  return Date.now() - mtimeMs < TIME_STEP_MS ? 0 : mtimeMs;
}

/** A text in passages as the index takes them. */
export async function indexablePassages(
  file: Pick<FoundFile, "path" | "language">,
  text: string,
): Promise<IndexablePassage[]> {
  const found = await passagesOf(file, text);
  return "reason" in found ? [] : found.passages.map(indexablePassage);
}

/** A parser that fails on a file costs that file its structure, not its place in the index. */
async function passagesOf(
  file: Pick<FoundFile, "path" | "language">,
  source: Uint8Array | string,
): Promise<{ readonly passages: readonly Passage[] } | { readonly reason: string }> {
  try {
    return await contentsOf(file, source);
  } catch {
    const read = typeof source === "string" ? { text: source } : textOf(source);
    return "reason" in read ? read : { passages: textPassages(file.path, read.text) };
  }
}

/** Of files that could not be read as text: no content has it, so they are read again when their time changes. */
export const NO_HASH = "0".repeat(64);

const passedOn = /\bexport\s[^;'"]*?\bfrom\s*["'][^"'\n]+["'];?/g;
const imported = /\bimport\s[^;'"]*?\bfrom\s*["'][^"'\n]+["'];?/g;

/** Nothing but exports of what others define, and imports. */
function isReexport(text: string): boolean {
  const rest = text.replace(passedOn, "");
  return rest !== text && rest.replace(imported, "").trim() === "";
}

function indexablePassage({ source, text, symbol, signature, headings }: Passage): IndexablePassage {
  return {
    path: source.path,
    startLine: source.startLine,
    endLine: source.endLine,
    hash: source.hash ?? NO_HASH,
    text,
    symbol: symbol?.slice(0, MAX_SHOWN_LENGTH),
    signature: signature?.slice(0, MAX_SHOWN_LENGTH),
    isReexport: isReexport(text),
    headings: headings?.slice(-MAX_HEADINGS).map((heading) => heading.slice(0, MAX_SHOWN_LENGTH)),
  };
}
