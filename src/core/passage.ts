import type { Provenance } from "./example.ts";

/**
 * A stretch of a file, short enough to be read by a small model. The passages of a file follow one another and leave
 * out nothing but blank lines: what retrieval finds, what citations name, what raw text is learned from.
 */
export interface Passage {
  readonly source: Provenance;
  /** As it stands in the file, or in what was read out of it. */
  readonly text: string;
  /** The innermost symbol that holds all of it: `Parser.parse`. */
  readonly symbol?: string;
  /** Of that symbol, so that a part of a long function still says what it belongs to. */
  readonly signature?: string;
  /** From the title of the document down to the section it stands in. */
  readonly headings?: readonly string[];
}
