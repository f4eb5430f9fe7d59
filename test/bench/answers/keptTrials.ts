import { appendFileSync, existsSync, readFileSync } from "node:fs";
import type { AnswerTrial } from "../../../src/app/grounded/answerTrials.ts";
import type { KeptTrials } from "../../../src/app/grounded/evaluateGrounded.ts";

/** Trials in a file of lines, each written as soon as it is made; what a kill tore is made again. */
export function keptTrials(path: string): KeptTrials {
  const trials = new Map<string, AnswerTrial>();
  const lines = existsSync(path) ? readFileSync(path, "utf8").split("\n") : [];
  for (const line of lines) {
    try {
      const { key, trial } = JSON.parse(line) as { readonly key: string; readonly trial: AnswerTrial };
      trials.set(key, trial);
    } catch {
      // The last one, which was being written.
    }
  }
  return {
    get: (key) => trials.get(key),
    keep(key, trial) {
      trials.set(key, trial);
      // A torn line before it ends here.
      appendFileSync(path, `\n${JSON.stringify({ key, trial })}`);
    },
  };
}
