import type { ExampleContent } from "../core/example.ts";
import { sha256 } from "./fingerprint.ts";

/**
 * The id of what is proposed of a file: 16 hexadecimal digits. `anchor` names what in the file it is about (a symbol, a
 * heading path) and `ordinal` which of several with that anchor. Its texts are no part of it: where the source changes,
 * the example stays itself.
 */
export const proposedId = (kind: string, path: string, anchor: string, ordinal: number): string =>
  sha256("proposed", kind, path, anchor, ordinal).slice(0, 16);

/** The id of an example that came from elsewhere and brought none: of its content alone. */
export const importedId = (kind: string, content: ExampleContent): string =>
  sha256("imported", kind, content).slice(0, 16);

/** What tells whether two contents are the same: 16 hexadecimal digits. Give it `contentOf(example)`. */
export const contentHash = (content: ExampleContent): string => sha256("content", content).slice(0, 16);
