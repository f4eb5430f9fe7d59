import type { AskedView } from "../../protocol/askTab.ts";
import type { HeldOutQuestion } from "../../protocol/panelData.ts";
import {
  DATASET_FORMS,
  type DatasetAction,
  type DatasetState,
  INITIAL_DATASET,
  reduceDataset,
} from "../dataset/state.ts";
import type {
  AnswerPlace,
  ComparisonView,
  CurveUpdate,
  EstimateView,
  PanelSnapshot,
  PanelTab,
  StepPoint,
  TrainForm,
  ValidationPoint,
} from "../../protocol/panel.ts";

/** All that the panel shows. A view is a function of it; it changes only through `reduce`. */
export interface PanelState {
  /** Undefined until the extension has answered. */
  readonly snapshot: PanelSnapshot | undefined;
  readonly tab: PanelTab;
  readonly form: FormState;
  readonly estimate: EstimateState;
  readonly curve: CurveState | undefined;
  readonly compare: CompareState;
  readonly dataset: DatasetState;
  readonly ask: AskState;
}

/** What the user has chosen; what is absent is as the snapshot suggests. */
export interface FormState {
  readonly datasetPath?: string;
  readonly modelName?: string;
  readonly preset?: string;
  readonly overrides: Readonly<Record<string, string>>;
  /** Groups of settings that are shown. */
  readonly openGroups: readonly string[];
}

export type EstimateState =
  | { readonly kind: "none" }
  | { readonly kind: "working" }
  | { readonly kind: "failed"; readonly message: string }
  | EstimateView;

/** The run that is looked at, with its measurements. */
export interface CurveState extends Pick<CurveUpdate, "progress" | "secondsLeft" | "findings" | "warnings"> {
  readonly runId: string;
  readonly steps: readonly StepPoint[];
  readonly validations: readonly ValidationPoint[];
}

export interface CompareState {
  /** The tuned side. */
  readonly runId?: string;
  readonly scale: string;
  /** The other side: another run, or the base model. */
  readonly otherRunId?: string;
  readonly otherScale: string;
  readonly question: string;
  readonly system: string;
  readonly maxTokens: string;
  readonly temperature: string;
  readonly seed: string;
  readonly isBlind: boolean;
  readonly areOptionsOpen: boolean;
  /** Of `questionsOf`; undefined while they are read. */
  readonly questions?: readonly HeldOutQuestion[];
  readonly questionsOf?: string;
  /** Answers that are being edited before they become examples, by `answerKey`. */
  readonly drafts: Readonly<Record<string, string>>;
}

/** An answer of the comparisons of this window. */
export const answerKey = (comparisonId: string, place: AnswerPlace): string => `${comparisonId}/${place}`;

export interface AskState {
  readonly question: string;
  /** A run's id, `base`, or empty for what is in use. */
  readonly answering: string;
}

export const INITIAL_STATE: PanelState = {
  snapshot: undefined,
  tab: "train",
  form: { overrides: {}, openGroups: [] },
  estimate: { kind: "none" },
  curve: undefined,
  compare: {
    scale: "1",
    otherScale: "1",
    question: "",
    system: "",
    maxTokens: "256",
    temperature: "0",
    seed: "0",
    isBlind: false,
    areOptionsOpen: false,
    drafts: {},
  },
  dataset: INITIAL_DATASET,
  ask: { question: "", answering: "" },
};

export type Action =
  | { readonly kind: "snapshot"; readonly snapshot: PanelSnapshot }
  /** `subject`: the run to look at; in the Dataset tab the form to open. */
  | { readonly kind: "tab"; readonly tab: PanelTab; readonly subject?: string }
  | { readonly kind: "dataset"; readonly action: DatasetAction }
  | { readonly kind: "form"; readonly change: Partial<FormState> }
  | { readonly kind: "field"; readonly name: string; readonly value: string }
  | { readonly kind: "group"; readonly group: string; readonly isOpen: boolean }
  | { readonly kind: "estimate"; readonly estimate: EstimateState }
  | { readonly kind: "follow"; readonly runId: string }
  | { readonly kind: "curve"; readonly update: CurveUpdate }
  | { readonly kind: "compare"; readonly change: Partial<CompareState> }
  /** Undefined ends the editing. */
  | { readonly kind: "draft"; readonly key: string; readonly text: string | undefined }
  | { readonly kind: "questions"; readonly runId: string; readonly questions: readonly HeldOutQuestion[] }
  | { readonly kind: "comparison"; readonly comparison: ComparisonView }
  | { readonly kind: "ask"; readonly change: Partial<AskState> }
  | { readonly kind: "asked"; readonly asked: AskedView };

export type Dispatch = (action: Action) => void;

