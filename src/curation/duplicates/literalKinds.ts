import type { ExampleLabel } from "../../core/example.ts";
import { GROUNDED } from "../propose/groundedKind.ts";
import type { ExampleSignature } from "./signature.ts";

/**
 * Kinds whose answers are one sentence or declaration about one symbol: much alike by their make, and each a fact of its
 * own. What `transform` and `nullable` are used in differs in a name and some lines, and in capitals perhaps. And the
 * kind that says with a citation what another example says without.
 */
const LITERAL_KINDS: ReadonlySet<string> = new Set(["defined", "used", "use", "signature", GROUNDED]);

export const isLiteral = ({ kind }: Pick<ExampleLabel, "kind">): boolean => LITERAL_KINDS.has(kind);

interface Answered {
  readonly example: Pick<ExampleLabel, "kind">;
  readonly signature: ExampleSignature;
}

/** Whether two answers that are the same as plain text may count as the same. */
export const mayAnswerTheSame = (a: Answered, b: Answered): boolean =>
  !(isLiteral(a.example) || isLiteral(b.example)) || a.signature.answer.exactKey === b.signature.answer.exactKey;
