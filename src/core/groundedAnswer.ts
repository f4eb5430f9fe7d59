/** The pure types of an answer that is held to passages of the user's files. */
import type { Generation } from "./generation.ts";

/** A passage, or its beginning, as an answering model is shown it. */
export interface Source {
  /** From 1, in the order they are shown: `[1]`. The best stands last, next to the question. */
  readonly number: number;
  /** Relative to the workspace, with forward slashes. */
  readonly path: string;
  /** 1-based, inclusive; of what is shown. */
  readonly startLine: number;
  readonly endLine: number;
  /** Signature, symbol or headings. */
  readonly title?: string | undefined;
  /** As it stands in the file. */
  readonly text: string;
}

/** Lines that a question is about, as an editor holds them: a selection, a symbol. */
export type AskedLines = Omit<Source, "number">;

/** A source that a sentence of an answer rests on, or says it does. */
export interface Citation {
  readonly number: number;
  /** Absent where the answer names a source that it was not given. */
  readonly source?: Omit<Source, "text">;
  /** `model`: the answer names it; `match`: the answer names none, and this source holds what the sentence says. */
  readonly by: "model" | "match";
  /** Whether the sentence's quotes, numbers and words stand in the source's lines. */
  readonly isVerified: boolean;
}

/** A sentence, or a line, of an answer. */
export interface Statement {
  /** Without its citations. */
  readonly text: string;
  /** Empty where no source holds what it says. */
  readonly citations: readonly Citation[];
}

/** What speaks for the sources holding an answer. */
export interface Evidence {
  /** Whether an answer is given at all. */
  readonly isEnough: boolean;
  /** Share, by rarity, of the question's terms that stand in the source that has most of them. */
  readonly coverage: number;
  /** Lead of the best passage over the fourth, as a share of its score; 0 where it has none. */
  readonly margin: number;
  /** 0 to 1: how likely the sources hold the answer, as calibrated. */
  readonly likelihood: number;
  /** Terms of the question that stand in no source, the rarest first. */
  readonly missing: readonly string[];
}

export interface GroundedTimings {
  readonly searchMs: number;
  /** From the question to the first token: search, reading of the sources and all. */
  readonly firstTokenMs: number;
}

interface GroundedBase {
  readonly question: string;
  /** What was searched for: a follow-up is completed with what it follows. */
  readonly query: string;
  /** In the order they were shown, the best last. */
  readonly sources: readonly Source[];
  readonly evidence: Evidence;
}

/** `abstained`: the sources do not say, as the gate or the model found. */
export type GroundedAnswer =
  | (GroundedBase & {
      readonly outcome: "abstained";
      readonly by: "gate";
      readonly timings: Pick<GroundedTimings, "searchMs">;
    })
  | (GroundedBase & {
      readonly outcome: "abstained";
      readonly by: "model";
      readonly generation: Generation;
      readonly timings: GroundedTimings;
    })
  | (GroundedBase & {
      readonly outcome: "answered";
      readonly statements: readonly Statement[];
      readonly generation: Generation;
      readonly timings: GroundedTimings;
    });
