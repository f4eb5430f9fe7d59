import type { Exclusion, ReviewState } from "../../core/review.ts";
import { t } from "../strings.ts";

/** What the words of the data mean to people. */
export function stateText(state: ReviewState): string {
  switch (state) {
    case "proposed":
      return t("To review");
    case "accepted":
      return t("Accepted");
    case "rejected":
      return t("Rejected");
    case "flagged":
      return t("Flagged");
  }
}

export function stateIcon(state: ReviewState): string {
  switch (state) {
    case "proposed":
      return "circle-outline";
    case "accepted":
      return "pass";
    case "rejected":
      return "circle-slash";
    case "flagged":
      return "bookmark";
  }
}

export function exclusionText(exclusion: Exclusion): string {
  switch (exclusion) {
    case "rejected":
      return t("Left out: rejected");
    case "flagged":
      return t("Left out: flagged");
    case "secret":
      return t("Left out: secret to decide about");
    case "source-deleted":
      return t("Left out: source deleted");
    case "duplicate":
      return t("Left out: says the same as another");
  }
}
