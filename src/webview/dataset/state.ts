import type { DatasetTabView, Measured } from "../../protocol/datasetTab.ts";
import type { ExportForm, ImportOptionsView, LengthsView, SplitForm } from "../../protocol/datasetViews.ts";

/** What can be opened below the actions, one at a time. */
export const DATASET_FORMS = ["build", "import", "export", "split", "scan", "duplicates", "difference"] as const;
export type DatasetForm = (typeof DATASET_FORMS)[number];

/** All of the Dataset tab. */
export interface DatasetState {
  /** Undefined until the extension has answered. */
  readonly view: DatasetTabView | undefined;
  readonly form: DatasetForm | undefined;
  /** Kinds that the next build makes; as the last one if nothing was chosen. */
  readonly kinds: readonly string[] | undefined;
  readonly export: ExportForm;
  readonly split: SplitText;
  readonly mapping: Readonly<Record<string, string>>;
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** Lengths as numbers rather than as bars. */
  readonly isTable: boolean;
}

/** Of the split form, as it was typed. */
export interface SplitText {
  readonly train: string;
  readonly validation: string;
  readonly test: string;
  readonly seed: string;
  readonly thaws: boolean;
}

export const INITIAL_DATASET: DatasetState = {
  view: undefined,
  form: undefined,
  kinds: undefined,
  export: { format: "messages", bySplit: false, withProvenance: true },
  split: { train: "80", validation: "10", test: "10", seed: "0", thaws: false },
  mapping: {},
  before: undefined,
  after: undefined,
  isTable: false,
};

export type DatasetAction =
  | { readonly kind: "view"; readonly view: DatasetTabView }
  /** The one that is open is closed by its own action. */
  | { readonly kind: "form"; readonly form: DatasetForm | undefined }
  | { readonly kind: "kind"; readonly name: string; readonly isChosen: boolean }
  | { readonly kind: "export"; readonly change: Partial<ExportForm> }
  | { readonly kind: "split"; readonly change: Partial<SplitText> }
  | { readonly kind: "mapping"; readonly use: string; readonly column: string }
  | { readonly kind: "versions"; readonly before?: string; readonly after?: string }
  | { readonly kind: "table"; readonly isTable: boolean };

export function reduceDataset(state: DatasetState, action: DatasetAction): DatasetState {
  switch (action.kind) {
    case "view":
      return withView(state, action.view);
    case "form":
      return { ...state, form: action.form === state.form ? undefined : action.form };
    case "kind": {
      const others = chosenKinds(state).filter((name) => name !== action.name);
      return { ...state, kinds: action.isChosen ? [...others, action.name] : others };
    }
    case "export":
      return { ...state, export: { ...state.export, ...action.change } };
    case "split":
      return { ...state, split: { ...state.split, ...action.change } };
    case "mapping": {
      const { [action.use]: _, ...others } = state.mapping;
      return { ...state, mapping: action.column === "" ? others : { ...others, [action.use]: action.column } };
    }
    case "versions":
      return { ...state, before: action.before ?? state.before, after: action.after ?? state.after };
    case "table":
      return { ...state, isTable: action.isTable };
  }
}

const nameOf = (view: DatasetTabView | undefined): string | undefined =>
  view?.dataset.kind === "open" ? view.dataset.name : undefined;

/** What was chosen for one dataset is not meant for another, and columns of one file are not those of another. */
function withView(state: DatasetState, view: DatasetTabView): DatasetState {
  const isOther = nameOf(state.view) !== undefined && nameOf(view) !== nameOf(state.view);
  const isOtherFile = state.view?.importing?.path !== view.importing?.path;
  return {
    ...state,
    view,
    ...(isOther && { kinds: undefined, before: undefined, after: undefined }),
    ...(isOtherFile && { mapping: {} }),
    // A file that was chosen by a command is looked at at once.
    ...(isOtherFile && view.importing && { form: "import" as const }),
  };
}

/** The kinds that a build would make: those chosen here, else those of the last build, else the usual ones. */
export function chosenKinds({ view, kinds }: DatasetState): readonly string[] {
  if (kinds !== undefined) return kinds;
  const last = view?.facts?.built?.kinds ?? [];
  if (last.length > 0) return last;
  return (view?.kinds ?? []).filter(({ onByDefault }) => onByDefault).map(({ name }) => name);
}

/** How the chosen file is to be read, with the columns that were mapped. */
export const importOptionsOf = ({ view, mapping }: DatasetState): ImportOptionsView => {
  const { mapping: _, ...options } = view?.importing?.options ?? {};
  return { ...options, ...(Object.keys(mapping).length > 0 && { mapping }) };
};

/** What is wrong with the split form, by field; a form without problems has its numbers. */
export function splitFormOf(text: SplitText): { readonly form: SplitForm } | { readonly wrong: "shares" | "seed" } {
  const [train, validation, test, seed] = [text.train, text.validation, text.test, text.seed].map(numberOf);
  if (train === undefined || validation === undefined || test === undefined) return { wrong: "shares" };
  if (train <= 0 || validation < 0 || test < 0) return { wrong: "shares" };
  if (seed === undefined || !Number.isInteger(seed) || seed < 0) return { wrong: "seed" };
  return { form: { seed, shares: { train, validation, test }, thaws: text.thaws } };
}

const numberOf = (text: string): number | undefined =>
  text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : undefined;

/** What is to be found out now that the tab is in view. */
export function wantedOf(
  state: DatasetState,
  model: { readonly name: string; readonly isHere: boolean } | undefined,
): readonly Wanted[] {
  const { view, form } = state;
  if (view?.dataset.kind !== "open" || view.dataset.counts.total === 0) return [];
  const isWanted = ({ state: each }: Measured<unknown>) => each === "wanted";
  const isOfOther = model?.isHere === true && isOfAnother(view.lengths, model.name);
  return [
    ...(isWanted(view.splits) ? (["splits"] as const) : []),
    ...(model?.isHere && (isWanted(view.lengths) || isOfOther) ? (["lengths"] as const) : []),
    ...(form === "difference" && isWanted(view.versions) ? (["versions"] as const) : []),
    ...(form === "export" && isExportUnknown(view, state.export) ? (["exportable"] as const) : []),
    ...(form === "scan" && isWanted(view.scan) ? (["scan"] as const) : []),
    ...(form === "duplicates" && isWanted(view.duplicates) ? (["duplicates"] as const) : []),
  ];
}

export type Wanted = "splits" | "lengths" | "versions" | "exportable" | "scan" | "duplicates";

const isOfAnother = ({ state, value }: Measured<LengthsView>, modelName: string): boolean =>
  state !== "measuring" && state !== "failed" && value !== undefined && value.modelName !== modelName;

/** What one format holds says nothing about another. */
function isExportUnknown({ exportable: { state, value } }: DatasetTabView, form: ExportForm): boolean {
  const isOfOther = value !== undefined && !isSameForm(value.form, form);
  return state === "wanted" || (isOfOther && state !== "measuring" && state !== "failed");
}

/** Whether something was found out with this very form. */
export const isSameForm = <Form extends ExportForm | SplitForm>(a: Form | undefined, b: Form | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

/** What is kept while the page is away. */
export type KeptDataset = Omit<DatasetState, "view">;

export function keptDataset({ view: _, ...kept }: DatasetState): KeptDataset {
  return kept;
}

export const restoredDataset = (kept: Partial<KeptDataset> | undefined): DatasetState => ({
  ...INITIAL_DATASET,
  ...kept,
  export: { ...INITIAL_DATASET.export, ...kept?.export },
  split: { ...INITIAL_DATASET.split, ...kept?.split },
});
