import { at } from "../../base/at.ts";
import type { Example } from "../../core/example.ts";
import { contentOf } from "../../core/exampleText.ts";
import { contentHash } from "../../curation/exampleId.ts";
import { type AnswerLoss, type DifficultySummary, summarizeDifficulty } from "../../curation/judge/difficulty.ts";
import type { DifficultyRequest } from "../../protocol/training.ts";
import { openDifficultyCache } from "../../storage/difficultyCache.ts";
import { workspaceAt } from "../../storage/workspace.ts";
import type { Trainer } from "../runs/trainer.ts";

export interface DifficultyOptions {
  /** Whose `.espalier/cache` keeps what was measured. */
  readonly folder: string;
  readonly modelSha256: string;
  /** How many examples to name at either end. */
  readonly listed: number;
  readonly signal: AbortSignal;
  readonly onProgress?: (fraction: number) => void;
}

export interface MeasuredDifficulty extends DifficultySummary {
  /** Known from an earlier check. */
  readonly cachedCount: number;
}

/**
 * How hard the model finds each example, measured where it is not known yet. What is measured is kept at once, so a check
 * that was stopped goes on where it was.
 */
export async function measureDifficulty(
  trainer: Trainer,
  request: DifficultyRequest,
  { folder, modelSha256, listed, signal, onProgress }: DifficultyOptions,
): Promise<MeasuredDifficulty> {
  const { template, maxTokens } = request.config;
  const cache = await openDifficultyCache(workspaceAt(folder), { modelSha256, template, maxTokens });
  const hashes = request.examples.map((example) => contentHash(contentOf(example)));
  const missing = firstOfEach(request.examples, hashes, cache.known);
  const cachedCount = hashes.filter((hash) => cache.known.has(hash)).length;
  let saved = Promise.resolve();
  if (missing.length > 0) {
    await trainer.functions["examples/difficulty"](
      { ...request, examples: missing.map(({ example }) => example) },
      signal,
      ({ fraction, results }) => {
        const lines = results.map(({ index, ...losses }) => ({ of: at(missing, index).hash, ...losses }));
        saved = saved.then(() => cache.add(lines));
        onProgress?.(fraction);
      },
    );
  }
  await saved;
  const losses = hashes.map((hash): AnswerLoss | undefined => cache.known.get(hash));
  return { ...summarizeDifficulty(losses, listed), cachedCount };
}

/** One example of each content that is not known. */
function firstOfEach(
  examples: readonly Example[],
  hashes: readonly string[],
  known: { readonly has: (hash: string) => boolean },
): { example: Example; hash: string }[] {
  const seen = new Set<string>();
  return examples.flatMap((example, index) => {
    const hash = at(hashes, index);
    if (known.has(hash) || seen.has(hash)) return [];
    seen.add(hash);
    return [{ example, hash }];
  });
}
