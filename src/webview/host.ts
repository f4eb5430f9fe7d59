import type { PanelHostFunctions, PanelViewFunctions } from "../protocol/panel.ts";
import { connect, type Remote } from "../protocol/rpc.ts";
import type { KeptState } from "./state.ts";

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

/** The extension as the page sees it. */
export type Host = Remote<PanelHostFunctions>;

export interface Editor {
  readonly host: Host;
  /** What was kept of an earlier page of this panel. */
  readonly kept: Partial<KeptState> | undefined;
  keep(state: KeptState): void;
}

/** Connects to the extension, which may call `functions`. */
export function connectEditor(functions: PanelViewFunctions): Editor {
  const api = acquireVsCodeApi();
  const { remote } = connect<PanelHostFunctions, PanelViewFunctions>(
    {
      post: (message) => api.postMessage(message),
      listen: (receive) => window.addEventListener("message", ({ data }: MessageEvent<unknown>) => receive(data)),
    },
    functions,
  );
  return {
    host: remote,
    kept: api.getState() as Partial<KeptState> | undefined,
    keep: (state) => api.setState(state),
  };
}
