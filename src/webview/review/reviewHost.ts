import type { ReviewCommand, ReviewHostFunctions } from "../../protocol/review.ts";
import type { Remote } from "../../protocol/rpc.ts";
import type { ReviewAction, ReviewState } from "./state.ts";

/** The extension as this page sees it. */
export type ReviewHost = Remote<ReviewHostFunctions>;

/** What the views are drawn with. */
export interface ReviewContext {
  readonly state: ReviewState;
  readonly dispatch: (action: ReviewAction) => void;
  readonly host: ReviewHost;
  readonly run: (command: ReviewCommand) => void;
}
