import type { BuiltDataset } from "../build/buildDataset.ts";
import type { Rebuilt } from "../build/rebuildDataset.ts";
import type { DatasetDuplicates } from "../settle/dedupeDataset.ts";
import type { ExampleDifference } from "../datasets/diffVersions.ts";
import type { ImportPreview } from "../importing/importDataset.ts";
import type { ScannedFolder } from "../check/scanFolder.ts";
import type { DatasetSplit } from "../settle/splitDataset.ts";
import { answerOf, questionOf } from "../../core/exampleText.ts";
import type {
  BuiltView,
  DifferenceView,
  DuplicatesView,
  HeldOutView,
  ImportPreviewView,
  ScanView,
  SplitForm,
  SplitView,
} from "../../protocol/datasetViews.ts";
import { shortExample } from "./shortExample.ts";

/** Of each list; a window shows no more. */
const LISTED = 50;
/** Of the members of a cluster. */
const MEMBERS = 8;

export function builtView({ built, kept }: Rebuilt): BuiltView {
  const { report } = kept;
  return {
    exampleCount: kept.effectiveCount,
    added: report.added,
    changed: report.changed,
    removed: report.removed,
    stale: report.stale.length,
    gone: report.gone.length,
    filesRead: built.sources.length,
    skipped: built.skipped.slice(0, LISTED),
    skippedCount: built.skipped.length,
    leftOut: built.counts.leftOut,
    ungroundedCount: sum(Object.values(built.counts.ungrounded)),
  };
}

/** @param draw what was drawn, and whether it was stored; absent where the dataset's own splits were looked at. */
export function splitView(
  { counts, plan, leakage, misplacedGroundedCount = 0 }: DatasetSplit,
  draw?: { readonly form: SplitForm; readonly isKept: boolean },
): SplitView {
  const { dominant } = plan ?? {};
  return {
    counts,
    trainCount: leakage.trainCount,
    heldOut: { validation: heldOutView(leakage.validation), test: heldOutView(leakage.test) },
    ...(plan &&
      draw && {
        drawn: {
          ...draw,
          groupCount: plan.componentCount,
          pulledCount: sum(plan.pulledIntoTest.map(({ exampleCount }) => exampleCount)),
          overruledCount: plan.overruled.length,
          missed: plan.missed,
          misplacedGroundedCount,
          ...(dominant && {
            dominant: { key: dominant.key, share: dominant.share, fileCount: dominant.fileCount },
          }),
        },
      }),
  };
}

function heldOutView(part: BuiltDataset["leakage"]["test"]): HeldOutView {
  const { exampleCount, sharedFiles, sharedQuestions, likeCounts, overlap, pairs } = part;
  return {
    exampleCount,
    sharedFiles: sharedFiles.slice(0, LISTED),
    sharedQuestionCount: sharedQuestions.length,
    alikeCount: likeCounts[0]?.count ?? 0,
    overlap,
    pairs: pairs.slice(0, LISTED),
  };
}

export function duplicatesView({ exampleCount, clusters, withheldIds, duplicates }: DatasetDuplicates): DuplicatesView {
  const shown = (example: Parameters<typeof shortExample>[0]) => {
    const short = shortExample(example);
    return withheldIds.has(example.id) ? { ...short, title: "" } : short;
  };
  return {
    exampleCount,
    exactCount: duplicates.exact,
    nearCount: duplicates.near,
    clusterCount: clusters.length,
    clusters: clusters.slice(0, LISTED).map(({ representative, members }) => ({
      representative: shown(representative),
      members: members.slice(0, MEMBERS).map(({ example, similarity }) => ({ ...shown(example), similarity })),
      memberCount: members.length,
    })),
  };
}

export function scanView({ fileCount, findings, undecidedCount, skipped }: ScannedFolder): ScanView {
  const undecidedFirst = findings.toSorted(
    (a, b) => Number(a.decision !== undefined) - Number(b.decision !== undefined),
  );
  return {
    fileCount,
    skippedCount: skipped.length,
    undecidedCount,
    findingCount: findings.length,
    findings: undecidedFirst.slice(0, LISTED).map(({ id, rule, source, preview, decision }) => ({
      id,
      rule,
      path: source.path,
      line: source.startLine,
      preview,
      ...(decision && { decision }),
    })),
  };
}

export function previewView({ files, passedOver, rows }: ImportPreview): ImportPreviewView {
  return {
    files: files.slice(0, LISTED).map(({ name, container, encoding, format, why, confidence, table }) => ({
      ...{ name, container, encoding, format, why, confidence },
      ...(table && { columns: table.columns.slice(0, LISTED), hasHeader: table.hasHeader }),
    })),
    passedOver: passedOver.slice(0, LISTED),
    rows: rows.map((row) => {
      const place = { file: row.file, line: row.line };
      if (!("example" in row)) return { ...place, broken: { found: row.found, expected: row.expected } };
      const { example } = row;
      return { ...place, form: example.form, question: cut(questionOf(example)), answer: cut(answerOf(example)) };
    }),
  };
}

export function differenceView(before: string, after: string, difference: ExampleDifference): DifferenceView {
  const { added, removed, changed, splitMoves, unchangedCount } = difference;
  return {
    before,
    after,
    counts: {
      added: added.length,
      removed: removed.length,
      changed: changed.length,
      moved: splitMoves.length,
      unchanged: unchangedCount,
    },
    added: added.slice(0, LISTED).map(shortExample),
    removed: removed.slice(0, LISTED).map(shortExample),
    changed: changed.slice(0, LISTED).map(({ after: example, texts }) => ({ ...shortExample(example), texts })),
    moved: splitMoves.slice(0, LISTED),
  };
}

/** More of one text is not read in a preview. */
const SHOWN_CHARACTERS = 400;

const cut = (text: string): string =>
  text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS).replace(/[\uD800-\uDBFF]$/, "")}…` : text;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
