import type { Host } from "../host.ts";
import type { PanelState } from "../panel/state.ts";
import { modelInForm } from "../panel/state.ts";
import { type Wanted, wantedOf } from "./state.ts";

/**
 * Returns what is to be called when the state has changed: has the extension look at the dataset once the tab is in view,
 * and find out what the tab needs. Nothing is asked for twice before it was answered.
 */
export function watchDataset(host: Host, onView: (view: Awaited<ReturnType<Host["dataset/look"]>>) => void) {
  let isShown = false;
  const asked = new Set<Wanted>();

  const ask: Readonly<Record<Wanted, (state: PanelState) => Promise<void>>> = {
    splits: () => host["dataset/measureSplits"](),
    lengths: (state) => host["dataset/measureLengths"](modelInForm(state)?.name ?? ""),
    versions: () => host["dataset/listVersions"](),
    exportable: ({ dataset }) => host["dataset/tryExport"](dataset.export),
    scan: () => host["dataset/scan"](),
    duplicates: () => host["dataset/findDuplicates"](),
  };

  return (state: PanelState): void => {
    const isNow = state.tab === "dataset" && state.snapshot?.folder !== undefined;
    if (isNow && !isShown) void host["dataset/look"]().then(onView);
    isShown = isNow;
    if (!isNow) return;
    for (const wanted of wantedOf(state.dataset, modelInForm(state))) {
      if (asked.has(wanted)) continue;
      asked.add(wanted);
      void ask[wanted](state).finally(() => asked.delete(wanted));
    }
  };
}
