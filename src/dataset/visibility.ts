import type { Example } from "../core/example.ts";
import type { Finding, FindingDecision } from "../core/review.ts";
import { type FoundText, redactExample } from "../curation/secrets/redact.ts";
import type { WithheldExample } from "./loadDataset.ts";

/** What is known of the secrets in a dataset. */
export interface KnownSecrets {
  readonly findings: readonly Finding[];
  /** The texts behind the findings that an example holds; none where they are not known here. */
  readonly secretsOf: (exampleId: string) => readonly FoundText[];
  /** What was decided about a finding; undefined where nothing was. */
  readonly actionOf: (finding: string) => FindingDecision["action"] | undefined;
}

export interface Visibility {
  /** For the examples' file: without what was redacted, with what was allowed. */
  readonly visible: readonly Example[];
  /** As they are, for where git does not look: also those of `visible` that lack a redacted text, so that the decision can be changed. */
  readonly withheld: readonly WithheldExample[];
  /** Of `withheld`, those that are not in `visible`. */
  readonly undecidedCount: number;
}

/** Parts examples into what git may see and what it may not, in the order they come. */
export function visibilityOf(examples: Iterable<Example>, { findings, secretsOf, actionOf }: KnownSecrets): Visibility {
  const undecided = new Set(
    findings.filter(({ id }) => actionOf(id) === undefined).flatMap(({ exampleIds }) => exampleIds),
  );
  const visible: Example[] = [];
  const withheld: WithheldExample[] = [];
  let undecidedCount = 0;
  for (const example of examples) {
    const secrets = secretsOf(example.id);
    const forbidden = secrets.filter(({ finding }) => actionOf(finding) !== "allow");
    // A secret that is known but belongs to no finding is undecided as well.
    const isUndecided = undecided.has(example.id) || forbidden.some(({ finding }) => actionOf(finding) === undefined);
    if (isUndecided || forbidden.length > 0) withheld.push({ example, secrets });
    if (isUndecided) undecidedCount += 1;
    else visible.push(redactExample(example, forbidden));
  }
  return { visible, withheld, undecidedCount };
}
