import type { SkippedPath } from "../../core/chunk.ts";
import type { FoundFile } from "../../core/foundFile.ts";
import type { FindingDecision } from "../../core/review.ts";
import { discover, type DiscoverOptions } from "../../corpus/discover.ts";
import { datasetFiles } from "../../dataset/datasetFiles.ts";
import { readFindings } from "../../dataset/loadDataset.ts";
import type { FileScan, PlacedFinding } from "../../protocol/corpus.ts";
import { workspaceAt } from "../../storage/workspace.ts";
import { scanFiles } from "../harvest/harvestPool.ts";

export interface ScannedFinding extends PlacedFinding {
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
  /** One result for each file, in their order. Defaults to processes of their own. */
  readonly scanFiles?: (files: readonly FoundFile[], signal?: AbortSignal) => AsyncIterable<FileScan>;
}

/**
 * Looks for secrets and personal data in the files that a dataset would be made of. Unless only some are asked for, what
 * the dataset itself has findings of is listed too: imported rows stand in no file. Files are read in processes of their
 * own, which are ended where one takes too long. Writes nothing.
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
  const withDecision = ({ id, rule, category, source, preview }: PlacedFinding): ScannedFinding => {
    const decision = decisions.get(id)?.action;
    return { id, rule, category, source, preview, ...(decision && { decision }) };
  };
  const findings: ScannedFinding[] = [];
  const skipped = [...found.skipped];
  let [done, fileCount] = [0, 0];
  const report = (): void => onProgress?.({ done, total, path: found.files[done]?.path ?? "" });
  report();
  for await (const scan of (options.scanFiles ?? scanFiles)(found.files, signal)) {
    done += 1;
    report();
    if (scan.outcome === "skipped") {
      skipped.push({ path: scan.path, reason: scan.reason });
      continue;
    }
    fileCount += 1;
    findings.push(...scan.findings.map(withDecision));
  }
  // What came from elsewhere stands in no file of the folder, only in the dataset.
  if (options.include === undefined) {
    const known = new Set(findings.map(({ id }) => id));
    findings.push(...stored.filter(({ id }) => !known.has(id)).map(withDecision));
  }
  const undecidedCount = findings.filter(({ decision }) => decision === undefined).length;
  return { fileCount, findings, undecidedCount, skipped: skipped.sort((a, b) => (a.path < b.path ? -1 : 1)) };
}
