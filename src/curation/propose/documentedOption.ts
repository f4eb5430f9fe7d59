import type { Provenance } from "../../core/example.ts";

/** Something that can be set, with what its author says of it. */
export interface DocumentedOption {
  readonly name: string;
  /** What people call it: `option`, `flag`, `setting`, `key`. */
  readonly noun: string;
  /** Markdown, one paragraph. */
  readonly text: string;
  readonly type?: string;
  readonly defaultValue?: string;
  /** What it is set to, where the file is a configuration and no description of one. */
  readonly value?: string;
  /** The heading it stands under, the command it belongs to. */
  readonly context?: string;
  readonly source: Provenance;
}
