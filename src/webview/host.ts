import type { PanelHostFunctions } from "../protocol/panel.ts";
import { connect, type Remote } from "../protocol/rpc.ts";

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

/** The extension as the page sees it. */
export type Host = Remote<PanelHostFunctions>;

export interface Editor<HostFunctions, Kept> {
  readonly host: Remote<HostFunctions>;
  /** What was kept of an earlier page of this view. */
  readonly kept: Partial<Kept> | undefined;
  keep(state: Kept): void;
}

/** Connects to the extension, which may call `functions`. */
export function connectEditor<HostFunctions, ViewFunctions extends object, Kept>(
  functions: ViewFunctions,
): Editor<HostFunctions, Kept> {
  const api = acquireVsCodeApi();
  const { remote } = connect<HostFunctions, ViewFunctions>(
    {
      post: (message) => api.postMessage(message),
      listen: (receive) => window.addEventListener("message", ({ data }: MessageEvent<unknown>) => receive(data)),
    },
    functions,
  );
  return {
    host: remote,
    kept: api.getState() as Partial<Kept> | undefined,
    keep: (state) => api.setState(state),
  };
}
