import type { Compared } from "../app/runs/evaluateRun.ts";
import { counted } from "../base/counted.ts";
import { formatTable } from "./format.ts";

/** Loss and perplexity of both models next to each other, and what may be said of the difference. */
export function describeEvaluation(evaluation: Compared, split: string): string {
  const { interval, basePerplexity, tunedPerplexity, exampleCount, tokenCount, verdict } = evaluation;
  const table = formatTable([
    [`${split}: ${counted(exampleCount, "example")}, ${counted(tokenCount, "token")}`, "base", "tuned"],
    ["loss", interval.baseLoss.toFixed(4), interval.tunedLoss.toFixed(4)],
    ["perplexity", basePerplexity.toFixed(2), tunedPerplexity.toFixed(2)],
    ["better on", "", `${(interval.winShare * 100).toFixed(0)} % of the examples`],
  ]);
  return `${table}\n${verdict.text}`;
}
