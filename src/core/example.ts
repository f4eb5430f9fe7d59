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
  /** 1-based, inclusive. Of PDF and DOCX files: lines of the text that was read out of them. */
  readonly startLine: number;
  readonly endLine: number;
  /** Heading path or symbol, for people. */
  readonly title?: string;
  /**
   * The first 16 hexadecimal digits of the SHA-256 of those lines, joined by `\n`: tells a source that changed from one
   * that only moved. Absent for what was imported.
   */
  readonly hash?: string;
}

export type Split = "train" | "validation" | "test";

interface ExampleBase {
  /**
   * Stable over rebuilds: for what is proposed of files, a hash of kind, path and anchor, not of the texts, so that an
   * example whose source changed is still the same example; for imported rows, a hash of their content.
   */
  readonly id: string;
  /** What proposed it: `section`, `doc-comment`, `imported`. */
  readonly kind: string;
  readonly source?: Provenance;
  readonly split?: Split;
  /** The split that an imported row brought along: a draw keeps it. Absent where it brought none, and for proposals. */
  readonly ownSplit?: Split;
  /** The near-duplicate cluster it belongs to, named after its representative's id; absent where it is unlike all others. */
  readonly cluster?: string;
  /** Columns of an imported row that have no other place here, so that an export loses nothing. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** An example without what it says. */
export interface ExampleLabel extends Pick<ExampleBase, "id" | "kind"> {
  readonly split?: Split | undefined;
  readonly cluster?: string | undefined;
  readonly source?: Pick<Provenance, "path" | "startLine">;
}

/** A conversation; the loss is taken on assistant messages only. */
export interface ChatExample extends ExampleBase {
  readonly form: "chat";
  readonly messages: readonly Message[];
}

/** Plain text for continued pre-training; the loss is taken on all of it. */
export interface TextExample extends ExampleBase {
  readonly form: "text";
  readonly text: string;
}

/** Code with a gap; the loss is taken on what fills it (fill-in-the-middle, arXiv:2207.14255). */
export interface InfillExample extends ExampleBase {
  readonly form: "infill";
  readonly prefix: string;
  readonly suffix: string;
  readonly middle: string;
}

/** A conversation with a better and a worse next answer. Supervised training takes the better one. */
export interface PreferenceExample extends ExampleBase {
  readonly form: "preference";
  /** Ends with a user message. */
  readonly messages: readonly Message[];
  readonly chosen: string;
  readonly rejected: string;
}

export type Example = ChatExample | TextExample | InfillExample | PreferenceExample;

/** What is learned, without where it stands or what was decided about it. */
export type ExampleContent =
  | Pick<ChatExample, "form" | "messages">
  | Pick<TextExample, "form" | "text">
  | Pick<InfillExample, "form" | "prefix" | "suffix" | "middle">
  | Pick<PreferenceExample, "form" | "messages" | "chosen" | "rejected">;

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
