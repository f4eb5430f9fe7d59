/** One optimiser step: gradients of all its micro-batches, clipping, AdamW. */
import { UserError } from "../../base/errors.ts";
import type { PackedBatch } from "../data/packed.ts";
import type { AdamWOptions, AdamWState } from "../optim/adamW.ts";
import { adamWStep, clipScale, gradientNorm, initAdamW } from "../optim/adamW.ts";
import type { DecoderEngine, PassOptions } from "./decoderEngine.ts";
import type { Parameters } from "./parameters.ts";

export interface LearnedStep {
  /** Mean negative log likelihood of the step's targets, before the update. */
  readonly loss: number;
  /** Before clipping. */
  readonly gradientNorm: number;
}

/** No step has more micro-batches than this; it keeps the dropout of different steps apart. */
const PASSES_PER_STEP = 2 ** 16;

export class Learner {
  readonly moments: AdamWState;
  /** Gradients of a micro-batch after the first, before they are added; made when first needed. */
  private spare: Float32Array | undefined;

  constructor(
    private readonly engine: DecoderEngine,
    private readonly parameters: Parameters,
    private readonly options: AdamWOptions & { readonly clipNorm: number },
  ) {
    this.moments = initAdamW(parameters.values.length);
  }

  /**
   * `step` counts from 0. Stopping through the signal throws its reason and leaves parameters and moments as they were.
   * Throws UserError training/diverged when the loss or a gradient is not finite, likewise before any update.
   */
  async step(
    microBatches: readonly PackedBatch[],
    step: number,
    learningRate: number,
    { signal, onProgress }: PassOptions = {},
  ): Promise<LearnedStep> {
    const { parameters, engine } = this;
    const targetCount = microBatches.reduce((total, { targetRows }) => total + targetRows.length, 0);
    const tokenCount = microBatches.reduce((total, { M }) => total + M, 0);
    let nll = 0;
    let tokensDone = 0;
    for (const [i, batch] of microBatches.entries()) {
      const gradients = i === 0 ? parameters.gradients : (this.spare ??= new Float32Array(parameters.values.length));
      const pass = step * PASSES_PER_STEP + i;
      const values = await engine.lossAndGradients(batch, targetCount, pass, gradients, {
        ...(signal ? { signal } : {}),
        onProgress: (fraction) => onProgress?.((tokensDone + fraction * batch.M) / tokenCount),
      });
      nll += values.reduce((total, value) => total + value, 0);
      if (i > 0) parameters.accumulate(gradients);
      tokensDone += batch.M;
    }
    const loss = nll / targetCount;
    const norm = gradientNorm(parameters.gradients);
    if (!Number.isFinite(loss) || !Number.isFinite(norm)) throw diverged(step, loss, norm, learningRate);
    adamWStep(parameters.values, parameters.gradients, this.moments, parameters.ranges, this.options, {
      step: step + 1,
      learningRate,
      gradientScale: clipScale(norm, this.options.clipNorm),
    });
    parameters.version++;
    return { loss, gradientNorm: norm };
  }
}

const diverged = (step: number, loss: number, norm: number, learningRate: number): UserError =>
  new UserError(
    "training/diverged",
    `Step ${step + 1} has a loss of ${loss} and a gradient norm of ${norm} at a learning rate of ${learningRate}.`,
    "The model was left as it was before this step. Resume from the last checkpoint with a smaller learning rate.",
  );
