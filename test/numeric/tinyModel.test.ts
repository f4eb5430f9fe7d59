import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getLlama, type Llama, LlamaLogLevel } from "node-llama-cpp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GGML_TYPES } from "../../src/gguf/blocks.ts";
import { writeTinyModel } from "../support/tinyModel.ts";
import { IM_END, IM_START } from "../support/tinyVocabulary.ts";

let folder: string;
let llama: Llama;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "espalier-tiny-"));
  llama = await getLlama({ gpu: false, build: "never", skipDownload: true, logLevel: LlamaLogLevel.error });
});
afterAll(async () => {
  await llama.dispose();
  await rm(folder, { recursive: true, force: true });
});

/** The probability of every next token after each token of `text`. */
async function nextTokenProbabilities(path: string, text: string): Promise<Map<number, number>[]> {
  const model = await llama.loadModel({ modelPath: path });
  const context = await model.createContext({ contextSize: 256, threads: 1 });
  const tokens = model.tokenize(text);
  const results = await context
    .getSequence()
    .controlledEvaluate(tokens.map((token) => [token, { generateNext: { probabilities: true } }]));
  await context.dispose();
  await model.dispose();
  return results.map((result) => new Map(result?.next.probabilities));
}

async function expectEvaluation(path: string, vocabulary: number): Promise<void> {
  const positions = await nextTokenProbabilities(path, "function add(a, b) {");
  expect(positions.length).toBeGreaterThan(10);
  for (const probabilities of positions) {
    expect(probabilities.size).toBe(vocabulary);
    let sum = 0;
    for (const probability of probabilities.values()) sum += probability;
    expect(sum).toBeCloseTo(1, 3);
  }
  const [first, last] = [positions[0], positions.at(-1)];
  expect(first).not.toEqual(last);
}

describe("a tiny model evaluated by llama.cpp", () => {
  it.each(["llama", "qwen2", "qwen3"] as const)(
    "gives probabilities for the family %s, tied and not",
    async (family) => {
      for (const tied of [true, false]) {
        const path = join(folder, `${family}-${tied}.gguf`);
        // llama.cpp takes embedding / heads for the head size of qwen2, whatever the metadata says.
        const headDim = family === "qwen2" ? 16 : 32;
        const model = await writeTinyModel(path, { architecture: family, tied, headDim, vocabulary: 300 });
        await expectEvaluation(path, model.vocabulary);
      }
    },
  );

  it.each(GGML_TYPES)("gives probabilities for linear weights of type %s", async (type) => {
    const path = join(folder, `${type}.gguf`);
    const model = await writeTinyModel(path, { architecture: "llama", type, seed: 3 });
    await expectEvaluation(path, model.vocabulary);
  });

  it("gives probabilities for an embedding of type Q8_0 and Llama 3's frequency factors", async () => {
    const path = join(folder, "llama3.gguf");
    const ropeFactors = Array.from({ length: 8 }, (_, i) => (i < 4 ? 1 : 8));
    const model = await writeTinyModel(path, { embeddingType: "Q8_0", ropeFactors });
    await expectEvaluation(path, model.vocabulary);
  });

  it("reads the special tokens of its chat template as one token each", async () => {
    const path = join(folder, "chat.gguf");
    await writeTinyModel(path);
    const model = await llama.loadModel({ modelPath: path, vocabOnly: true });
    const tokens = model.tokenize("<|im_start|>user\nthe<|im_end|>\n", true);
    expect(tokens[0]).toBe(IM_START);
    expect(tokens.at(-2)).toBe(IM_END);
    expect(model.detokenize(tokens, true)).toBe("<|im_start|>user\nthe<|im_end|>\n");
    await model.dispose();
  });
});
