import type { RunRow } from "../../protocol/panelData.ts";
import type { StoredRun } from "../../storage/runFolder.ts";
import { hasResult } from "./tunedModel.ts";

/** `Nov 26, 01:47 quick`: by the clock of whoever looks. */
const defaultTitle = ({ createdAt, preset }: StoredRun["record"]): string =>
  `${TIME.format(new Date(createdAt))} ${preset}`;

const TIME = new Intl.DateTimeFormat("en", {
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

/** What people call a run. */
export type RunTitle = Pick<RunRow, "id" | "title" | "isNamed">;

/** The name that its owner gave it, or else when it began and how. */
export const runTitle = ({ record, name }: StoredRun): RunTitle => ({
  id: record.id,
  title: name ?? defaultTitle(record),
  isNamed: name !== undefined,
});

/** A run as a window shows it. */
export function runRow(run: StoredRun, activeId: string | undefined): RunRow {
  const { record, state } = run;
  const { version, updatedAt, ...standing } = state;
  return {
    ...runTitle(run),
    ...standing,
    createdAt: record.createdAt,
    modelName: record.model.name,
    preset: record.preset,
    config: record.config,
    exampleCounts: record.dataset.exampleCounts,
    hasResult: hasResult(run),
    isFull: record.config.method === "full",
    isActive: record.id === activeId,
  };
}
