/** The pure types of training data. */

export type Role = "system" | "user" | "assistant";
export interface Message {
  readonly role: Role;
  readonly content: string;
}

/** Where an example came from, so that its owner can look. */
export interface Provenance {
  /** Relative to the workspace, with forward slashes. */
  readonly path: string;
  /** 1-based, inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  /** Heading path or symbol, for people. */
  readonly title?: string;
}

export type Split = "train" | "validation" | "test";

/** One conversation to learn from; the loss is taken on assistant messages only. */
export interface Example {
  /** Stable: a hash of kind, provenance path and messages. */
  readonly id: string;
  /** What proposed it: `section`, `doc-comment`, `import`. */
  readonly kind: string;
  readonly messages: readonly Message[];
  readonly source?: Provenance;
  readonly split?: Split;
}

/** An example as the trainer sees it. */
export interface TokenizedExample {
  readonly id: string;
  /** Token ids, length T. */
  readonly tokens: Int32Array;
  /**
   * Length T; 1 where the token is one the model must learn to produce. Position 0 is never 1:
   * nothing precedes it. The row that predicts token t is t - 1.
   */
  readonly isTarget: Uint8Array;
}
