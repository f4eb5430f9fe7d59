import { UserError } from "../../base/errors.ts";
import type { TokenizedExample } from "../../core/example.ts";
import { visible } from "../../prompt/showBatch.ts";
import { startInference, type Inference, type StartInference } from "../answers/answers.ts";
import { compareLosses, type LossComparison } from "./lossComparison.ts";

export interface ParityRequest {
  readonly modelPath: string;
  readonly adapterPath: string;
  /** Defaults to 1. */
  readonly adapterScale?: number | undefined;
  readonly examples: readonly TokenizedExample[];
  /** The trainer's negative log-likelihood of every target token, an array for each example. */
  readonly trainerNll: readonly ArrayLike<number>[];
  /** Share of the loss. Defaults to DEFAULT_TOLERANCE, 0.01. */
  readonly tolerance?: number | undefined;
  /** Of the examples, the first that hold about so many target tokens are checked. Defaults to 1000. */
  readonly maxTargets?: number | undefined;
  /** Defaults to the machine's cores that are good at arithmetic, less one. */
  readonly threads?: number | undefined;
}

export interface ParityOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly startInference?: StartInference;
}

/** llama.cpp hands out the whole vocabulary's probabilities for each target: about 20 ms with 49,152 tokens. */
const DEFAULT_MAX_TARGETS = 1000;

/**
 * Checks that an exported adapter, served by llama.cpp, has the loss that the trainer measured: tokenizer, weights,
 * rotary layout and scale then agree. Throws UserError `adapter/parity`, which names the first token on which they
 * differ; `adapter/no-parity-data` without a token to compare. See lossComparison.ts for what was measured.
 */
export async function checkParity(request: ParityRequest, options: ParityOptions = {}): Promise<LossComparison> {
  const { modelPath, adapterPath, adapterScale = 1, trainerNll, tolerance, threads } = request;
  const examples = firstExamples(request.examples, request.maxTargets ?? DEFAULT_MAX_TARGETS);
  if (examples.length === 0) {
    throw new UserError(
      "adapter/no-parity-data",
      "there are no validation examples to check the adapter with",
      "Keep a validation split, or check the adapter on other examples.",
    );
  }
  await using inference = (options.startInference ?? startInference)();
  await inference.functions["model/load"]({ modelPath, threads }, options.signal);
  const servedNll = await inference.functions["examples/score"](
    { examples, adapter: { path: adapterPath, scale: adapterScale } },
    options.signal,
    options.onProgress ?? (() => undefined),
  );
  const comparison = compareLosses(examples, trainerNll, servedNll, tolerance);
  if (!comparison.agrees) throw await parityError(examples.length, comparison, inference);
  return comparison;
}

function firstExamples(examples: readonly TokenizedExample[], maxTargets: number): TokenizedExample[] {
  let targets = 0;
  return examples.filter(({ isTarget }) => {
    const wanted = targets < maxTargets;
    targets += isTarget.reduce((sum, target) => sum + target, 0);
    return wanted;
  });
}

async function parityError(
  exampleCount: number,
  { servedLoss, trainerLoss, tokenCount, divergence }: LossComparison,
  inference: Inference,
): Promise<UserError> {
  let place = "";
  if (divergence) {
    const [text = ""] = await inference.functions["tokens/text"](Int32Array.of(divergence.token));
    place =
      `; first in example ${divergence.exampleId} at token ${divergence.position} "${visible(text)}": log probability ` +
      `${divergence.trainerLogProbability.toFixed(3)} in training, ${divergence.servedLogProbability.toFixed(3)} served`;
  }
  return new UserError(
    "adapter/parity",
    `llama.cpp serves the adapter with a loss of ${servedLoss.toFixed(4)} where training had ${trainerLoss.toFixed(4)} ` +
      `(${tokenCount} tokens of ${exampleCount} examples)${place}`,
    "Do not use this adapter: what was trained is not what is served. Please report this with the model's name.",
  );
}
