import type { Example, ExampleContent, Provenance } from "../../core/example.ts";
import { importedId } from "../../curation/exampleId.ts";
import { keepImport } from "./keepImport.ts";

/** An example that a person makes, with what is known of where it comes from. */
export interface WrittenExample {
  /** `written` by hand, or an answer `compared` with another. */
  readonly kind: "written" | "compared";
  readonly content: ExampleContent;
  readonly source?: Pick<Provenance, "path" | "startLine" | "endLine">;
}

export interface KeptExample {
  readonly id: string;
  /** The dataset had it already. */
  readonly isKnown: boolean;
  /** It holds something that looks like a secret, and takes no part until somebody decides. */
  readonly isWithheld: boolean;
}

/**
 * Adds an example that a person made to a dataset of the folder, which is made if there is none. It goes to the split of
 * what asks or says the same, so that nothing held out is learned.
 *
 * @throws those of `keepImport`.
 */
export async function addExample(
  folder: string,
  path: string,
  { kind, content, source }: WrittenExample,
  signal?: AbortSignal,
): Promise<KeptExample> {
  const id = importedId(kind, content);
  const example: Example = { ...content, id, kind, ...(source && { source }) };
  const origins = new Map([[id, { path: source?.path ?? "", line: source?.startLine ?? 1 }]]);
  const kept = await keepImport(folder, path, { examples: [example], origins }, {}, signal);
  return { id, isKnown: kept.alreadyThereCount > 0, isWithheld: kept.withheldCount > 0 };
}
