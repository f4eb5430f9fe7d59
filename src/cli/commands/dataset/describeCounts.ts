import type { RowsDescription } from "../../../app/datasets/dataset.ts";
import { formatCount, formatTable } from "../../format.ts";

/** Kinds, splits and lengths of a dataset, a line each. */
export function describeCounts({ byKind, bySplit, characters }: RowsDescription): string {
  const counts = (values: Readonly<Record<string, number>>) =>
    Object.entries(values)
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `${name} ${formatCount(count)}`)
      .join(", ");
  return formatTable([
    ["kinds", counts(byKind)],
    ["splits", counts(bySplit)],
    ["characters", `${formatCount(characters.total)} in all, ${formatCount(characters.median)} in the median example`],
  ]);
}
