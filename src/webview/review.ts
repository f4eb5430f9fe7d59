import "@vscode-elements/elements/dist/vscode-button/index.js";
import "@vscode-elements/elements/dist/vscode-checkbox/index.js";
import "@vscode-elements/elements/dist/vscode-icon/index.js";
import "@vscode-elements/elements/dist/vscode-option/index.js";
import "@vscode-elements/elements/dist/vscode-progress-bar/index.js";
import "@vscode-elements/elements/dist/vscode-single-select/index.js";
import "@vscode-elements/elements/dist/vscode-textfield/index.js";
import "./panel.css";
import "./review.css";
import "./components/rowList.ts";
import { render } from "lit";
import type { ReviewCommand, ReviewHostFunctions, ReviewViewFunctions } from "../protocol/review.ts";
import { afterDrawing, drawOnceAFrame } from "./drawing.ts";
import { drawKeepingFocus } from "./drawKeepingFocus.ts";
import { connectEditor } from "./host.ts";
import { createAsking } from "./review/asking.ts";
import { NO_FILTER } from "./review/filter.ts";
import { commandOf } from "./review/keys.ts";
import { runReviewCommand } from "./review/runReviewCommand.ts";
import {
  type KeptReview,
  keptReview,
  reduceReview,
  restoredReview,
  type ReviewAction,
  type ReviewState,
} from "./review/state.ts";
import { reviewView } from "./review/views/reviewView.ts";
import { useStrings } from "./strings.ts";

useStrings(JSON.parse(document.body.dataset.strings ?? "{}") as Record<string, string>);

const editor = connectEditor<ReviewHostFunctions, ReviewViewFunctions, KeptReview>({
  "snapshot/changed": (snapshot) => dispatch({ kind: "snapshot", snapshot }),
  "examples/changed": (change) => dispatch({ kind: "changed", change }),
  "command/run": run,
  "examples/narrow": (filter) => dispatch({ kind: "filter", change: { ...NO_FILTER, ...filter } }),
  "example/show"(id) {
    dispatch({ kind: "filter", change: NO_FILTER });
    dispatch({ kind: "find", id });
  },
});
const { host } = editor;
let state: ReviewState = restoredReview(editor.kept);
const draw = drawOnceAFrame((main) => {
  const isTyping = main.querySelector(".draft :focus") !== null;
  drawKeepingFocus(main, () => render(reviewView({ state, dispatch, host, run }), main));
  // A form that was closed leaves the keys to the list again.
  if (isTyping && main.querySelector(".draft") === null) main.querySelector<HTMLElement>("row-list")?.focus();
});
const ask = createAsking(host, dispatch);

function dispatch(action: ReviewAction): void {
  const before = state;
  state = reduceReview(state, action);
  if (state === before) return;
  ask(state);
  // The list draws by itself what is scrolled into view.
  if (action.kind === "range") return;
  editor.keep(keptReview(state));
  draw();
}

function run(command: ReviewCommand): void {
  if (command === "search") document.querySelector<HTMLElement>("#search")?.focus();
  void runReviewCommand(command, state, dispatch, host);
  if (command === "edit") afterDrawing(() => document.querySelector<HTMLElement>("#draft-0")?.focus());
}

document.addEventListener("keydown", (event) => {
  const [target] = event.composedPath();
  if (!(target instanceof HTMLElement) || isForTyping(target)) return;
  const command = commandOf(event);
  // Arrows scroll a text that has the focus, and move within a list of choices.
  const isOurs = !event.key.startsWith("Arrow") || target === document.body || target.closest("row-list") !== null;
  if (command === undefined || !isOurs) return;
  event.preventDefault();
  run(command);
});

const isForTyping = (target: HTMLElement): boolean =>
  /^(input|textarea|select|vscode-textfield|vscode-single-select)$/i.test(target.tagName) || target.isContentEditable;

draw();
void host["view/ready"]().then((snapshot) => dispatch({ kind: "snapshot", snapshot }));
