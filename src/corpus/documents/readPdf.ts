import { messageOf } from "../../base/errors.ts";
import type { FileContents } from "../../core/chunk.ts";
import type { Provenance } from "../../core/example.ts";
import { type OutlineHeading, readOutline } from "./readOutline.ts";

/** Longer ones are read so far, and that is said. */
const MAX_PAGES = 2000;
/** Times the usual size of letters: what is larger is a heading. */
const HEADING_SIZE = 1.15;
const MAX_HEADING_LENGTH = 120;
/** As deep as headings of a paper go; smaller sizes are as deep as the last. */
const MAX_HEADING_DEPTH = 4;
/** Times the size of letters: what is further apart is another paragraph. */
const PARAGRAPH_GAP = 1.7;

/** A line of a page, as it is set. */
interface SetLine {
  readonly page: number;
  readonly text: string;
  /** Of its largest letters, in points. */
  readonly size: number;
  readonly startsParagraph: boolean;
}

/**
 * The text of a PDF, with the lines it was set in. What is set larger is taken for a heading. Titles name the page.
 *
 * @param path for the provenance only.
 */
export async function readPdf(path: string, bytes: Uint8Array): Promise<FileContents | { readonly reason: string }> {
  let set: { lines: readonly SetLine[]; pageCount: number };
  try {
    set = await setLines(bytes);
  } catch (error) {
    const isLocked = error instanceof Error && error.name === "PasswordException";
    return { reason: isLocked ? "protected by a password" : `no PDF that can be read: ${messageOf(error)}` };
  }
  if (set.lines.length === 0) return { reason: "a PDF without text: its pages are pictures" };
  const texts: string[] = [];
  const pages: number[] = [];
  const rows: number[] = [];
  for (const line of set.lines) {
    if (line.startsParagraph && texts.length > 0) {
      texts.push("");
      pages.push(line.page);
    }
    rows.push(texts.length);
    texts.push(line.text);
    pages.push(line.page);
  }
  const contents = readOutline(path, texts.join("\n"), headingsOf(set.lines, rows));
  const named = (source: Provenance): Provenance => {
    const page = `page ${pages[source.startLine - 1] ?? 1}`;
    return { ...source, title: source.title === undefined ? page : `${source.title}, ${page}` };
  };
  return {
    chunks: contents.chunks.map((chunk) => ({ ...chunk, source: named(chunk.source) })),
    passages: contents.passages.map((passage) => ({ ...passage, source: named(passage.source) })),
    references: [],
    notes: [
      "read without pictures; lines are those of the text in it",
      ...(set.pageCount > MAX_PAGES ? [`the first ${MAX_PAGES} of its ${set.pageCount} pages were read`] : []),
    ],
  };
}

async function setLines(bytes: Uint8Array): Promise<{ lines: SetLine[]; pageCount: number }> {
  // Large, and few folders hold a PDF.
  const { getDocumentProxy } = await import("unpdf");
  // PDF.js keeps the bytes it is given.
  const document = await getDocumentProxy(Uint8Array.from(bytes), { verbosity: 0 });
  try {
    const lines: SetLine[] = [];
    for (let page = 1; page <= Math.min(document.numPages, MAX_PAGES); page++) {
      const { items } = await (await document.getPage(page)).getTextContent();
      lines.push(...linesOf(items, page));
    }
    return { lines, pageCount: document.numPages };
  } finally {
    await document.loadingTask.destroy();
  }
}

function linesOf(items: readonly object[], page: number): SetLine[] {
  const lines: SetLine[] = [];
  let text = "";
  let size = 0;
  let y = NaN;
  let lastY = NaN;
  const close = (): void => {
    const line = text.replace(/\s+/g, " ").trim();
    if (line !== "") {
      const isApart = Number.isNaN(lastY) || lastY - y > PARAGRAPH_GAP * size || y > lastY;
      lines.push({ page, text: line, size, startsParagraph: isApart });
      lastY = y;
    }
    text = "";
    size = 0;
  };
  for (const item of items) {
    // Marks of structure have no text.
    if (!("str" in item) || typeof item.str !== "string") continue;
    const transform = "transform" in item && Array.isArray(item.transform) ? (item.transform as number[]) : [];
    const ownY = transform[5] ?? 0;
    if (text !== "" && Math.abs(ownY - y) > size / 2) close();
    if (item.str.trim() !== "") {
      y = ownY;
      size = Math.max(size, Math.hypot(transform[2] ?? 0, transform[3] ?? 0));
    }
    text += item.str;
    if ("hasEOL" in item && item.hasEOL === true) close();
  }
  close();
  return lines;
}

/** @param rows where each line stands in the text. */
function headingsOf(lines: readonly SetLine[], rows: readonly number[]): OutlineHeading[] {
  const usual = usualSize(lines);
  const isHeading = ({ size, text }: SetLine): boolean =>
    size > HEADING_SIZE * usual && text.length <= MAX_HEADING_LENGTH && /\p{L}/u.test(text);
  const sizes = [...new Set(lines.filter(isHeading).map(({ size }) => Math.round(size)))].sort((a, b) => b - a);
  const headings: OutlineHeading[] = [];
  for (const [index, line] of lines.entries()) {
    if (!isHeading(line)) continue;
    const row = rows[index] ?? 0;
    const depth = Math.min(MAX_HEADING_DEPTH, sizes.indexOf(Math.round(line.size)) + 1);
    const last = headings.at(-1);
    const before = lines[index - 1];
    // A long title goes on in the next line.
    if (
      last !== undefined &&
      before !== undefined &&
      isHeading(before) &&
      last.depth === depth &&
      !line.startsParagraph
    ) {
      headings[headings.length - 1] = { ...last, contentRow: row + 1, title: `${last.title} ${line.text}` };
    } else {
      headings.push({ row, contentRow: row + 1, depth, title: line.text });
    }
  }
  return headings;
}

/** The size in which most letters are set. */
function usualSize(lines: readonly SetLine[]): number {
  const letters = new Map<number, number>();
  for (const { size, text } of lines) letters.set(Math.round(size), (letters.get(Math.round(size)) ?? 0) + text.length);
  return [...letters].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [0, 0])[0];
}
