import { at } from "../base/at.ts";
import { UserError } from "../base/errors.ts";
import { usableExamples } from "../core/trainingData.ts";
import { evaluate } from "../engine/train/evaluate.ts";
import type { EvaluateRequest, Evaluation } from "../protocol/training.ts";
import { withExampleEncoder } from "./readTrainingData.ts";

/**
 * The loss of a model on examples, written and cut as a run had them. Throws UserError `evaluation/empty` when none of
 * them has a token to predict.
 */
export async function evaluateExamples(
  request: EvaluateRequest,
  signal: AbortSignal,
  report: (fraction: number) => void,
): Promise<Evaluation> {
  const { modelPath, adapterPath, adapterScale, config, startedAt } = request;
  const examples = await withExampleEncoder(modelPath, config, startedAt, (encoder) =>
    usableExamples(encoder.encode(request.examples), Math.min(config.maxTokens, encoder.contextLength)),
  );
  if (examples.length === 0) {
    throw new UserError(
      "evaluation/empty",
      `none of the ${request.examples.length} examples has an answer within ${config.maxTokens} tokens`,
      "Choose another split or dataset, or raise --max-tokens.",
    );
  }
  const input = {
    modelPath,
    examples,
    device: config.device,
    ...(config.threads !== undefined && { threads: config.threads }),
    ...(adapterPath !== undefined && { adapterPath }),
    ...(adapterScale !== undefined && { adapterScale }),
  };
  const { loss, tokenCount, nll } = await evaluate(input, { signal, onProgress: report });
  return {
    loss,
    tokenCount,
    examples: examples.map((example, index) => ({ example, nll: at(nll, index) })),
    skippedCount: request.examples.length - examples.length,
  };
}
