import { UserError } from "../../base/errors.ts";
import type { Example } from "../../core/example.ts";
import { EXPORT_FORMATS, type ExportFormat } from "../../curation/formats/exportFormat.ts";
import { type ExportPlan, planExport } from "../../curation/formats/planExport.ts";
import { writeExport, type WrittenFile } from "../../curation/formats/writeExport.ts";
import { writingTo } from "../../storage/atomicWrite.ts";
import { behindLinks } from "../../storage/behindLinks.ts";
import { requireFree } from "./requireFree.ts";
import { withSplits } from "./withSplits.ts";

export interface ExportRequest {
  readonly examples: readonly Example[];
  /** One of `exportFormats`. */
  readonly format: string;
  /** A file; a folder with `bySplit` and for formats that are folders. Must not exist, unless `overwrite`. */
  readonly out: string;
  /** A file for each split; examples without one get one as for training. Defaults to false. */
  readonly bySplit?: boolean;
  /** Adds a column `espalier` with id, kind, source and split. Defaults to true. */
  readonly withProvenance?: boolean;
  /** "fail" writes nothing unless all examples are held; "leave-out" writes the others. Defaults to "fail". */
  readonly onUnheld?: "fail" | "leave-out";
  readonly overwrite?: boolean;
  /** For splits. Defaults to 0. */
  readonly seed?: number;
}

export interface ExportedDataset {
  readonly files: readonly WrittenFile[];
  readonly exampleCount: number;
  /** The first thousand examples that the format cannot hold. */
  readonly unheld: ExportPlan["unheld"];
  readonly unheldCount: number;
  readonly reasons: ExportPlan["reasons"];
}

/** Name and description of every format there is. */
export const exportFormats: readonly Pick<ExportFormat, "name" | "description">[] = EXPORT_FORMATS;

/**
 * Writes a dataset for another tool. What is written gives, imported again, the very examples: what would not is listed.
 *
 * @throws UserError `export/unknown-format`, `export/exists`, `export/cannot-hold`, `export/nothing`; the signal's reason.
 */
export async function exportDataset(request: ExportRequest, signal?: AbortSignal): Promise<ExportedDataset> {
  const {
    format,
    out,
    bySplit = false,
    withProvenance = true,
    onUnheld = "fail",
    overwrite = false,
    seed = 0,
  } = request;
  const target = EXPORT_FORMATS.find(({ name }) => name === format);
  if (target === undefined) throw unknownFormat(format);
  const isSplit = bySplit || target.splitNames !== undefined;
  const examples = isSplit ? withSplits(request.examples, seed) : request.examples;
  const plan = planExport(examples, target, withProvenance, signal);
  if (plan.unheldCount > 0 && onUnheld === "fail") throw cannotHold(plan, examples.length);
  if (plan.held.length === 0) {
    throw new UserError(
      "export/nothing",
      `none of the ${examples.length} examples can be written as ${format}`,
      "Choose another format; espalier holds everything.",
    );
  }
  if (!overwrite) await requireFree(out);
  const files = await writingTo(out, async () => writeExport(plan, await behindLinks(out), bySplit, signal));
  const { unheld, unheldCount, reasons } = plan;
  return { files, exampleCount: plan.held.length, unheld, unheldCount, reasons };
}

/** What a format can hold, before anything is written. */
export interface ExportTrial extends Pick<ExportedDataset, "exampleCount" | "unheldCount" | "reasons"> {
  /** It is written as a folder of files. */
  readonly isFolder: boolean;
}

/** Tries every example; see `exportDataset`. Throws UserError `export/unknown-format`; the signal's reason. */
export function tryExport(
  { format, examples, bySplit = false, withProvenance = true }: Omit<ExportRequest, "out" | "onUnheld" | "overwrite">,
  signal?: AbortSignal,
): ExportTrial {
  const target = EXPORT_FORMATS.find(({ name }) => name === format);
  if (target === undefined) throw unknownFormat(format);
  const { held, unheldCount, reasons } = planExport(examples, target, withProvenance, signal);
  const isFolder = bySplit || target.splitNames !== undefined || target.container === "documents";
  return { exampleCount: held.length, unheldCount, reasons, isFolder };
}

function unknownFormat(format: string): UserError {
  return new UserError(
    "export/unknown-format",
    `there is no format called "${format}"`,
    `Choose among ${EXPORT_FORMATS.map(({ name }) => name).join(", ")}.`,
  );
}

const NAMED = 3;

function cannotHold({ target, reasons, unheld, unheldCount }: ExportPlan, total: number): UserError {
  const list = Object.entries(reasons)
    .sort((left, right) => right[1] - left[1])
    .slice(0, NAMED)
    .map(([reason, count]) => `${count}: ${reason} (${unheld.find((each) => each.reason === reason)?.id ?? ""})`);
  return new UserError(
    "export/cannot-hold",
    `${target.name} cannot hold ${unheldCount} of the ${total} examples; ${list.join("; ")}`,
    "Choose another format (espalier holds everything), or leave these out with --partial.",
  );
}