export function reduce(state: PanelState, action: Action): PanelState {
  switch (action.kind) {
    case "snapshot":
      return withSnapshot(state, action.snapshot);
    case "tab": {
      const { tab, subject } = action;
      const shown = { ...state, tab };
      if (subject === undefined) return shown;
      if (tab === "dataset") return { ...shown, dataset: { ...state.dataset, ...formNamed(subject) } };
      return tab === "compare" ? { ...shown, compare: { ...state.compare, runId: subject } } : followed(shown, subject);
    }
    case "dataset":
      return { ...state, dataset: reduceDataset(state.dataset, action.action) };
    case "form":
      return { ...state, form: { ...state.form, ...action.change } };
    case "field":
      return { ...state, form: withField(state, action.name, action.value) };
    case "group": {
      const others = state.form.openGroups.filter((group) => group !== action.group);
      const openGroups = action.isOpen ? [...others, action.group] : others;
      return { ...state, form: { ...state.form, openGroups } };
    }
    case "estimate":
      return { ...state, estimate: action.estimate };
    case "follow":
      return followed(state, action.runId);
    case "curve":
      return { ...state, curve: withUpdate(state.curve, action.update) };
    case "compare":
      return { ...state, compare: { ...state.compare, ...action.change } };
    case "draft":
      return { ...state, compare: withDraft(state.compare, action.key, action.text) };
    case "questions":
      return {
        ...state,
        compare: { ...state.compare, questionsOf: action.runId, questions: action.questions },
      };
    case "comparison":
      return { ...state, snapshot: state.snapshot && withComparison(state.snapshot, action.comparison) };
    case "ask":
      return { ...state, ask: { ...state.ask, ...action.change } };
    case "asked":
      return { ...state, snapshot: state.snapshot && withAsked(state.snapshot, action.asked) };
  }
}

function formNamed(subject: string): Partial<DatasetState> {
  const form = DATASET_FORMS.find((each) => each === subject);
  return form === undefined ? {} : { form };
}

/** A run that is being trained is looked at when none is; a run that is gone is looked at no longer. */
function withSnapshot(state: PanelState, snapshot: PanelSnapshot): PanelState {
  const has = (id: string | undefined) => id !== undefined && snapshot.runs.some((run) => run.id === id);
  const next = { ...state, snapshot, compare: withDraftsOf(state.compare, snapshot.comparisons) };
  if (state.curve && has(state.curve.runId)) return next;
  const running = snapshot.runs.findLast(({ status }) => status === "running");
  return running ? followed(next, running.id) : { ...next, curve: undefined };
}

function withDraft(compare: CompareState, key: string, text: string | undefined): CompareState {
  const { [key]: _, ...others } = compare.drafts;
  return { ...compare, drafts: text === undefined ? others : { ...others, [key]: text } };
}

/** What was typed about a comparison that was cleared away goes with it; in another window the same id means another. */
function withDraftsOf(compare: CompareState, comparisons: readonly ComparisonView[]): CompareState {
  const keys = new Set(comparisons.flatMap(({ id }) => [answerKey(id, "left"), answerKey(id, "right")]));
  const kept = Object.entries(compare.drafts).filter(([key]) => keys.has(key));
  return kept.length === Object.keys(compare.drafts).length
    ? compare
    : { ...compare, drafts: Object.fromEntries(kept) };
}

/** The state that looks at a run, of which nothing is known yet. */
export const followed = (state: PanelState, runId: string): PanelState =>
  state.curve?.runId === runId
    ? state
    : { ...state, curve: { runId, steps: [], validations: [], findings: [], warnings: [] } };

function withUpdate(curve: CurveState | undefined, update: CurveUpdate): CurveState | undefined {
  // Sent before the view looked at another run.
  if (!curve || curve.runId !== update.runId) return curve;
  const { runId, isAnew, steps, validations, ...standing } = update;
  return {
    runId,
    steps: isAnew ? steps : [...curve.steps, ...steps],
    validations: isAnew ? validations : [...curve.validations, ...validations],
    ...standing,
  };
}

/** A field that is set to what the preset has is no longer an exception to it. */
function withField(state: PanelState, name: string, value: string): FormState {
  const { form } = state;
  const { [name]: before, ...others } = form.overrides;
  const isOfPreset = value === presetValue(state, name);
  return { ...form, overrides: isOfPreset ? others : { ...others, [name]: value } };
}

const withComparison = (snapshot: PanelSnapshot, comparison: ComparisonView): PanelSnapshot => ({
  ...snapshot,
  comparisons: snapshot.comparisons.map((each) => (each.id === comparison.id ? comparison : each)),
});

const withAsked = (snapshot: PanelSnapshot, asked: AskedView): PanelSnapshot => ({
  ...snapshot,
  asked: snapshot.asked.map((each) => (each.id === asked.id ? asked : each)),
});

/** What the form stands for, once there is a dataset to choose. */
export function trainForm({ snapshot, form }: PanelState): TrainForm | undefined {
  // Before the models are known it could not be told whether one must be fetched first.
  if (!snapshot?.datasets || !snapshot.models) return undefined;
  const { datasets, settings } = snapshot;
  const dataset = datasets.find(({ path }) => path === form.datasetPath) ?? datasets[0];
  if (!dataset) return undefined;
  return {
    datasetPath: dataset.path,
    modelName: form.modelName ?? settings.defaultModel,
    preset: form.preset ?? settings.defaultPreset,
    overrides: form.overrides,
  };
}

/** The model in the form, and whether it lies on this machine; undefined before the models are known. */
export function modelInForm({
  snapshot,
  form,
}: PanelState): { readonly name: string; readonly isHere: boolean } | undefined {
  if (!snapshot?.models) return undefined;
  const name = form.modelName ?? snapshot.settings.defaultModel;
  const row = snapshot.models.models.find(({ id }) => id === name);
  // What the catalogue does not know is the path of a file.
  return { name, isHere: row === undefined || row.state === "ready" || row.state === "on-machine" };
}

/** The value that the chosen preset gives a field. */
export function presetValue({ snapshot, form }: PanelState, name: string): string {
  const preset = form.preset ?? snapshot?.settings.defaultPreset ?? "";
  return snapshot?.settings.fields.find((field) => field.name === name)?.presets[preset] ?? "";
}
