import type { Finding } from "../core/trainingHealth.ts";
import type { AskedView, AskTabHostFunctions, AskTabViewFunctions } from "./askTab.ts";
import type { DatasetTabFunctions, DatasetTabView } from "./datasetTab.ts";
import type { ModelsView } from "./models.ts";
import type { DatasetRow, HeldOutQuestion, RunRow } from "./panelData.ts";
import type { RunEstimate } from "./training.ts";

export type PanelTab = "dataset" | "train" | "compare" | "ask" | "models";

/**
 * What the panel may ask of the extension. Each is an intent that is answered soon; what takes long becomes an activity
 * of the snapshot, so that it goes on, and is seen again, when the panel was hidden or closed meanwhile.
 */
export interface PanelHostFunctions extends DatasetTabFunctions, AskTabHostFunctions {
  /** The view stands and listens. */
  "view/ready"(): Promise<PanelSnapshot>;
  "folder/choose"(path: string): void;
  "dataset/build"(): void;
  /** Asks for a JSONL file and adds it to the choices; returns its path, or undefined when none was chosen. */
  "dataset/pick"(): Promise<string | undefined>;
  "dataset/open"(path: string): Promise<void>;
  "run/estimate"(form: TrainForm): Promise<EstimateView>;
  /** Begins; the run then shows in the snapshot. Returns its id, or undefined when it was refused, which is reported. */
  "run/start"(form: TrainForm): Promise<string | undefined>;
  "run/command"(command: RunCommand, id: string): Promise<void>;
  /** The measurements of this run are sent from now on, all of them first. */
  "run/follow"(id: string | undefined): void;
  "model/get"(name: string): void;
  "model/add"(): Promise<void>;
  "model/remove"(id: string): Promise<void>;
  "activity/cancel"(id: string): void;
  "compare/ask"(request: CompareForm): void;
  "compare/clear"(): void;
  "compare/questions"(runId: string): Promise<readonly HeldOutQuestion[]>;
  "compare/vote"(comparisonId: string, vote: Vote): Promise<void>;
  /** Makes an example of the question and an answer to it, as it was given or as it was `edited`; whether it is one now. */
  "compare/keep"(comparisonId: string, place: AnswerPlace, edited?: string): Promise<boolean>;
  /** Makes a preference of both answers: this one is the better. */
  "compare/prefer"(comparisonId: string, place: AnswerPlace): Promise<void>;
  /** Takes an example that was made of this comparison out of the dataset again. */
  "compare/takeBack"(exampleId: string): Promise<void>;
  /** Shows an example of the dataset in the review. */
  "example/show"(id: string): Promise<void>;
  "logs/show"(): void;
}

/** What the extension tells the panel. */
export interface PanelViewFunctions extends AskTabViewFunctions {
  "snapshot/changed"(snapshot: PanelSnapshot): void;
  "curve/changed"(update: CurveUpdate): void;
  "comparison/changed"(comparison: ComparisonView): void;
  "dataset/changed"(view: DatasetTabView): void;
  /** `subject`: the run that is looked at; in the Dataset tab the form that is opened. */
  "tab/show"(tab: PanelTab, subject?: string): void;
}

export type RunCommand = "pause" | "stop" | "resume" | "use" | "export" | "rename" | "reveal" | "delete";

/** All that the panel shows but measurements, which come apart because they are many. */
export interface PanelSnapshot {
  /** Of the workspace; undefined when no folder of a disk is open. */
  readonly folder?: { readonly path: string; readonly name: string };
  /** Those that lie on a disk. */
  readonly folders: readonly { readonly path: string; readonly name: string }[];
  /** Whether folders are open, but none that lies on a disk. */
  readonly isVirtual: boolean;
  readonly runs: readonly RunRow[];
  /** Undefined while they are looked for. */
  readonly models?: ModelsView;
  /** Undefined while they are read. */
  readonly datasets?: readonly DatasetRow[];
  readonly activities: readonly Activity[];
  readonly comparisons: readonly ComparisonView[];
  readonly votes: readonly VoteCount[];
  /** Oldest first. */
  readonly asked: readonly AskedView[];
  readonly settings: PanelSettings;
}

export interface PanelSettings {
  readonly fields: readonly FieldView[];
  readonly presets: readonly { readonly name: string; readonly help: string }[];
  readonly defaultPreset: string;
  readonly defaultModel: string;
}

