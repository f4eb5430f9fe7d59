/** The pure types of curation: what was decided about an example, and what is wrong with it. */
import type { Example, ExampleContent, Provenance } from "./example.ts";

export const REVIEW_STATES = ["proposed", "accepted", "rejected", "flagged"] as const;
export type ReviewState = (typeof REVIEW_STATES)[number];

/** What one person decided about one example. The newest decision about an example counts, and says all of it. */
export interface Decision {
  /** Of the example. */
  readonly id: string;
  readonly state: ReviewState;
  /** Takes the place of what was proposed. */
  readonly edit?: ExampleContent;
  readonly note?: string;
  /** Sorted, each once; absent where there are none. */
  readonly tags?: readonly string[];
  /** The content that was looked at (`contentHash` of it): a later build that proposes another makes the example stale. */
  readonly of: string;
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** What was decided in one go, and is undone in one. Absent once the log was compacted: what is old is not undone. */
  readonly operation?: string;
  /** The operation that this one takes back, and restores what was before it. */
  readonly undoes?: string;
  /** The operation that had been taken back and is done again. */
  readonly redoes?: string;
}

/** Whether a person can take back, or do again, any decision of theirs. */
export interface DecisionSteps {
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

/** What is to be decided; what is left out stays as it was. */
export interface DecisionChange {
  /** Defaults to `accepted` where there is an edit, and to what it was else. `proposed` takes back a decision. */
  readonly state?: ReviewState;
  /** Null takes an edit back. */
  readonly edit?: ExampleContent | null;
  /** Null or a blank text removes it. */
  readonly note?: string | null;
  readonly addTags?: readonly string[];
  readonly removeTags?: readonly string[];
  /** Ids of findings in what is typed here that are meant: without them, a new secret is refused. Defaults to none. */
  readonly allowFindings?: readonly string[];
}

/** A secret or a person's data in an example or its source. */
export interface Finding {
  /** Stable: a hash of rule, path and the very text found, so that a decision about it outlives a rebuild. */
  readonly id: string;
  /** `aws-access-key`, `jwt`, `e-mail`. */
  readonly rule: string;
  /** `secret` keeps an example out until somebody decides; so does `personal`. */
  readonly category: "secret" | "personal";
  /** Where it stands; `path` of the workspace, or the name of the imported file. */
  readonly source: Pick<Provenance, "path" | "startLine" | "endLine">;
  /** What was found, all but a few characters masked: safe to show and to store. */
  readonly preview: string;
  /** Examples that contain it. */
  readonly exampleIds: readonly string[];
}

/** What was decided about a finding: keep the example without the text, or with it. Without a decision it stays out. */
export interface FindingDecision {
  readonly id: string;
  readonly action: "redact" | "allow";
  readonly by: string;
  readonly at: string;
}

/** A doubt about an example that a person should look at: never a reason to drop it silently. */
export interface Remark {
  /** `too-long`, `all-masked`, `role-order`, `empty-answer`, `boilerplate`, `ungrounded`, `language`, `repetitive`. */
  readonly rule: string;
  /** `error` would break or poison the training; `warning` is worth a look. */
  readonly severity: "error" | "warning";
  /** With the values: `612 tokens, 512 fit`. */
  readonly message: string;
}

/** Why an example takes no part in training; where several hold, the first of these. */
export const EXCLUSIONS = ["rejected", "flagged", "secret", "source-deleted", "duplicate"] as const;
export type Exclusion = (typeof EXCLUSIONS)[number];

/** How the source of a decided example changed since. */
export type Staleness =
  | { readonly kind: "changed"; /** What the decision was about. */ readonly before: ExampleContent }
  | { readonly kind: "deleted" };

/** An example with all that is known of it: what a list shows and an editor opens. */
export interface CuratedExample {
  /** As it would be learned: with its edit, without its redacted texts. */
  readonly example: Example;
  /** As it was proposed or imported, where an edit changed it. */
  readonly original?: ExampleContent;
  readonly decision?: Decision;
  readonly stale?: Staleness;
  readonly findings: readonly Finding[];
  /** Of these findings, where there is one. */
  readonly findingDecisions: readonly FindingDecision[];
  readonly remarks: readonly Remark[];
  /** Undefined where it takes part. */
  readonly excluded?: Exclusion;
}
