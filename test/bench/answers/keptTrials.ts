import { appendFileSync, existsSync, readFileSync } from "node:fs";

/** What was asked before, by its key. */
export interface Kept<Trial> {
  get(key: string): Trial | undefined;
  keep(key: string, trial: Trial): void;
}

/** Trials in a file of lines, each written as soon as it is made; what a kill tore is made again. */
export function keptTrials<Trial>(path: string): Kept<Trial> {
  const trials = new Map<string, Trial>();
  const lines = existsSync(path) ? readFileSync(path, "utf8").split("\n") : [];
  for (const line of lines) {
    try {
      const { key, trial } = JSON.parse(line) as { readonly key: string; readonly trial: Trial };
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
