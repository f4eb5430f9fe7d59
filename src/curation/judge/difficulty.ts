import { quantile } from "./tokenLengths.ts";

/** What a model makes of an answer: mean negative log-likelihoods in nats. */
export interface AnswerLoss {
  readonly tokenCount: number;
  readonly loss: number;
  /** Without the question. */
  readonly aloneLoss: number;
}

export interface RankedExample extends AnswerLoss {
  /** Place among the examples. */
  readonly index: number;
  /**
   * Loss with the question by loss without it, the instruction-following difficulty of arXiv:2308.12032. Near 0 the
   * question gives the answer away; near 1 it does not help to guess it; above 1 it misleads. Absent for raw text.
   */
  readonly ifd?: number;
}

export interface DifficultySummary {
  readonly measuredCount: number;
  /** Of the examples with a question. */
  readonly ifd: { readonly p10: number; readonly p50: number; readonly p90: number };
  readonly medianLoss: number;
  /** Their questions mislead the model: a ratio above 1, where the paper drops them as answers to something else. */
  readonly misledCount: number;
  /** The hardest first: by ratio, or by loss where there is no question. */
  readonly hardest: readonly RankedExample[];
  /** The most trivial first: what the model can say already. */
  readonly trivial: readonly RankedExample[];
}

/** Ratios of answers shorter than this are mostly noise; such answers are not listed. */
const MIN_TOKENS = 4;

/**
 * @param losses of each example, undefined where it has none.
 * @param listed how many to name at either end.
 */
export function summarizeDifficulty(losses: readonly (AnswerLoss | undefined)[], listed: number): DifficultySummary {
  const ranked = losses.flatMap((loss, index): RankedExample[] => (loss ? [{ index, ...loss, ...ratioOf(loss) }] : []));
  const ratios = ranked.flatMap(({ ifd }) => ifd ?? []).sort((left, right) => left - right);
  const plain = ranked.map(({ loss }) => loss).sort((left, right) => left - right);
  const long = ranked.filter(({ tokenCount }) => tokenCount >= MIN_TOKENS);
  const byHardness = long.toSorted((left, right) => hardness(right) - hardness(left) || left.index - right.index);
  const byLoss = long.toSorted((left, right) => left.loss - right.loss || left.index - right.index);
  return {
    measuredCount: ranked.length,
    ifd: { p10: quantile(ratios, 0.1), p50: quantile(ratios, 0.5), p90: quantile(ratios, 0.9) },
    medianLoss: quantile(plain, 0.5),
    misledCount: ratios.filter((ratio) => ratio > 1).length,
    hardest: byHardness.slice(0, listed),
    trivial: byLoss.slice(0, listed),
  };
}

/** A text has no question, so its two losses are one. */
const ratioOf = ({ loss, aloneLoss }: AnswerLoss): { ifd?: number } =>
  loss === aloneLoss || !(aloneLoss > 0) ? {} : { ifd: loss / aloneLoss };

const hardness = ({ ifd, loss }: RankedExample): number => ifd ?? loss;
