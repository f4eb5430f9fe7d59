import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { at } from "../../src/base/at.ts";
import type { AdapterUse, GenerateOptions } from "../../src/core/generation.ts";
import { generate, prepare } from "../../src/inference/generate.ts";
import { openModel, type Evaluator, type ServedModel } from "../../src/inference/openModel.ts";
import { MAX_BATCH_TOKENS } from "../../src/inference/promptBatches.ts";
import { scoreExample } from "../../src/inference/score.ts";
import { openTokenizer } from "../../src/inference/tokenizer.ts";
import { openGguf } from "../../src/gguf/open.ts";
import { openChatTemplate } from "../../src/prompt/chatTemplate.ts";
import { encodeExample } from "../../src/prompt/encodeExample.ts";
import { encodePrompt } from "../../src/prompt/renderPrompt.ts";
import { plainLlamaNll, plainLlamaProbabilities, type PlainAdapter } from "../support/plainLlama.ts";
import { CHATML, LLAMA3, MISTRAL } from "../support/templates.ts";
import { learnedParts } from "../support/textTokenizer.ts";
import { writeTinyAdapter } from "../support/tinyAdapter.ts";
import { writeTinyModel, type TinyModel } from "../support/tinyModel.ts";
import { END_OF_TEXT, IM_END, IM_START } from "../support/tinyVocabulary.ts";

const folder = mkdtempSync(join(tmpdir(), "espalier-inference-"));
const modelPath = join(folder, "tiny.gguf");
const adapterPath = join(folder, "adapter.gguf");
let tiny: TinyModel;
let adapter: PlainAdapter;
let model: ServedModel;

