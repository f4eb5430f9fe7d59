import type { ExampleContent } from "../../core/example.ts";
import type { MessageFields } from "./messageList.ts";

export type Row = Readonly<Record<string, unknown>>;

export type RowFormatName =
  "espalier" | "messages" | "sharegpt" | "alpaca" | "prompt-completion" | "preference" | "text" | "columns";

/** What a row says. */
export interface RowContent {
  readonly content: ExampleContent;
  /** The columns that said it; the others are the example's `extra`. */
  readonly used: readonly string[];
  /** One for each message of the content, where a message says more than who and what. */
  readonly fields?: readonly MessageFields[];
  /** What else must not be lost: joins the example's `extra`. */
  readonly rest?: Row;
}

/** A row, or why the format has no place for the content. */
export type Written = { readonly row: Row } | { readonly unheld: string };

/** The columns of one tool, in both directions. */
export interface RowFormat {
  readonly name: RowFormatName;
  /** For people who choose: one line. */
  readonly description: string;
  /** By which columns a row is known to be one of these, or undefined where it is none. */
  readonly recognise: (row: Row) => string | undefined;
  /** @throws Mismatch */
  readonly read: (row: Row) => RowContent;
  /** Absent where we only read it. */
  readonly write?: (content: ExampleContent, fields?: readonly MessageFields[]) => Written;
}
