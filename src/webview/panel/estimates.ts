import { messageOf } from "../../base/errors.ts";
import type { Host } from "../host.ts";
import { type Action, type PanelState, trainForm } from "./state.ts";

/** After the last keystroke. */
const PAUSE_MS = 600;

/** Returns what is to be called when the state has changed: asks for an estimate of a form that has. */
export function watchForm(host: Host, dispatch: (action: Action) => void): (state: PanelState) => void {
  let last = "";
  let timer = 0;
  return (state) => {
    const form = trainForm(state);
    // A model that has arrived since can be estimated now.
    const model = state.snapshot?.models?.models.find(({ id }) => id === form?.modelName);
    const dataset = state.snapshot?.datasets?.find(({ path }) => path === form?.datasetPath);
    const text = form ? JSON.stringify([form, model?.state, dataset?.exampleCount]) : "";
    if (text === last) return;
    last = text;
    window.clearTimeout(timer);
    if (!form) return dispatch({ kind: "estimate", estimate: { kind: "none" } });
    dispatch({ kind: "estimate", estimate: { kind: "working" } });
    timer = window.setTimeout(() => {
      void host["run/estimate"](form).then(
        (estimate) => {
          if (text === last) dispatch({ kind: "estimate", estimate });
        },
        (error: unknown) => {
          if (text === last) dispatch({ kind: "estimate", estimate: { kind: "failed", message: messageOf(error) } });
        },
      );
    }, PAUSE_MS);
  };
}
