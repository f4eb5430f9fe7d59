import type { PanelTab } from "../../protocol/panel.ts";
import { type KeptDataset, keptDataset, restoredDataset } from "../dataset/state.ts";
import { type AskState, type CompareState, followed, type FormState, INITIAL_STATE, type PanelState } from "./state.ts";

/** What is worth keeping while the page is away: what the user has typed and chosen, not what the extension knows. */
export interface KeptState {
  readonly tab: PanelTab;
  readonly form: FormState;
  readonly compare: CompareState;
  readonly ask?: AskState;
  readonly runId?: string;
  readonly dataset?: KeptDataset;
}

export function keptState({ tab, form, compare, ask, curve, dataset }: PanelState): KeptState {
  const { questions, questionsOf, ...typed } = compare;
  return { tab, form, compare: typed, ask, dataset: keptDataset(dataset), ...(curve && { runId: curve.runId }) };
}

/** The state of a page that begins anew. What was kept by an older version is left. */
export function restoredState(kept: Partial<KeptState> | undefined): PanelState {
  if (!kept?.form || !kept.compare || !kept.tab) return INITIAL_STATE;
  const state: PanelState = {
    ...INITIAL_STATE,
    tab: kept.tab,
    form: { ...INITIAL_STATE.form, ...kept.form },
    compare: { ...INITIAL_STATE.compare, ...kept.compare },
    dataset: restoredDataset(kept.dataset),
    ask: { ...INITIAL_STATE.ask, ...kept.ask },
  };
  return kept.runId === undefined ? state : followed(state, kept.runId);
}