/** One field of the training configuration. */
export interface FieldView {
  readonly name: string;
  readonly group: string;
  readonly help: string;
  readonly kind: "number" | "choice" | "switch" | "text" | "layers";
  readonly minimum?: number;
  readonly maximum?: number;
  readonly choices?: readonly string[];
  /** Its value in each preset, as it is typed; empty where the preset leaves it open. */
  readonly presets: Readonly<Record<string, string>>;
}

/** Something long that goes on. */
export interface Activity {
  readonly id: string;
  readonly kind: "dataset" | "index" | "measure" | "model" | "start" | "answer";
  /** What it is about: a model's name, a run's id, a part of the Dataset tab. */
  readonly subject: string;
  readonly text: string;
  /** 0 to 1; absent while it cannot be told. */
  readonly fraction?: number;
  /** Told from how far it came in how long; absent while it cannot be told. */
  readonly secondsLeft?: number;
}

/** What is to be trained, as it stands in the form. */
export interface TrainForm {
  readonly datasetPath: string;
  readonly modelName: string;
  readonly preset: string;
  /** Fields that differ from the preset, as they were typed. */
  readonly overrides: Readonly<Record<string, string>>;
}

export type EstimateView =
  | {
      readonly kind: "ready";
      readonly estimate: RunEstimate;
      readonly seconds: number;
      /** What the time was told from: an earlier run's measured rate, or the model's size alone. */
      readonly basis: "measured" | "guessed";
    }
  /** The model must be fetched first; then it can be told. */
  | { readonly kind: "model-missing"; readonly downloadBytes: number }
  | { readonly kind: "refused"; readonly message: string; readonly hint: string };

/** Measurements of a followed run. Null where a value left the numbers, which messages cannot carry. */
export interface StepPoint {
  readonly step: number;
  readonly loss: number | null;
  readonly learningRate: number | null;
  readonly tokensPerSecond: number | null;
  readonly rssBytes: number;
}
export interface ValidationPoint {
  readonly step: number;
  readonly loss: number | null;
  readonly best: boolean;
}
export interface CurveUpdate {
  readonly runId: string;
  /** What was sent before no longer counts. */
  readonly isAnew: boolean;
  readonly steps: readonly StepPoint[];
  readonly validations: readonly ValidationPoint[];
  readonly progress?: {
    readonly step: number;
    readonly fraction: number;
    readonly estimateBytes: number;
    readonly parameterCount: number;
  };
  readonly secondsLeft?: number;
  /** What the measurements say of how it goes, the gravest first. */
  readonly findings: readonly Finding[];
  /** What the trainer had to remark on the examples. */
  readonly warnings: readonly string[];
}

/** What answers on one side: the base model, or an adapter on it. */
export interface Side {
  /** Absent: the base model. */
  readonly runId?: string;
  /** 1 is as trained. */
  readonly scale: number;
}

export interface CompareForm {
  /** The run whose base model answers. */
  readonly runId: string;
  readonly sides: readonly [Side, Side];
  readonly messages: readonly { readonly role: "system" | "user" | "assistant"; readonly content: string }[];
  /** What the file says, where the question came from one. */
  readonly reference?: string;
  readonly maxTokens: number;
  readonly temperature: number;
  readonly seed: number;
  /** Which side is which is shown only after the vote. */
  readonly isBlind: boolean;
}

export interface AnswerView {
  readonly side: Side;
  readonly title: string;
  readonly text: string;
  readonly state: "waiting" | "answering" | "done";
  readonly tokensPerSecond?: number;
  readonly answerTokens?: number;
  /** It was cut at the longest answer. */
  readonly isCut?: boolean;
  /** The example that was made of it. */
  readonly kept?: KeptView;
}

export interface KeptView {
  readonly exampleId: string;
  /** The dataset did not have it before. */
  readonly canTakeBack: boolean;
}

/** Of an answer as it is shown. */
export type AnswerPlace = "left" | "right";

export interface ComparisonView {
  readonly id: string;
  readonly question: string;
  readonly reference?: string;
  /** As they are shown, left and right; in a blind comparison drawn by lot. */
  readonly answers: readonly [AnswerView, AnswerView];
  readonly isBlind: boolean;
  readonly vote?: Vote;
  /** The example that says which answer is preferred. */
  readonly preference?: KeptView & { readonly better: AnswerPlace };
  readonly error?: string;
}

/** Of the answers as they are shown. */
export type Vote = AnswerPlace | "same";

export interface VoteCount {
  readonly runId: string;
  readonly base: number;
  readonly tuned: number;
  readonly same: number;
}
