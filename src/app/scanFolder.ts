import type { SkippedPath } from "../core/chunk.ts";
import type { FoundFile } from "../core/foundFile.ts";
import type { Finding, FindingDecision } from "../core/review.ts";
import { chunkFile } from "../corpus/chunkFile.ts";
import { discover, type DiscoverOptions } from "../corpus/discover.ts";
import { isReadOut } from "../corpus/readLines.ts";
import { readText } from "../corpus/readText.ts";
import type { RawFinding } from "../curation/secrets/finding.ts";
import { scanText } from "../curation/secrets/scanText.ts";
import { datasetFiles } from "../dataset/datasetFiles.ts";
import { readFindings } from "../dataset/loadDataset.ts";
import { workspaceAt } from "../storage/workspace.ts";

export interface ScannedFinding extends Pick<Finding, "id" | "rule" | "category" | "source" | "preview"> {
  /** What was decided about it in the dataset; absent where nothing was. */
  readonly decision?: FindingDecision["action"];
}

export interface ScannedFolder {
  readonly fileCount: number;
  /** By path and place; then those of imported rows, and of files as they were when the dataset was built. */
  readonly findings: readonly ScannedFinding[];
  /** Of `findings`, those without a decision. */
  readonly undecidedCount: number;
  readonly skipped: readonly SkippedPath[];
}

export interface ScanProgress {
  readonly done: number;
  readonly total: number;
  readonly path: string;
}

export interface ScanFolderOptions extends DiscoverOptions {
  /** The dataset whose decisions count. Defaults to `dataset`. */
  readonly dataset?: string;
}

/**
 * Looks for secrets and personal data in the files that a dataset would be made of. Unless only some are asked for, what
 * the dataset itself has findings of is listed too: imported rows stand in no file. Writes nothing.
 *
 * @throws UserError `corpus/…` for the folder, `dataset/…` for broken findings; the signal's reason.
 */
export async function scanFolder(
  options: ScanFolderOptions,
  onProgress?: (progress: ScanProgress) => void,
  signal?: AbortSignal,
): Promise<ScannedFolder> {
  const { findings: stored, decisions } = await readFindings(
    datasetFiles(workspaceAt(options.root), options.dataset ?? "dataset"),
  );
  const found = await discover(options, signal);
  const total = found.files.length;
  const findings: ScannedFinding[] = [];
  const skipped = [...found.skipped];
  let fileCount = 0;
  for (const [done, file] of found.files.entries()) {
    signal?.throwIfAborted();
    onProgress?.({ done, total, path: file.path });
    const result = await scanFile(file, signal);
    if ("reason" in result) {
      skipped.push({ path: file.path, reason: result.reason });
      continue;
    }
    fileCount += 1;
    for (const { id, rule, category, preview, startLine, endLine } of result.findings) {
      const decision = decisions.get(id)?.action;
      const source = { path: file.path, startLine, endLine };
      findings.push({ id, rule, category, source, preview, ...(decision && { decision }) });
    }
  }
  // What came from elsewhere stands in no file of the folder, only in the dataset.
  if (options.include === undefined) {
    const known = new Set(findings.map(({ id }) => id));
    for (const { id, rule, category, source, preview } of stored) {
      if (known.has(id)) continue;
      const decision = decisions.get(id)?.action;
      findings.push({ id, rule, category, source, preview, ...(decision && { decision }) });
    }
  }
  const undecidedCount = findings.filter(({ decision }) => decision === undefined).length;
  return { fileCount, findings, undecidedCount, skipped: skipped.sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

type LineFinding = Omit<RawFinding, "start" | "end">;

async function scanFile(
  file: FoundFile,
  signal: AbortSignal | undefined,
): Promise<{ findings: readonly LineFinding[] } | { reason: string }> {
  const read = isReadOut(file.language.reader) ? undefined : await readText(file.absolutePath, signal);
  if (read !== undefined && "text" in read) return { findings: await scanText(read.text, file.path) };
  // No text itself, but perhaps a document that text can be read out of.
  const outcome = await chunkFile(file, signal);
  if (outcome.outcome !== "read") return { reason: outcome.reason };
  const findings: LineFinding[] = [];
  for (const { text, source } of outcome.file.passages) {
    for (const finding of await scanText(text, file.path)) {
      const shift = source.startLine - 1;
      findings.push({ ...finding, startLine: finding.startLine + shift, endLine: finding.endLine + shift });
    }
  }
  return { findings };
}
