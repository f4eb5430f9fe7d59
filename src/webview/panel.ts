import "@vscode-elements/elements/dist/vscode-button/index.js";
import "@vscode-elements/elements/dist/vscode-checkbox/index.js";
import "@vscode-elements/elements/dist/vscode-icon/index.js";
import "@vscode-elements/elements/dist/vscode-option/index.js";
import "@vscode-elements/elements/dist/vscode-progress-bar/index.js";
import "@vscode-elements/elements/dist/vscode-single-select/index.js";
import "@vscode-elements/elements/dist/vscode-tab-header/index.js";
import "@vscode-elements/elements/dist/vscode-tab-panel/index.js";
import "@vscode-elements/elements/dist/vscode-tabs/index.js";
import "@vscode-elements/elements/dist/vscode-textarea/index.js";
import "@vscode-elements/elements/dist/vscode-textfield/index.js";
import "uplot/dist/uPlot.min.css";
import "./panel.css";
import "./components/lossCurve.ts";
import { render } from "lit";
import { watchForm } from "./panel/estimates.ts";
import { watchDataset } from "./dataset/asking.ts";
import type { DatasetTabView } from "../protocol/datasetTab.ts";
import type { PanelHostFunctions, PanelViewFunctions } from "../protocol/panel.ts";
import { drawKeepingFocus } from "./drawKeepingFocus.ts";
import { afterDrawing, drawOnceAFrame } from "./drawing.ts";
import { drawKeepingPlace } from "./drawKeepingPlace.ts";
import { connectEditor } from "./host.ts";
import { type Scrolls, scrollOfTabs } from "./scrollOfTabs.ts";
import { type KeptState, keptState, restoredState } from "./panel/keptState.ts";
import { type Action, INITIAL_STATE, type PanelState, reduce } from "./panel/state.ts";
import { useStrings } from "./strings.ts";
import { panelView } from "./panel/views/panelView.ts";

useStrings(JSON.parse(document.body.dataset.strings ?? "{}") as Record<string, string>);

let state: PanelState = INITIAL_STATE;
/** Declared before anything may come that is to be drawn. */
const draw = drawOnceAFrame((main) => {
  const drawView = (): unknown => render(panelView(state, dispatch, host), main);
  drawKeepingFocus(main, () => drawKeepingPlace(".columns > section", drawView));
  // What is not known yet has no height.
  if (state.snapshot) scroll.drawn(state.tab);
});

const editor = connectEditor<PanelHostFunctions, PanelViewFunctions, KeptState & { readonly scrolls: Scrolls }>({
  "snapshot/changed": (snapshot) => dispatch({ kind: "snapshot", snapshot }),
  "curve/changed": (update) => dispatch({ kind: "curve", update }),
  "comparison/changed": (comparison) => dispatch({ kind: "comparison", comparison }),
  "asked/changed": (asked) => dispatch({ kind: "asked", asked }),
  "dataset/changed": showDataset,
  "tab/show"(tab, subject) {
    dispatch({ kind: "tab", tab, ...(subject !== undefined && { subject }) });
    if (tab === "train" && subject !== undefined) afterDrawing(revealRun);
  },
});
const { host } = editor;
const formChanged = watchForm(host, dispatch);
const datasetChanged = watchDataset(host, showDataset);
const scroll = scrollOfTabs(editor.kept?.scrolls ?? {}, keep);

function showDataset(view: DatasetTabView): void {
  dispatch({ kind: "dataset", action: { kind: "view", view } });
}

function dispatch(action: Action): void {
  const before = state;
  state = reduce(state, action);
  if (state === before) return;
  if (state.curve?.runId !== before.curve?.runId) void host["run/follow"](state.curve?.runId);
  const { form } = state.dataset;
  if (form !== undefined && form !== before.dataset.form) afterDrawing(revealForm);
  formChanged(state);
  datasetChanged(state);
  keep();
  draw();
}

function keep(): void {
  editor.keep({ ...keptState(state), scrolls: scroll.places() });
}

/** A form stands above the parts of the overview, of which some open it: there it would not be seen. */
function revealForm(): void {
  const form = document.querySelector(".dataset-form");
  const top = form?.getBoundingClientRect().top ?? 0;
  if (!form || (top >= 0 && top < window.innerHeight / 2)) return;
  scroll.reveal(".dataset-form");
  form.querySelector<HTMLElement>("button")?.focus({ preventScroll: true });
}

/** A run that was asked for would not be seen where it stands below the form; as in panel.css. */
function revealRun(): void {
  if (matchMedia("(max-width: 900px)").matches) scroll.reveal("#run");
}

state = restoredState(editor.kept);
if (state.curve) void host["run/follow"](state.curve.runId);
draw();
void host["view/ready"]().then((snapshot) => dispatch({ kind: "snapshot", snapshot }));
