import { messageOf } from "../base/errors.ts";
import type { FoundFile } from "../core/foundFile.ts";
import { chunkFile } from "../corpus/chunkFile.ts";
import { isReadOut } from "../corpus/readLines.ts";
import { readText } from "../corpus/readText.ts";
import { scanText } from "../curation/secrets/scanText.ts";
import type { FileScan, PlacedFinding } from "../protocol/corpus.ts";

/** Looks for secrets and personal data in one file. An error of ours costs that file, with the reason, and not the others. */
export async function scanFile(file: FoundFile): Promise<FileScan> {
  try {
    return await scanned(file);
  } catch (error) {
    return { outcome: "skipped", path: file.path, reason: `could not be scanned: ${messageOf(error)}` };
  }
}

async function scanned(file: FoundFile): Promise<FileScan> {
  const { path } = file;
  const read = isReadOut(file.language.reader) ? undefined : await readText(file.absolutePath);
  if (read !== undefined && "text" in read) {
    return { outcome: "read", path, findings: await findingsIn(read.text, path, 1) };
  }
  // No text itself, but perhaps a document that text can be read out of.
  const outcome = await chunkFile(file);
  if (outcome.outcome !== "read") return outcome;
  const findings: PlacedFinding[] = [];
  for (const { text, source } of outcome.file.passages) {
    findings.push(...(await findingsIn(text, path, source.startLine)));
  }
  return { outcome: "read", path, findings };
}

/** @param firstLine of the text, in the file or in what was read out of it. */
async function findingsIn(text: string, path: string, firstLine: number): Promise<PlacedFinding[]> {
  const shift = firstLine - 1;
  return (await scanText(text, path)).map(({ id, rule, category, preview, startLine, endLine }) => ({
    id,
    rule,
    category,
    preview,
    source: { path, startLine: startLine + shift, endLine: endLine + shift },
  }));
}
