import type { ChunkedFile } from "../../core/chunk.ts";
import type { Example } from "../../core/example.ts";
import type { Finding } from "../../core/review.ts";
import { type FileFacts, factsOf } from "../propose/fileFacts.ts";
import { proposeFromFile } from "../propose/proposeFromFile.ts";
import { isLineForLine, linesOf } from "../propose/sourceLines.ts";
import type { RawFinding } from "../secrets/finding.ts";
import { findingsWithin, type FoundText, foundTexts } from "../secrets/redact.ts";
import { scanText } from "../secrets/scanText.ts";

/**
 * All that a dataset takes from one file. Depends on the file's path and bytes and the chosen kinds alone, so it can be
 * made in another process, and kept until the file changes.
 */
export interface FileYield {
  readonly path: string;
  /** SHA-256 of the file's bytes. */
  readonly hash: string;
  readonly language: string;
  readonly passageCount: number;
  /** What its owner should know about how it was read. */
  readonly notes: readonly string[];
  /** Without split and cluster, in the order of the proposers. */
  readonly examples: readonly Example[];
  /** Proposals that said something the file does not: dropped, by kind. */
  readonly ungrounded: Readonly<Record<string, number>>;
  /** For the kinds that need several files; nothing in it holds a secret. */
  readonly facts: FileFacts;
  /** Only those that stand in examples. */
  readonly findings: readonly Finding[];
  /** By example id. */
  readonly secrets: Readonly<Record<string, readonly FoundText[]>>;
}

/** @param kinds of `PROPOSERS`; others are passed over. */
export async function yieldOf(file: ChunkedFile, kinds: readonly string[]): Promise<FileYield> {
  const { examples, ungrounded } = proposeFromFile(file, kinds);
  const { raw, found } = await scanFile(file);
  return {
    path: file.path,
    hash: file.hash,
    language: file.language,
    passageCount: file.passages.length,
    notes: file.notes ?? [],
    examples,
    ungrounded,
    facts: withoutSecrets(factsOf(file), found),
    ...heldSecrets(file.path, examples, raw, found),
  };
}

/** All that is found in a file. Where passages are not line for line, findings stand somewhere in their passage. */
async function scanFile(file: ChunkedFile): Promise<{ raw: readonly RawFinding[]; found: readonly FoundText[] }> {
  if (isLineForLine(file.passages)) {
    const text = linesOf(file).join("\n");
    const raw = await scanText(text, file.path);
    return { raw, found: foundTexts(text, raw) };
  }
  const [raw, found]: [RawFinding[], FoundText[]] = [[], []];
  for (const { text, source } of file.passages) {
    const within = await scanText(text, file.path);
    found.push(...foundTexts(text, within));
    raw.push(...within.map((each) => ({ ...each, startLine: source.startLine, endLine: source.endLine })));
  }
  return { raw, found };
}

/** Which examples hold what was found. Findings that stand in no example concern nobody. */
export function heldSecrets(
  path: string,
  examples: readonly Example[],
  raw: readonly RawFinding[],
  found: readonly FoundText[],
): Pick<FileYield, "findings" | "secrets"> {
  if (found.length === 0) return { findings: [], secrets: {} };
  const exampleIds = new Map<string, string[]>();
  const secrets: Record<string, FoundText[]> = {};
  for (const example of examples) {
    const within = new Set(findingsWithin(example, found));
    if (within.size === 0) continue;
    for (const id of within) exampleIds.set(id, [...(exampleIds.get(id) ?? []), example.id]);
    secrets[example.id] = found.filter(({ finding }) => within.has(finding));
  }
  // The same text may stand in several places: one finding, at the first.
  const byId = new Map([...raw].reverse().map((finding) => [finding.id, finding]));
  const findings = [...exampleIds].flatMap(([id, ids]): Finding[] => {
    const finding = byId.get(id);
    if (finding === undefined) return [];
    const { rule, category, preview, startLine, endLine } = finding;
    return [{ id, rule, category, source: { path, startLine, endLine }, preview, exampleIds: ids }];
  });
  return { findings, secrets };
}

/** Facts go into examples about other files, where nobody would look for this file's secrets. */
function withoutSecrets(facts: FileFacts, found: readonly FoundText[]): FileFacts {
  if (found.length === 0) return facts;
  const holds = (text: string | undefined): boolean =>
    text !== undefined && found.some((secret) => text.includes(secret.text));
  return {
    ...facts,
    declarations: facts.declarations.filter(({ symbol, signature }) => !holds(symbol) && !holds(signature)),
    uses: facts.uses.filter(({ snippet }) => !holds(snippet?.text)),
  };
}
