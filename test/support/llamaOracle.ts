import type { Llama, Token } from "node-llama-cpp";
import type { TokenizedExample } from "../../src/core/example.ts";

/** The negative log likelihood, in nats, that llama.cpp gives every target of every example, in order. */
export async function llamaNll(
  llama: Llama,
  modelPath: string,
  examples: readonly TokenizedExample[],
  adapterPath?: string,
): Promise<number[]> {
  const model = await llama.loadModel({ modelPath });
  const nll: number[] = [];
  for (const { tokens, isTarget } of examples) {
    const context = await model.createContext({
      contextSize: 256,
      threads: 1,
      ...(adapterPath === undefined ? {} : { lora: { adapters: [{ filePath: adapterPath, scale: 1 }] } }),
    });
    // node-llama-cpp brands its tokens; they are numbers.
    const ids = Array.from(tokens) as Token[];
    const evaluated = await context
      .getSequence()
      .controlledEvaluate(ids.map((id) => [id, { generateNext: { probabilities: true } }]));
    ids.forEach((id, t) => {
      if (isTarget[t] === 1) nll.push(-Math.log(evaluated[t - 1]?.next.probabilities?.get(id) ?? NaN));
    });
    await context.dispose();
  }
  await model.dispose();
  return nll;
}
