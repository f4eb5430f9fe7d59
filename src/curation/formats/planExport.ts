import type { Example } from "../../core/example.ts";
import type { ExportFormat } from "./exportFormat.ts";
import { type ExportedRow, exportRow } from "./exportRow.ts";

/** What a format can hold of a dataset, known before anything is written. */
export interface ExportPlan {
  readonly target: ExportFormat;
  readonly withProvenance: boolean;
  /** The examples that are held, in their order. */
  readonly held: readonly Example[];
  /** The first thousand of those that are not. */
  readonly unheld: readonly { readonly id: string; readonly reason: string }[];
  readonly unheldCount: number;
  /** How many for each reason. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Of a table: in the order in which they first come up, ours last. */
  readonly columns: readonly string[];
}

const MAX_LISTED = 1000;

/** Tries every example. Where all rows must have the same columns, the most frequent form is taken. */
export function planExport(
  examples: readonly Example[],
  target: ExportFormat,
  withProvenance: boolean,
  signal?: AbortSignal,
): ExportPlan {
  const form = target.isUniform ? commonForm(examples, target) : undefined;
  const held: Example[] = [];
  const unheld: { id: string; reason: string }[] = [];
  const reasons: Record<string, number> = {};
  const columns = new Set<string>();
  let unheldCount = 0;
  for (const example of examples) {
    signal?.throwIfAborted();
    const result: ExportedRow =
      form !== undefined && example.form !== form
        ? { unheld: `an example of the form ${example.form} among ${form} examples: ${target.name} holds one form` }
        : exportRow(target, example, withProvenance);
    if ("row" in result) {
      held.push(example);
      if (target.container === "table") Object.keys(result.row).forEach((column) => columns.add(column));
      continue;
    }
    unheldCount += 1;
    reasons[result.unheld] = (reasons[result.unheld] ?? 0) + 1;
    if (unheld.length < MAX_LISTED) unheld.push({ id: example.id, reason: result.unheld });
  }
  return { target, withProvenance, held, unheld, unheldCount, reasons, columns: [...columns] };
}

function commonForm(examples: readonly Example[], target: ExportFormat): Example["form"] | undefined {
  const counts = new Map<Example["form"], number>();
  for (const { form } of examples) if (target.rowsOf(form)) counts.set(form, (counts.get(form) ?? 0) + 1);
  return [...counts].reduce<[Example["form"] | undefined, number]>(
    (most, each) => (each[1] > most[1] ? each : most),
    [undefined, 0],
  )[0];
}
