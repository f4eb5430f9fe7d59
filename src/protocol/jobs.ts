import type { ExampleContent, Provenance } from "../core/example.ts";
import type { DatasetJobFunctions } from "./datasetJobs.ts";
import type { ModelProgress } from "../core/modelProgress.ts";
import type { ModelsView } from "./models.ts";
import type { DatasetRow, ExportedFiles, HeldOutQuestion } from "./panelData.ts";
import type { StartRunRequest } from "./runner.ts";
import type { RunEstimate } from "./training.ts";

/**
 * Work that would keep an editor's extension host from answering: reading whole folders, parsing, hashing gigabytes.
 * All of it can be stopped, and rejects with what the use-case throws.
 */
export interface JobFunctions extends DatasetJobFunctions {
  /** Builds the dataset of a folder as it was built last, or with the defaults, at `path`. */
  "dataset/build"(
    request: { readonly folder: string; readonly path: string },
    signal: AbortSignal,
    onProgress: (progress: { readonly done: number; readonly total: number; readonly path: string }) => void,
  ): Promise<DatasetRow>;
  "dataset/describe"(
    request: { readonly folder: string; readonly path: string },
    signal: AbortSignal,
  ): Promise<DatasetRow>;
  /** Adds an example that a person made to the dataset at `path`. */
  "example/add"(
    request: {
      readonly folder: string;
      readonly path: string;
      readonly example: {
        readonly kind: "written" | "compared";
        readonly content: ExampleContent;
        readonly source?: Pick<Provenance, "path" | "startLine" | "endLine">;
      };
    },
    signal: AbortSignal,
  ): Promise<{ readonly id: string; readonly isKnown: boolean; readonly isWithheld: boolean }>;
  /** Takes one out again that was added by hand. */
  "example/remove"(request: { readonly path: string; readonly id: string }, signal: AbortSignal): Promise<void>;
  "models/list"(): Promise<ModelsView>;
  /** Returns the id under which the model is ready. */
  "models/get"(name: string, signal: AbortSignal, onProgress: (progress: ModelProgress) => void): Promise<string>;
  "models/add"(path: string, signal: AbortSignal, onProgress: (progress: ModelProgress) => void): Promise<string>;
  /** Returns the bytes freed. */
  "models/remove"(id: string, signal: AbortSignal): Promise<number>;
  "run/estimate"(request: StartRunRequest, signal: AbortSignal): Promise<RunEstimate>;
  /** Runs of a folder that learned from files which are gone by now, and why of others that cannot be said. */
  "runs/goneSources"(folder: string, signal: AbortSignal): Promise<GoneSourcesView>;
  "adapter/export"(
    request: {
      readonly folder: string;
      readonly runId: string;
      readonly format: "gguf" | "peft";
      readonly target: string;
      /** Replace what is there; else `export/exists` is thrown. */
      readonly overwrite: boolean;
    },
    signal: AbortSignal,
    onStage: (stage: "writing" | "measuring" | "serving", fraction: number) => void,
  ): Promise<ExportedFiles>;
  /** Questions that the run has not learned from. */
  "questions/heldOut"(
    request: { readonly folder: string; readonly runId: string; readonly count: number },
    signal: AbortSignal,
  ): Promise<HeldOutQuestion[]>;
}

export interface GoneSourcesView {
  readonly runs: readonly GoneSourcesOfRun[];
  readonly problems: readonly { readonly run: string; readonly message: string }[];
}

/** What a run learned from files that are gone or no longer learned from. */
export interface GoneSourcesOfRun {
  readonly run: string;
  /** Training examples. */
  readonly exampleCount: number;
  readonly pathCount: number;
  /** The first few, sorted. */
  readonly paths: readonly string[];
}
