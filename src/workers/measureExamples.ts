import { setImmediate } from "node:timers/promises";
import { UserError } from "../base/errors.ts";
import { measureOf } from "../curation/judge/tokenRemarks.ts";
import type { MeasuredExample, MeasuredExamples, MeasureRequest } from "../protocol/training.ts";
import { withExampleEncoder } from "./readTrainingData.ts";

/** Examples between two looks at the signal. */
const AT_ONCE = 64;

/** Encodes every example as training would. What the template refuses is told example by example. */
export async function measureExamples(
  { modelPath, config, startedAt, examples }: MeasureRequest,
  signal: AbortSignal,
  report: (done: number) => void,
): Promise<MeasuredExamples> {
  return withExampleEncoder(modelPath, config, startedAt, async (encoder) => {
    const maxTokens = Math.min(config.maxTokens, encoder.contextLength);
    const measured: MeasuredExample[] = [];
    for (const example of examples) {
      measured.push(...refusedOr(() => encoder.encode([example]).map((encoded) => measureOf(encoded, maxTokens))));
      if (measured.length % AT_ONCE !== 0) continue;
      report(measured.length);
      await setImmediate();
      signal.throwIfAborted();
    }
    return { contextLength: encoder.contextLength, maxTokens, examples: measured };
  });
}

function refusedOr(measure: () => MeasuredExample[]): MeasuredExample[] {
  try {
    return measure();
  } catch (error) {
    if (error instanceof UserError && error.code.startsWith("template/")) return [{ refused: error.message }];
    throw error;
  }
}
