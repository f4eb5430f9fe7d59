import type { DatasetCounts } from "../../core/curatedQuery.ts";
import type { DatasetTabView, Measured } from "../../protocol/datasetTab.ts";
import type { ReviewFilter } from "../../protocol/review.ts";
import type { Activity } from "../../protocol/panel.ts";
import type { Host } from "../host.ts";
import type { PanelState } from "../panel/state.ts";
import type { DatasetAction } from "./state.ts";

/** What the parts of the tab are drawn with. */
export interface DatasetContext {
  readonly state: PanelState;
  readonly view: DatasetTabView;
  readonly counts: DatasetCounts;
  readonly dispatch: (action: DatasetAction) => void;
  readonly chooseModel: (name: string) => void;
  /** Shows a run in its tab. */
  readonly showRun: (id: string) => void;
  readonly host: Host;
}

/** Opens the review at what a figure counts; nothing for a figure that counts nothing. */
export const narrowing = ({ host }: DatasetContext, count: number, filter: ReviewFilter): (() => void) | undefined =>
  count === 0 ? undefined : () => void host["review/narrow"](filter);

/** What goes on about a part of the tab. */
export const activityOf = ({ state }: DatasetContext, subject: string): Activity | undefined =>
  state.snapshot?.activities.find((activity) => activity.kind === "measure" && activity.subject === subject);

export const isMeasuring = ({ state }: Measured<unknown>): boolean => state === "measuring";