beforeAll(async () => {
  tiny = await writeTinyModel(modelPath, { seed: 5, contextLength: 1024 });
  adapter = await writeTinyAdapter(adapterPath, tiny);
  model = await openModel(modelPath, { threads: 1 });
});
afterAll(async () => {
  await model[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

const scored = (text: string) => {
  const tokens = model.tokenizer.encode(text);
  return { tokens, isTarget: Uint8Array.from(tokens, (_, index) => (index === 0 ? 0 : 1)) };
};

describe("openTokenizer", () => {
  it("reads control tokens by name only when asked to", async () => {
    await using tokenizer = await openTokenizer(modelPath);
    const text = "<|im_start|>the<|im_end|>";
    expect([...tokenizer.encode(text, { special: true })]).toEqual([IM_START, ...tokenizer.encode("the"), IM_END]);
    expect(tokenizer.encode(text).includes(IM_START)).toBe(false);
    expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
  });

  it("knows the vocabulary and its control tokens", async () => {
    await using tokenizer = await openTokenizer(modelPath);
    expect(tokenizer).toMatchObject({ vocabularySize: tiny.vocabulary, bos: END_OF_TEXT, eos: IM_END, addBos: false });
    expect(tokenizer.tokenText(IM_END)).toBe("<|im_end|>");
    expect([IM_END, IM_START].map((id) => tokenizer.isEndOfGeneration(id))).toEqual([true, false]);
    expect([IM_START, 65].map((id) => tokenizer.isControl(id))).toEqual([true, false]);
  });

  it("gives every text back, whatever its characters", async () => {
    await using tokenizer = await openTokenizer(modelPath);
    const text = "  the Größe\n\n\t😀 <b>\u0000 ";
    expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
  });

  it("refuses a file that is no model", async () => {
    const path = join(folder, "text.gguf");
    writeFileSync(path, "not a model");
    await expect(openTokenizer(path)).rejects.toMatchObject({ code: "inference/load" });
  });
});

describe("encodeExample with llama.cpp's tokenizer", () => {
  it.each([
    ["ChatML", CHATML, "the answer<|im_end|>"],
    ["Llama 3", LLAMA3, "the answer<|eot_id|><|im_end|>"],
    ["a template without generation prompt", MISTRAL, " the answer<|im_end|>"],
  ])("begins with what serving sends and learns the rest: %s", async (_name, chatTemplate, learned) => {
    const path = join(folder, "template.gguf");
    await writeTinyModel(path, { chatTemplate });
    await using tokenizer = await openTokenizer(path);
    const file = await openGguf(path);
    await file.close();
    const template = openChatTemplate(file.metadata, tokenizer);
    const question = { role: "user", content: "in the\nan  other" } as const;
    const messages = [question, { role: "assistant", content: "the answer" } as const];
    const encoded = encodeExample(template, tokenizer, { id: "e1", form: "chat", kind: "section", messages }, 1000);
    const prompt = encodePrompt(template, tokenizer, [question]);
    expect(encoded.tokens.slice(0, prompt.length)).toEqual(prompt);
    expect(learnedParts(tokenizer, encoded).at(-1)).toEqual({ learned: true, text: learned });
    expect(encoded.isTarget.indexOf(1)).toBe(prompt.length);
  });
});

describe("scoreExample", () => {
  const exact = (use?: AdapterUse) => model.evaluator(100, use, "exact");

  it("agrees with a plain forward pass in float64", async () => {
    const example = scored("function add(a, b) { return the other; } and then a longer text");
    const nll = await scoreExample(await exact(), example);
    const expected = plainLlamaNll(tiny, example.tokens);
    expect(nll).toHaveLength(expected.length);
    for (const [index, value] of nll.entries()) expect(value).toBeCloseTo(at(expected, index), 4);
  });

  it("comes close with the float16 cache that answers are given with", async () => {
    const example = scored("function add(a, b) { return the other; } and then a longer text");
    const nll = await scoreExample(await model.evaluator(100), example);
    const expected = plainLlamaNll(tiny, example.tokens);
    const differences = Array.from(nll, (value, index) => Math.abs(value - at(expected, index)));
    expect(Math.max(...differences)).toBeLessThan(0.05);
    expect(Math.max(...differences)).toBeGreaterThan(1e-4);
  });

  it("scores an adapter at the scale it is given", async () => {
    const example = scored("what the adapter makes of a text");
    const base = plainLlamaNll(tiny, example.tokens);
    for (const scale of [1, 0.5, 0]) {
      const nll = await scoreExample(await exact({ path: adapterPath, scale }), example);
      const expected = plainLlamaNll(tiny, example.tokens, { ...adapter, scale: adapter.scale * scale });
      for (const [index, value] of nll.entries()) expect(value).toBeCloseTo(at(expected, index), 4);
      const change = Math.max(...expected.map((value, index) => Math.abs(value - at(base, index))));
      expect(change > 0.1).toBe(scale > 0);
    }
  });

  it("scores targets only, given everything before them", async () => {
    const example = scored("an example of several words");
    const all = await scoreExample(await exact(), example);
    const isTarget = Uint8Array.from(example.isTarget, (_, index) => (index % 3 === 2 ? 1 : 0));
    const some = await scoreExample(await exact(), { ...example, isTarget });
    expect([...some]).toEqual([...all].filter((_, index) => isTarget[index + 1] === 1));
  });

  it("scores the same again after other texts", async () => {
    const evaluator = await exact();
    const first = await scoreExample(evaluator, scored("the first text"));
    await scoreExample(evaluator, scored("another one"));
    expect(await scoreExample(evaluator, scored("the first text"))).toEqual(first);
  });

  it("has nothing to say about an example without targets", async () => {
    const { tokens } = scored("masked");
    expect(await scoreExample(await exact(), { tokens, isTarget: new Uint8Array(tokens.length) })).toEqual(
      new Float64Array(0),
    );
  });
});

describe("openModel", () => {
  it("refuses an adapter of another shape", async () => {
    const path = join(folder, "other-adapter.gguf");
    const other = await writeTinyModel(join(folder, "other.gguf"), { embedding: 32 });
    await writeTinyAdapter(path, other);
    await expect(model.evaluator(10, { path, scale: 1 })).rejects.toMatchObject({ code: "inference/adapter" });
    await expect(model.evaluator(10, { path: join(folder, "none.gguf"), scale: 1 })).rejects.toMatchObject({
      code: "inference/adapter",
      message: expect.stringContaining("none.gguf") as string,
    });
  });

  it("refuses more tokens than the model was made for", async () => {
    await expect(model.evaluator(2000)).rejects.toMatchObject({
      code: "inference/context",
      message: expect.stringMatching(/2000.*1024/) as string,
    });
  });

  it("keeps working when more adapters are in use than it holds", async () => {
    const example = scored("one of many");
    const scales = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6];
    const score = async (scale: number) =>
      scoreExample(await model.evaluator(50, { path: adapterPath, scale }), example);
    const first: Float64Array[] = [];
    for (const scale of scales) first.push(await score(scale));
    expect(await score(0.1)).toEqual(first[0]);
    expect(first[0]).not.toEqual(first[5]);
  });
});

describe("generate", () => {
  const run = async (prompt: string, options: Partial<GenerateOptions> = {}, evaluator?: Evaluator) => {
    const tokens = model.tokenizer.encode(prompt);
    const pieces: string[] = [];
    const place = evaluator ?? (await model.evaluator(tokens.length + 40));
    const generation = await generate(place, tokens, { maxTokens: 24, ...options }, (text) => pieces.push(text));
    return { ...generation, pieces };
  };

  it("streams the text that it returns", async () => {
    const { text, pieces, answerTokens, finish, promptTokens } = await run("stream the answer");
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join("")).toBe(text);
    expect(finish === "length" ? answerTokens : 24).toBe(24);
    expect(promptTokens).toBe(model.tokenizer.encode("stream the answer").length);
  });

  it("says the same at temperature 0, whatever was asked in between", async () => {
    const first = await run("the same question");
    await run("another question", { temperature: 1 });
    expect((await run("the same question", { seed: 9 })).text).toBe(first.text);
  });

  it("takes the likeliest token at temperature 0", async () => {
    const { text } = await run("greedy", { maxTokens: 1 });
    const next = plainLlamaProbabilities(tiny, model.tokenizer.encode("greedy")).at(-1) ?? [];
    expect(text).toBe(model.tokenizer.decode([next.indexOf(Math.max(...next))]));
  });

  it("draws by its seed, 0 included", async () => {
    const sample = (seed: number) => run("draw", { temperature: 1.5, topP: 1, seed });
    const [zero, zeroAgain, one] = [await sample(0), await sample(0), await sample(1)];
    expect(zeroAgain.text).toBe(zero.text);
    expect(one.text).not.toBe(zero.text);
  });

  it("reuses whole batches of a common beginning, without a change in the answer", async () => {
    const beginning = "the on in ".repeat(60);
    const evaluator = await model.evaluator(900);
    const fresh = await run(`${beginning}one`, {}, evaluator);
    const other = await run(`${beginning}two`, {}, evaluator);
    expect(fresh.reusedTokens).toBe(0);
    expect(other.reusedTokens).toBe(fresh.promptTokens - (fresh.promptTokens % MAX_BATCH_TOKENS));
    const again = await run(`${beginning}one`, {}, evaluator);
    expect(again.reusedTokens).toBe(other.reusedTokens);
    expect(again.text).toBe(fresh.text);
  });

  it("reuses all that stands before the last section, however short the batches", async () => {
    const sections = "the on in ".repeat(9) + "\n\n" + "in the on ".repeat(12) + "\n\n";
    const evaluator = await model.evaluator(400);
    const fresh = await run(`${sections}one`, {}, evaluator);
    const other = await run(`${sections}the two`, {}, evaluator);
    expect(other.reusedTokens).toBe(model.tokenizer.encode(sections).length);
    const again = await run(`${sections}one`, {}, evaluator);
    expect(again.text).toBe(fresh.text);
  });

  it("answers a prompt that was prepared as one that was not, and reads only the rest", async () => {
    const sections = "the on in ".repeat(9) + "\n\n" + "in the on ".repeat(12) + "\n\n";
    const fresh = await run(`${sections}one`, {}, await model.evaluator(400));
    const evaluator = await model.evaluator(400, { path: adapterPath, scale: 0 });
    expect(await prepare(evaluator, model.tokenizer.encode(`${sections}on`))).toBe(0);
    const length = model.tokenizer.encode(sections).length;
    expect(evaluator.batchedTokens).toBe(length);
    const answered = await run(`${sections}one`, {}, evaluator);
    expect([answered.reusedTokens, answered.text]).toEqual([length, fresh.text]);
  });

  it("keeps what was prepared before an abort", async () => {
    const tokens = model.tokenizer.encode("the on in ".repeat(100));
    const controller = new AbortController();
    let batches = 0;
    const useThreads = () => (++batches === 2 ? controller.abort(new Error("enough")) : undefined);
    const evaluator = { ...(await model.evaluator(900)), useThreads };
    await expect(prepare(evaluator, tokens, controller.signal)).rejects.toThrow("enough");
    const known = evaluator.batchedTokens;
    expect(known).toBe(2 * MAX_BATCH_TOKENS);
    expect(await prepare(evaluator, tokens)).toBe(known);
  });

  it("ends before a stop text", async () => {
    const { text } = await run("stop here");
    const stop = text.slice(3, 6);
    const stopped = await run("stop here", { stop: [stop] });
    expect(stopped.finish).toBe("stop");
    expect(stopped.text).toBe(text.slice(0, text.indexOf(stop)));
  });

  it("stops with the reason of an abort and answers the next question", async () => {
    const controller = new AbortController();
    const evaluator = await model.evaluator(200);
    const tokens = model.tokenizer.encode("long");
    const onText = () => controller.abort(new Error("enough"));
    await expect(generate(evaluator, tokens, { maxTokens: 100 }, onText, controller.signal)).rejects.toThrow("enough");
    const after = await run("the same question", {}, evaluator);
    expect(after.text).toBe((await run("the same question", {}, await model.evaluator(40))).text);
  });
});
