import type { Command } from "commander";
import { filesOfDataset, openDataset } from "../../../app/datasets/datasetSession.ts";
import { DEFAULT_DATASET } from "../../../app/defaults.ts";
import { type ScannedFinding, type ScannedFolder, scanFolder } from "../../../app/check/scanFolder.ts";
import { counted } from "../../../base/counted.ts";
import { type CommonFlags, createCommand, type Context, runCommand } from "../../command.ts";
import { EXIT } from "../../exitCode.ts";
import { collect } from "../../flags.ts";
import { formatCount, formatTable } from "../../format.ts";
import { startProgress } from "../../progress.ts";
import { patternOf } from "./insideFolder.ts";
import { requireOneDecision } from "./requireOneDecision.ts";

interface ScanFlags extends CommonFlags {
  readonly allow?: readonly string[];
  readonly redact?: readonly string[];
  readonly dataset?: string;
}

export function scanCommand(): Command {
  return createCommand({
    usage: "scan [paths...]",
    parameters: ["files and folders to look through (default: all below this folder)"],
    summary: "find secrets and personal data in the files a dataset is made of",
    examples: [
      ["dataset scan", "everything below this folder that git does not ignore; exit code 2 if anything is undecided"],
      ["dataset scan --redact 3f2a9c01b7d4e8aa", "keep the examples of a finding, without its text"],
      ["dataset scan --allow 3f2a9c01b7d4e8aa", "keep them as they are: it is no secret"],
    ],
  })
    .option("--dataset <name>", `the dataset whose decisions count (default: ${DEFAULT_DATASET})`)
    .option("--allow <id>", "decide that a finding is harmless (may be repeated)", collect)
    .option("--redact <id>", "decide that the text of a finding is to be taken out (may be repeated)", collect)
    .action((paths: string[], flags: ScanFlags) => runCommand(flags, (context) => scan(paths, flags, context)));
}

async function scan(paths: readonly string[], flags: ScanFlags, context: Context): Promise<number> {
  const { terminal, folder, signal } = context;
  requireOneDecision(flags.allow ?? [], flags.redact ?? []);
  // Before the first build there is no dataset to be named, and nothing is decided yet.
  if (flags.dataset !== undefined) await filesOfDataset(folder, flags.dataset);
  const include = paths.flatMap((path) => patternOf(folder, path));
  const progress = startProgress(terminal, "Scanning files", (count) => formatCount(count));
  const found = await scanFolder(
    { root: folder, dataset: flags.dataset ?? DEFAULT_DATASET, ...(include.length > 0 && { include }) },
    ({ done, total, path }) => progress.update(done, total, path),
    signal,
  ).finally(() => progress.stop());
  // What is listed can be decided, also where it stands in no example.
  const scanned = flags.allow || flags.redact ? await decided(flags, folder, found) : found;
  terminal.emit(scanned);
  terminal.print(describe(scanned));
  return scanned.undecidedCount === 0 ? EXIT.ok : EXIT.userError;
}

async function decided(flags: ScanFlags, folder: string, scanned: ScannedFolder): Promise<ScannedFolder> {
  const { allow = [], redact = [], dataset = DEFAULT_DATASET } = flags;
  const seen = scanned.findings.map(({ id }) => id);
  const session = await openDataset(folder, dataset);
  try {
    if (allow.length > 0) await session.decideFinding(allow, "allow", seen);
    if (redact.length > 0) await session.decideFinding(redact, "redact", seen);
  } finally {
    session.close();
  }
  const findings = scanned.findings.map((finding): ScannedFinding => {
    if (redact.includes(finding.id)) return { ...finding, decision: "redact" };
    return allow.includes(finding.id) ? { ...finding, decision: "allow" } : finding;
  });
  const undecidedCount = findings.filter(({ decision }) => decision === undefined).length;
  return { ...scanned, findings, undecidedCount };
}

function describe({ fileCount, findings, undecidedCount, skipped }: ScannedFolder): string {
  const summary = `${counted(fileCount, "file")} scanned, ${formatCount(skipped.length)} skipped`;
  if (findings.length === 0) return `${summary}. Nothing that looks like a secret or personal data.`;
  return [
    formatTable(findings.map(lineOf)),
    "",
    `${summary}. ${formatCount(findings.length)} found, ${formatCount(undecidedCount)} of them undecided.`,
    ...(undecidedCount === 0
      ? []
      : [
          "Undecided, they keep examples that hold them out of training. After a build: --redact <id> or --allow <id>.",
        ]),
  ].join("\n");
}

function lineOf({ id, rule, category, source, preview, decision }: ScannedFinding): string[] {
  return [id, category, rule, `${source.path}:${source.startLine}`, preview, decision ?? ""];
}
