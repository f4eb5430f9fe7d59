import type { DecisionChange, ReviewState as DecisionState } from "../../core/review.ts";
import { contentOf } from "../../core/exampleText.ts";
import type { ReviewCommand } from "../../protocol/review.ts";
import { labelledTexts, withTexts } from "./draft.ts";
import type { ReviewHost } from "./reviewHost.ts";
import { type ReviewAction, type ReviewState, rowAt, shownExample } from "./state.ts";

type Dispatch = (action: ReviewAction) => void;

/** Does what a key, a button or a command of the palette asks for, about the example in view. */
export async function runReviewCommand(
  command: ReviewCommand,
  state: ReviewState,
  dispatch: Dispatch,
  host: ReviewHost,
): Promise<void> {
  switch (command) {
    case "accept":
      return decideAndGoOn("accepted", state, dispatch, host);
    case "reject":
      return decideAndGoOn("rejected", state, dispatch, host);
    case "flag":
      return decideAndGoOn("flagged", state, dispatch, host);
    case "edit":
      return beginEdit(state, dispatch);
    case "next":
      return dispatch({ kind: "select", place: (state.selection?.place ?? -1) + 1 });
    case "previous":
      return dispatch({ kind: "select", place: (state.selection?.place ?? 1) - 1 });
    case "undo":
      return showFirst(await host["decision/undo"](), dispatch);
    case "redo":
      return showFirst(await host["decision/redo"](), dispatch);
    case "openSource": {
      const source = shownExample(state)?.example.source;
      if (source) await host["source/open"](source.path, source.startLine, source.endLine);
      return;
    }
    case "search":
      return;
  }
}

/** Decides about the example in view and shows the next; what cannot be decided is shown again. */
async function decideAndGoOn(
  decided: DecisionState,
  state: ReviewState,
  dispatch: Dispatch,
  host: ReviewHost,
): Promise<void> {
  const shown = shownExample(state);
  const { selection } = state;
  if (shown === undefined || selection === undefined) return;
  const { id } = shown.example;
  const texts = state.drafts[id];
  const edit =
    texts !== undefined && decided === "accepted" ? { edit: withTexts(contentOf(shown.example), texts) } : {};
  const change: DecisionChange = { state: decided, ...edit };
  if (rowAt(state.list, selection.place + 1)) dispatch({ kind: "select", place: selection.place + 1 });
  if (await host["example/decide"](id, change)) {
    if ("edit" in edit) dispatch({ kind: "draft", id, texts: undefined });
  } else {
    dispatch({ kind: "find", id });
  }
}

function beginEdit(state: ReviewState, dispatch: Dispatch): void {
  const shown = shownExample(state);
  if (shown === undefined || state.drafts[shown.example.id] !== undefined) return;
  const texts = labelledTexts(contentOf(shown.example)).map(({ text }) => text);
  dispatch({ kind: "draft", id: shown.example.id, texts });
}

/** What was taken back is shown, so that it is seen. */
function showFirst([id]: readonly string[], dispatch: Dispatch): void {
  if (id !== undefined) dispatch({ kind: "find", id });
}
