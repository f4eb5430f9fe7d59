import type { EncodedExample } from "../core/encodedExample.ts";
import type { Example, TokenizedExample } from "../core/example.ts";
import type { TrainingConfig } from "../core/run.ts";
import type { Tokenizer } from "../core/tokenizer.ts";
import { prepareTrainingData, type TrainingData } from "../core/trainingData.ts";
import { checkTexts } from "../curation/judge/preflight.ts";
import { checkSizes } from "../gguf/checkSizes.ts";
import { architectureKey, metadataCount } from "../gguf/metadata.ts";
import { openGguf } from "../gguf/open.ts";
import { openTokenizer } from "../inference/tokenizer.ts";
import { openChatTemplate } from "../prompt/chatTemplate.ts";
import { encodeExample } from "../prompt/encodeExample.ts";
import { encodeWithoutQuestion } from "../prompt/encodeWithoutQuestion.ts";
import { TEMPLATE_VARIABLES } from "../prompt/templateVariables.ts";
import type { DataRequest } from "../protocol/training.ts";

/** Turns examples into the tokens that a model is trained on, as the model's own template and tokenizer write them. */
export interface ExampleEncoder {
  readonly tokenizer: Tokenizer;
  readonly contextLength: number;
  /** Not cut. */
  encode(examples: readonly Example[]): EncodedExample[];
  /** The last answer of an encoded example without its question: for the model's own idea of it. */
  withoutQuestion(example: Example, encoded: TokenizedExample): TokenizedExample;
}

/** Throws UserError `gguf/...`, `inference/...` or `template/...`. */
export async function withExampleEncoder<T>(
  modelPath: string,
  config: Pick<TrainingConfig, "template">,
  startedAt: string,
  use: (encoder: ExampleEncoder) => T | Promise<T>,
): Promise<T> {
  const file = await openGguf(modelPath);
  try {
    checkSizes(file);
    await using tokenizer = await openTokenizer(modelPath);
    const now = new Date(startedAt);
    const template = openChatTemplate(file.metadata, tokenizer, {
      variant: config.template,
      now,
      variables: TEMPLATE_VARIABLES,
    });
    return await use({
      tokenizer,
      contextLength: metadataCount(file, architectureKey(file, "context_length")),
      encode: (examples) =>
        examples.map((example) => encodeExample(template, tokenizer, example, Number.MAX_SAFE_INTEGER)),
      withoutQuestion: (example, encoded) => encodeWithoutQuestion(template, tokenizer, example, encoded),
    });
  } finally {
    await file.close();
  }
}

/** The run's data, checked. Throws as `withExampleEncoder` does, and UserError `dataset/...`. */
export function readTrainingData(request: DataRequest): Promise<TrainingData> {
  return withExampleEncoder(request.modelPath, request.config, request.startedAt, (encoder) => {
    const train = { examples: request.train, encoded: encoder.encode(request.train) };
    const validation = { examples: request.validation, encoded: encoder.encode(request.validation) };
    const encoded = { train: train.encoded, validation: validation.encoded };
    const data = prepareTrainingData(encoded, request.config, encoder.contextLength);
    return { ...data, warnings: [...checkTexts(train, validation), ...data.warnings] };
  });
}
