import { setImmediate } from "node:timers/promises";
import type { Example } from "../../core/example.ts";
import type { Finding } from "../../core/review.ts";
import { findingId, type RawFinding } from "./finding.ts";
import { FoundTextIndex } from "./foundTextIndex.ts";
import { type FoundText, foundTexts } from "./redact.ts";
import { scanText } from "./scanText.ts";
import { type WrittenText, writtenTexts } from "./writtenTexts.ts";

/** Where an example was read. */
export interface RowOrigin {
  /** Of the file, as findings name it. */
  readonly path: string;
  /** 1-based. */
  readonly line: number;
}

/** What must not be learned, nor be seen by git, until somebody decides. */
export interface ScannedExamples {
  /** Each at the first row that holds it. */
  readonly findings: readonly Finding[];
  /** By example id. */
  readonly secrets: ReadonlyMap<string, readonly FoundText[]>;
}

export interface ScanProgress {
  readonly done: number;
  readonly total: number;
}

/** Examples between two breaths: some milliseconds. */
const STEP = 200;
/** A longer value is no password, and what it is shows in itself. */
const MAX_NAMED = 1000;

/**
 * Secrets and personal data in examples that come from elsewhere: in their texts, titles and columns. What was found in
 * one row of a file is looked for in all rows of that file, where nothing around it may tell what it is.
 *
 * @param originOf of every example.
 * @throws the signal's reason.
 */
export async function scanExamples(
  examples: readonly Example[],
  originOf: (example: Example) => RowOrigin,
  onProgress?: (progress: ScanProgress) => void,
  signal?: AbortSignal,
): Promise<ScannedExamples> {
  const findings = new Map<string, Omit<Finding, "exampleIds">>();
  const own = new Map<string, FoundText[]>();
  const byFile = new Map<string, Map<string, FoundText>>();
  const breathe = async (done: number): Promise<void> => {
    if (done % STEP !== 0) return;
    onProgress?.({ done: done >> 1, total: examples.length });
    await setImmediate();
    signal?.throwIfAborted();
  };
  for (const [index, example] of examples.entries()) {
    await breathe(index);
    const { path, line } = originOf(example);
    for (const { text, raw } of await rawFindings(example, path)) {
      for (const { id, rule, category, preview } of raw) {
        const source = { path, startLine: line, endLine: line };
        if (!findings.has(id)) findings.set(id, { id, rule, category, source, preview });
      }
      const ofFile = byFile.get(path) ?? new Map<string, FoundText>();
      byFile.set(path, ofFile);
      for (const found of foundTexts(text, raw)) {
        // The first that names a text names it in the whole file.
        const known = ofFile.get(found.text) ?? found;
        ofFile.set(found.text, known);
        own.set(example.id, [...(own.get(example.id) ?? []), known]);
      }
    }
  }
  const indexes = new Map([...byFile].map(([path, found]) => [path, new FoundTextIndex(found.values())]));
  const exampleIds = new Map<string, Set<string>>();
  const secrets = new Map<string, readonly FoundText[]>();
  for (const [index, example] of examples.entries()) {
    await breathe(examples.length + index);
    const held = new Set(own.get(example.id));
    const inFile = indexes.get(originOf(example).path);
    if (inFile !== undefined) {
      for (const { text } of writtenTexts(example)) for (const found of inFile.within(text)) held.add(found);
    }
    if (held.size === 0) continue;
    secrets.set(example.id, [...held]);
    for (const { finding } of held) {
      exampleIds.set(finding, (exampleIds.get(finding) ?? new Set()).add(example.id));
    }
  }
  const listed = [...exampleIds].flatMap(([id, ids]): Finding[] => {
    const finding = findings.get(id);
    return finding === undefined ? [] : [{ ...finding, exampleIds: [...ids] }];
  });
  return { findings: listed, secrets };
}

async function rawFindings(
  example: Example,
  path: string,
): Promise<{ readonly text: string; readonly raw: readonly RawFinding[] }[]> {
  const found: { text: string; raw: readonly RawFinding[] }[] = [];
  for (const written of writtenTexts(example)) {
    for (const text of scannedForms(written)) {
      // Rows of any file may hold a command line or a piece of configuration, so the file's name must not narrow the
      // search; but it is a part of the id.
      const raw = await scanText(text, "");
      if (raw.length === 0) continue;
      const named = raw.map((each) => ({ ...each, id: findingId(each.rule, path, text.slice(each.start, each.end)) }));
      found.push({ text, raw: named });
      break;
    }
  }
  return found;
}

/** The text, and with the name of its column before it: `hunter2!x` alone is nothing, under `password` it is. */
function scannedForms({ text, key }: WrittenText): string[] {
  if (key === undefined || text.length > MAX_NAMED || /["\\\r\n]/.test(text)) return [text];
  return [text, `${key}: "${text}"`];
}
