import type { TrainingConfig } from "../core/run.ts";
import type { ModelProgress } from "../core/modelProgress.ts";

/**
 * What the process does that owns one run. It is started by an editor or a program, and goes on when that ends: a run
 * takes hours, and a window is reloaded in between. Later it is found through the run's folder.
 */
export interface RunnerFunctions {
  /**
   * Begins a run; resolves once it trains. Rejects with what refuses it: UserError `models/...`, `dataset/...`,
   * `memory/...`, `run/...`; with the signal's reason, and then there is no such run.
   */
  "run/start"(
    request: StartRunRequest,
    onProgress: (stage: StartStage) => void,
    signal: AbortSignal,
  ): Promise<BegunRun>;
  /** Goes on with a run; resolves once it trains. */
  "run/resume"(request: { readonly folder: string; readonly id: string }): Promise<BegunRun>;
}

/** What goes on before a run trains. */
export type StartStage =
  | ModelProgress
  /** The model is there: examples are read, and it is loaded. */
  | { readonly kind: "loading" };

export interface StartRunRequest {
  /** The workspace. */
  readonly folder: string;
  readonly datasetPath: string;
  /** Of the catalogue, or a path. */
  readonly modelName: string;
  readonly preset: string;
  readonly config: TrainingConfig;
}

export interface BegunRun {
  readonly id: string;
}
