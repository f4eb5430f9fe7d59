import type { PairedInterval } from "./paired.ts";

export type Outcome = "improved" | "worse" | "unclear";

export interface Verdict {
  readonly outcome: Outcome;
  /** For people: what happened, by how much, and how sure one can be. */
  readonly text: string;
}

/** What may be said of tuning, given its paired interval on texts the run has not seen. */
export function verdictOf(interval: PairedInterval, exampleCount: number): Verdict {
  const { difference, low, high, baseLoss, tunedLoss } = interval;
  const outcome: Outcome = high < 0 ? "improved" : low > 0 ? "worse" : "unclear";
  const change = `loss ${baseLoss.toFixed(3)} → ${tunedLoss.toFixed(3)}, perplexity ${perplexity(baseLoss)} → ${perplexity(tunedLoss)}`;
  const sure = `difference ${signed(difference)}, 95 % interval ${signed(low)} to ${signed(high)} over ${exampleCount} held-out examples`;
  return { outcome, text: `${HEADLINE[outcome]}: ${change} (${sure}).` };
}

const HEADLINE: Readonly<Record<Outcome, string>> = {
  improved: "Improved",
  worse: "Worse than the base model",
  unclear: "No clear difference",
};

const perplexity = (loss: number) => Math.exp(loss).toFixed(2);
const signed = (value: number) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(3)}`;
