import type { ControlledEvaluateInputItem, Token } from "node-llama-cpp";
import { at } from "../base/at.ts";
import type { TokenizedExample } from "../core/example.ts";
import { llamaTokens } from "./tokenizer.ts";
import type { Evaluator } from "./openModel.ts";

/**
 * llama.cpp hands probabilities out as float32, in which anything below e^-104 is 0; such a token counts as this
 * unlikely.
 */
const LARGEST_NLL = 104;

/**
 * Negative log-likelihood, natural logarithm, of each target token of an example given all tokens before it:
 * one number a target, in order.
 *
 * The probabilities of the whole vocabulary come from llama.cpp, whose float32 sum over 49,152 tokens was found off by
 * 2.5e-4; they are therefore normalized again here in float64.
 */
export async function scoreExample(
  evaluator: Evaluator,
  { tokens, isTarget }: Pick<TokenizedExample, "tokens" | "isTarget">,
): Promise<Float64Array> {
  const { sequence } = evaluator;
  evaluator.batchedTokens = 0;
  evaluator.useThreads("answer");
  await sequence.clearHistory();
  const lastTarget = isTarget.lastIndexOf(1);
  const ids = llamaTokens(tokens);
  // The probabilities of token t are those that follow token t - 1; nothing after the last target is needed.
  const input = ids
    .slice(0, Math.max(0, lastTarget))
    .map((token, index): ControlledEvaluateInputItem =>
      isTarget[index + 1] === 1 ? [token, { generateNext: { probabilities: true } }] : token,
    );
  const nll = new Float64Array(isTarget.reduce((sum, target) => sum + target, 0) - (isTarget[0] ?? 0));
  let scored = 0;
  await sequence.controlledEvaluate(input, {
    onTokenResult(index, { next }) {
      nll[scored++] = nllOf(at(ids, index + 1), next.probabilities);
      // A map of the whole vocabulary for every token would fill the memory of any machine.
      delete next.probabilities;
    },
  });
  return nll;
}

function nllOf(token: Token, probabilities: Map<Token, number> | undefined): number {
  if (!probabilities) throw new Error("llama.cpp returned no probabilities");
  let total = 0;
  for (const probability of probabilities.values()) total += probability;
  return Math.min(LARGEST_NLL, Math.log(total) - Math.log(probabilities.get(token) ?? 0));
}
