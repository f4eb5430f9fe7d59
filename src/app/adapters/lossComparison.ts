import { at } from "../../base/at.ts";
import type { TokenizedExample } from "../../core/example.ts";

/** The losses of two implementations of one model on the same tokens. Losses in nats a token. */
export interface LossComparison {
  readonly tokenCount: number;
  readonly trainerLoss: number;
  readonly servedLoss: number;
  /** (served - trainer) / trainer. */
  readonly relativeDifference: number;
  /** How far the losses may lie apart. */
  readonly allowedDifference: number;
  /** Tokens whose log probabilities differ by more than DIVERGENT_NATS. */
  readonly divergentCount: number;
  readonly agrees: boolean;
  /** The first token that diverges, or else the one that differs most. Absent without tokens. */
  readonly divergence?: Divergence;
}

export interface Divergence {
  readonly exampleId: string;
  /** Index among the example's tokens. */
  readonly position: number;
  readonly token: number;
  /** Natural logarithms of the token's probability. */
  readonly trainerLogProbability: number;
  readonly servedLogProbability: number;
}

/**
 * Share of the loss. Measured on SmolLM2-135M-Instruct, the engine's float32 against llama.cpp on the CPU, with float32
 * keys and values. As Q4_1, whose activations llama.cpp rounds to 8 bits (911 target tokens of 30 examples, with an
 * adapter; 155 tokens without and at eight times an adapter's strength): the mean differs by 0.06 to 0.4 %, a token by
 * 0.10 nats (root mean square) and 0.7 at most. The same weights stored as F32 (155 tokens): the mean by 0.0002 %, a
 * token by 0.00001 nats and 0.00005 at most.
 */
export const DEFAULT_TOLERANCE = 0.01;
/** Root mean square difference of a token in a quantized model; the mean of n tokens strays by this over sqrt(n). */
const TOKEN_NOISE_NATS = 0.1;
/** Standard errors granted on top of the tolerance, so that few tokens raise no false alarm. */
const NOISE_FACTOR = 4;
/** Beyond the largest difference that rounding was seen to make. */
export const DIVERGENT_NATS = 1;
/** A model that agrees in the mean by chance still differs in its tokens. */
const MAX_DIVERGENT_SHARE = 0.01;

/** Compares negative log-likelihoods, an array for each example with a number for each of its target tokens. */
export function compareLosses(
  examples: readonly TokenizedExample[],
  trainerNll: readonly ArrayLike<number>[],
  servedNll: readonly ArrayLike<number>[],
  tolerance: number = DEFAULT_TOLERANCE,
): LossComparison {
  let trainerSum = 0;
  let servedSum = 0;
  let tokenCount = 0;
  let divergentCount = 0;
  let largest = -1;
  let divergence: Divergence | undefined;
  for (const [index, example] of examples.entries()) {
    const [trainer, served] = [at(trainerNll, index), at(servedNll, index)];
    const positions = targetPositions(example);
    if (trainer.length !== positions.length || served.length !== positions.length) {
      throw new RangeError(
        `example ${example.id} has ${positions.length} targets, got ${trainer.length} and ${served.length} losses`,
      );
    }
    for (const [target, position] of positions.entries()) {
      const [ours, theirs] = [at(trainer, target), at(served, target)];
      trainerSum += ours;
      servedSum += theirs;
      tokenCount++;
      // Written so that a NaN diverges.
      const diverges = !(Math.abs(ours - theirs) <= DIVERGENT_NATS);
      const difference = diverges ? Infinity : Math.abs(ours - theirs);
      if (diverges) divergentCount++;
      if (difference > largest) {
        largest = difference;
        divergence = {
          exampleId: example.id,
          position,
          token: at(example.tokens, position),
          trainerLogProbability: -ours,
          servedLogProbability: -theirs,
        };
      }
    }
  }
  const [trainerLoss, servedLoss] = [trainerSum / tokenCount, servedSum / tokenCount];
  const allowedDifference = tolerance * trainerLoss + (NOISE_FACTOR * TOKEN_NOISE_NATS) / Math.sqrt(tokenCount);
  return {
    tokenCount,
    trainerLoss,
    servedLoss,
    relativeDifference: (servedLoss - trainerLoss) / trainerLoss,
    allowedDifference,
    divergentCount,
    agrees:
      Math.abs(servedLoss - trainerLoss) <= allowedDifference && divergentCount <= MAX_DIVERGENT_SHARE * tokenCount,
    ...(divergence && { divergence }),
  };
}

/** Indices of the tokens that the model must produce. */
const targetPositions = ({ isTarget }: TokenizedExample): number[] =>
  Array.from(isTarget, (target, position) => (target === 1 ? position : -1)).filter((position) => position >= 0);
