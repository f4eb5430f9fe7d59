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

/** A run as a window shows it. */
export function runRow(run: StoredRun, activeId: string | undefined): RunRow {
  const { record, state, name } = run;
  const { version, updatedAt, ...standing } = state;
  return {
    id: record.id,
    title: name ?? defaultTitle(record),
    isNamed: name !== undefined,
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
