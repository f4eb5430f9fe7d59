import type { Citation, Source } from "../../core/groundedAnswer.ts";
import { termOverlap } from "../../evaluation/termOverlap.ts";
import { contentTermsOf } from "../../retrieval/codeTokenizer.ts";
import { isAbstention, verifyCitations } from "../../retrieval/grounding/verifyCitations.ts";
import type { Askable } from "./askable.ts";

export interface GradedAnswer {
  readonly text: string;
  /** It says that the sources do not say. */
  readonly isAbstention: boolean;
  /** Whether it holds `MIN_KEY_RECALL` of the reference's key terms. An abstention is never right. */
  readonly isRight: boolean;
  readonly f1: number;
  readonly citations: CitationCounts;
}

export interface CitationCounts {
  /** Named by the model. */
  readonly named: number;
  /** Of these, verified. */
  readonly verified: number;
  /** Verified, whether named by the model or found for it: what is shown as a citation. */
  readonly shown: number;
  /** Of these, of a source that holds the answer. */
  readonly right: number;
}

/** An answer with fewer key terms has left out or got wrong what was asked for. */
export const MIN_KEY_RECALL = 0.6;

/** Mechanical, and the same for every model: how much of the reference an answer says, and what its citations are worth. */
export function gradeAnswer(
  text: string,
  { question, statements }: Pick<Askable, "question" | "statements">,
  sources: readonly Source[],
  holdsAnswer: (source: Omit<Source, "text">) => boolean,
): GradedAnswer {
  const abstains = isAbstention(text);
  const cited = abstains ? [] : verifyCitations(text, sources);
  const said = contentTermsOf(text.replace(/\[\s*\d{1,3}(?:\s*,\s*\d{1,3})*\s*\]/g, " "));
  const { keyRecall, f1 } = termOverlap(said, contentTermsOf(statements.join(" ")), new Set(contentTermsOf(question)));
  return {
    text,
    isAbstention: abstains,
    isRight: !abstains && keyRecall >= MIN_KEY_RECALL,
    f1: abstains ? 0 : f1,
    citations: countsOf(
      cited.flatMap(({ citations }) => citations),
      holdsAnswer,
    ),
  };
}

function countsOf(
  citations: readonly Citation[],
  holdsAnswer: (source: Omit<Source, "text">) => boolean,
): CitationCounts {
  const named = citations.filter(({ by }) => by === "model");
  const shown = citations.filter(({ isVerified }) => isVerified);
  return {
    named: named.length,
    verified: named.filter(({ isVerified }) => isVerified).length,
    shown: shown.length,
    right: shown.filter(({ source }) => source !== undefined && holdsAnswer(source)).length,
  };
}
