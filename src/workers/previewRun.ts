import { at } from "../base/at.ts";
import type { TokenizedExample } from "../core/example.ts";
import { prepareTrainingData, stepCount, usableExamples } from "../core/trainingData.ts";
import { planEpoch } from "../engine/data/batches.ts";
import { readConfig } from "../engine/models/readConfig.ts";
import { planMemory, trainingWorkload } from "../engine/train/plan.ts";
import { openGguf } from "../gguf/open.ts";
import { showBatch } from "../prompt/showBatch.ts";
import type { DataRequest, RunEstimate, ShownExample } from "../protocol/training.ts";
import { readTrainingData, withExampleEncoder } from "./readTrainingData.ts";

/**
 * The examples of the run's first step, token by token. Throws what the run would throw before that step, except
 * `dataset/all-masked`: it is here that one sees why nothing is left to learn.
 */
export async function showFirstBatch({
  modelPath,
  config,
  startedAt,
  ...request
}: DataRequest): Promise<ShownExample[]> {
  return withExampleEncoder(modelPath, config, startedAt, (encoder) => {
    const { tokenizer, contextLength } = encoder;
    const encoded = encoder.encode(request.train);
    const maxTokens = Math.min(config.maxTokens, contextLength);
    const allMasked = encoded.length > 0 && usableExamples(encoded, maxTokens).length === 0;
    const train = allMasked
      ? encoded.map((example) => cut(example, maxTokens))
      : prepareTrainingData({ train: encoded, validation: [] }, config, contextLength).train;
    const lengths = train.map(({ tokens }) => tokens.length);
    const [first] = planEpoch(lengths, { ...config, epoch: 0 });
    const indices = first?.microBatches.flat() ?? [];
    return showBatch(
      indices.map((index) => at(train, index)),
      tokenizer,
    );
  });
}

const cut = ({ id, tokens, isTarget }: TokenizedExample, maxTokens: number): TokenizedExample => ({
  id,
  tokens: tokens.slice(0, maxTokens),
  isTarget: isTarget.slice(0, maxTokens),
});

/** What the run will do and need, by the very plan it will follow. Throws what the run would throw. */
export async function estimateRun(request: DataRequest): Promise<RunEstimate> {
  const { config, modelPath } = request;
  const { train, validation, warnings } = await readTrainingData(request);
  const file = await openGguf(modelPath);
  try {
    const workload = trainingWorkload(config, train, validation);
    const { estimate, availableBytes } = planMemory(file, readConfig(file), config, workload);
    return {
      trainExamples: train.length,
      validationExamples: validation.length,
      trainTokens: train.reduce((sum, { tokens }) => sum + tokens.length, 0),
      targetTokens: train.reduce((sum, { isTarget }) => sum + isTarget.reduce((ones, one) => ones + one, 0), 0),
      steps: stepCount(train.length, config),
      memory: estimate,
      availableBytes,
      warnings,
    };
  } finally {
    await file.close();
  }
}
