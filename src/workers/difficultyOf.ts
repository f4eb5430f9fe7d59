import { at } from "../base/at.ts";
import { UserError } from "../base/errors.ts";
import type { TokenizedExample } from "../core/example.ts";
import { usableExamples } from "../core/trainingData.ts";
import { withEvaluator } from "../engine/train/evaluate.ts";
import { lastAnswerOnly } from "../prompt/encodeWithoutQuestion.ts";
import type { DifficultyProgress, DifficultyRequest, ExampleDifficulty } from "../protocol/training.ts";
import { type ExampleEncoder, withExampleEncoder } from "./readTrainingData.ts";

/** Examples whose results are told together: few enough to lose little, many enough to fill batches of equal length. */
const AT_ONCE = 32;

interface Pair {
  readonly index: number;
  readonly asked: TokenizedExample;
  /** Absent for a text, which has no question to leave out. */
  readonly alone?: TokenizedExample;
}

/**
 * The loss of each example's last answer with its question and without (arXiv:2308.12032), short ones first. What has no
 * token to predict within `maxTokens`, and what the template refuses, is passed over.
 */
export async function difficultyOf(
  request: DifficultyRequest,
  signal: AbortSignal,
  report: (progress: DifficultyProgress) => void,
): Promise<void> {
  const { modelPath, config, startedAt } = request;
  const pairs = await withExampleEncoder(modelPath, config, startedAt, (encoder) => pairsOf(request, encoder));
  pairs.sort((left, right) => costOf(left) - costOf(right));
  const total = pairs.reduce((sum, pair) => sum + costOf(pair), 0);
  if (total === 0) return;
  const lengths = pairs.flatMap((pair) => sequencesOf(pair).map(({ tokens }) => tokens.length));
  const { device, threads } = config;
  await withEvaluator({ modelPath, device, ...(threads !== undefined && { threads }) }, lengths, async (score) => {
    let done = 0;
    for (let start = 0; start < pairs.length; start += AT_ONCE) {
      const part = pairs.slice(start, start + AT_ONCE);
      const { nll } = await score(part.flatMap(sequencesOf), { signal });
      done += part.reduce((sum, pair) => sum + costOf(pair), 0);
      report({ fraction: done / total, results: resultsOf(part, nll) });
    }
  });
}

function pairsOf({ examples, config }: DifficultyRequest, encoder: ExampleEncoder): Pair[] {
  const maxTokens = Math.min(config.maxTokens, encoder.contextLength);
  return examples.flatMap((example, index): Pair[] => {
    try {
      const [usable] = usableExamples(encoder.encode([example]), maxTokens);
      if (usable === undefined) return [];
      const asked = lastAnswerOnly(usable);
      return [{ index, asked, ...(example.form !== "text" && { alone: encoder.withoutQuestion(example, asked) }) }];
    } catch (error) {
      if (error instanceof UserError && error.code.startsWith("template/")) return [];
      throw error;
    }
  });
}

const sequencesOf = ({ asked, alone }: Pair): TokenizedExample[] => (alone ? [asked, alone] : [asked]);
const costOf = (pair: Pair): number => sequencesOf(pair).reduce((sum, { tokens }) => sum + tokens.length, 0);

/** @param nll of the sequences of the pairs, in their order. */
function resultsOf(pairs: readonly Pair[], nll: readonly Float32Array[]): ExampleDifficulty[] {
  let place = 0;
  return pairs.map(({ index, alone }) => {
    const asked = at(nll, place++);
    const loss = meanOf(asked);
    return { index, tokenCount: asked.length, loss, aloneLoss: alone ? meanOf(at(nll, place++)) : loss };
  });
}

const meanOf = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
