import type { CuratedPage, CuratedQuery, DatasetCounts } from "../core/curatedQuery.ts";
import type { DatasetChoices, DatasetFacts } from "./datasetViews.ts";
import type { CuratedExample, DecisionChange, DecisionSteps, FindingDecision } from "../core/review.ts";

/** A dataset of a folder. Every call names it, so that a process that took another one's place knows what is meant. */
export interface DatasetName {
  /** Absolute. */
  readonly folder: string;
  readonly name: string;
}

export interface PageRequest {
  readonly query: CuratedQuery;
  readonly offset: number;
  readonly limit: number;
  /** An example of which the place in the list is asked too. */
  readonly locate?: string;
}

export interface LocatedPage extends CuratedPage {
  /** Place of the example asked for; absent where the query does not match it. */
  readonly locatedAt?: number;
}

/**
 * The process that holds datasets in memory while they are looked at. All functions reject with UserError
 * `dataset/missing` where there is none, and those of `DatasetSession`.
 */
export interface CuratorFunctions {
  /** The same for all datasets. */
  "datasets/choices"(): Promise<DatasetChoices>;
  /** Sorted. */
  "datasets/list"(folder: string): Promise<readonly string[]>;
  "dataset/counts"(dataset: DatasetName): Promise<DatasetCounts>;
  /** What an overview shows beyond the counts. */
  "dataset/facts"(dataset: DatasetName): Promise<DatasetFacts>;
  /** Takes in what others wrote where nobody watches; whoever listens hears of it. */
  "dataset/refresh"(dataset: DatasetName): Promise<void>;
  "examples/page"(dataset: DatasetName, request: PageRequest): Promise<LocatedPage>;
  /** Ids of all that match, in order. */
  "examples/matching"(dataset: DatasetName, query: CuratedQuery): Promise<readonly string[]>;
  "example/get"(dataset: DatasetName, id: string): Promise<CuratedExample>;
  /** Returns the ids of examples whose decision is another now. */
  "examples/decide"(
    dataset: DatasetName,
    ids: readonly string[],
    change: DecisionChange,
    signal: AbortSignal,
  ): Promise<readonly string[]>;
  "decision/steps"(dataset: DatasetName): Promise<DecisionSteps>;
  "decision/undo"(dataset: DatasetName): Promise<readonly string[]>;
  "decision/redo"(dataset: DatasetName): Promise<readonly string[]>;
  "findings/decide"(dataset: DatasetName, ids: readonly string[], action: FindingDecision["action"]): Promise<void>;
}

/** What that process tells. */
export interface CuratorHost {
  /** Something was decided, here or elsewhere, or the files were written anew. */
  "dataset/changed"(dataset: DatasetName, change: DatasetChanged): void;
  /** A line for the log: what was repaired, what cannot be read. */
  "dataset/notice"(dataset: DatasetName, notice: string): void;
}

export interface DatasetChanged {
  /** Of examples about which something was decided; empty where everything may be different. */
  readonly ids: readonly string[];
  readonly isReloaded: boolean;
  /** Only doubts about examples are others: what is learned is the same. Absent for no. */
  readonly isOfRemarksOnly?: boolean;
}
