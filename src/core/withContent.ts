import type { Example, ExampleContent } from "./example.ts";

/** The example with other texts, perhaps in another form: what an edit or a redaction makes of it. */
export function withContent(example: Example, content: ExampleContent): Example {
  const { id, kind, source, split, cluster, ownSplit, extra } = example;
  return {
    id,
    kind,
    ...(split === undefined ? {} : { split }),
    ...(cluster === undefined ? {} : { cluster }),
    ...content,
    ...(source === undefined ? {} : { source }),
    ...(ownSplit === undefined ? {} : { ownSplit }),
    ...(extra === undefined ? {} : { extra }),
  };
}
