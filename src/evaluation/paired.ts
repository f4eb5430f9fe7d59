import { at } from "../base/at.ts";
import { bootstrapInterval, type BootstrapOptions } from "./bootstrap.ts";

/** Loss of one text under two models: sums over the same tokens. */
export interface PairedLoss {
  readonly baseNll: number;
  readonly tunedNll: number;
  readonly tokenCount: number;
}

/** The change of the mean loss per token from base to tuned, with what chance alone could make of it. */
export interface PairedInterval {
  readonly baseLoss: number;
  readonly tunedLoss: number;
  /** tunedLoss - baseLoss: negative is better. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** Share of the examples on which the tuned model is the better one. */
  readonly winShare: number;
}

/**
 * The percentile bootstrap over examples (Efron and Tibshirani, 1993, chapter 13): whole examples are drawn with
 * replacement, because tokens of one text are not independent, and both models are measured on the same draw,
 * because which texts are hard is common to both. `losses` must hold at least one example.
 */
export function pairedInterval(losses: readonly PairedLoss[], options: BootstrapOptions = {}): PairedInterval {
  if (losses.length === 0) throw new RangeError("a paired interval needs at least 1 example, got 0");
  const interval = bootstrapInterval(
    losses.length,
    (drawn) => {
      let nll = 0;
      let tokens = 0;
      for (const index of drawn) {
        const { tunedNll, baseNll, tokenCount } = at(losses, index);
        nll += tunedNll - baseNll;
        tokens += tokenCount;
      }
      return nll / tokens;
    },
    options,
  );
  const tokens = sum(losses, (loss) => loss.tokenCount);
  const baseLoss = sum(losses, (loss) => loss.baseNll) / tokens;
  const tunedLoss = sum(losses, (loss) => loss.tunedNll) / tokens;
  return {
    baseLoss,
    tunedLoss,
    difference: tunedLoss - baseLoss,
    ...interval,
    winShare: losses.filter((loss) => loss.tunedNll < loss.baseNll).length / losses.length,
  };
}

const sum = <T>(items: readonly T[], value: (item: T) => number) =>
  items.reduce((total, item) => total + value(item), 0);
