import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask, compare, startInference, type Inference } from "../../src/app/answers/answers.ts";
import { checkParity } from "../../src/app/adapters/parity.ts";
import { at } from "../../src/base/at.ts";
import type { Message, TokenizedExample } from "../../src/core/example.ts";
import { plainLlamaNll, type PlainAdapter } from "../support/plainLlama.ts";
import { writeTinyAdapter } from "../support/tinyAdapter.ts";
import { writeTinyModel, type TinyModel } from "../support/tinyModel.ts";

const folder = mkdtempSync(join(tmpdir(), "espalier-worker-"));
const modelPath = join(folder, "tiny.gguf");
const adapterPath = join(folder, "adapter.gguf");
const question: Message[] = [{ role: "user", content: "what is the answer?" }];
let tiny: TinyModel;
let adapter: PlainAdapter;

beforeAll(async () => {
  tiny = await writeTinyModel(modelPath, { seed: 5 });
  adapter = await writeTinyAdapter(adapterPath, tiny);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** An inference process with the tiny model. */
async function loaded(): Promise<Inference> {
  const inference = startInference();
  await inference.functions["model/load"]({ modelPath, threads: 1 });
  return inference;
}

const request = { messages: question, options: { maxTokens: 16 } };

describe("the inference process", () => {
  it("answers through the model's chat template, streaming", async () => {
    await using inference = await loaded();
    const pieces: string[] = [];
    const answer = await inference.functions["answer/generate"](request, undefined, (text) => pieces.push(text));
    expect(pieces.join("")).toBe(answer.text);
    expect(answer.promptTokens).toBe((await inference.functions["prompt/encode"](question)).length);
  });

  it("answers sooner what it has prepared, and alike", async () => {
    await using inference = await loaded();
    const asking = (content: string) => ({
      messages: [{ role: "user" as const, content }],
      options: { maxTokens: 16 },
    });
    const source = `${"the source says ".repeat(20)}\n\n`;
    const { evaluatedTokens, reusedTokens } = await inference.functions["prompt/prepare"](asking(`${source}wh`));
    expect([evaluatedTokens > 40, reusedTokens]).toEqual([true, 0]);
    const answer = await inference.functions["answer/generate"](asking(`${source}what is it?`));
    // All but what follows the passage: the end of the question that was half typed.
    expect(answer.reusedTokens).toBeGreaterThan(evaluatedTokens - 32);
    await using other = await loaded();
    expect((await other.functions["answer/generate"](asking(`${source}what is it?`))).text).toBe(answer.text);
  });

  it("hands tokens and texts across unchanged", async () => {
    await using inference = await loaded();
    const tokens = await inference.functions["prompt/encode"](question);
    expect(tokens).toBeInstanceOf(Int32Array);
    expect((await inference.functions["tokens/text"](tokens)).join("")).toBe(
      "<|im_start|>user\nwhat is the answer?<|im_end|>\n<|im_start|>assistant\n",
    );
  });

  it("answers two questions asked at once as if asked one after the other", async () => {
    await using inference = await loaded();
    const alone = await inference.functions["answer/generate"](request);
    const both = await Promise.all([1, 2].map(() => inference.functions["answer/generate"](request)));
    expect(both.map(({ text }) => text)).toEqual([alone.text, alone.text]);
  });

  it("reports what the user can mend with its code and hint", async () => {
    await using inference = startInference();
    const { functions } = inference;
    await expect(functions["answer/generate"](request)).rejects.toMatchObject({ code: "inference/no-model" });
    await expect(functions["model/load"]({ modelPath: join(folder, "none.gguf") })).rejects.toMatchObject({
      name: "UserError",
      code: expect.stringMatching(/^gguf\//) as string,
      hint: expect.stringMatching(/./) as string,
    });
    const path = join(folder, "no-template.gguf");
    await writeTinyModel(path, { chatTemplate: null });
    await functions["model/load"]({ modelPath: path, threads: 1 });
    await expect(functions["answer/generate"](request)).rejects.toMatchObject({ code: "template/missing" });
    await functions["model/load"]({ modelPath: path, threads: 1, template: "plain" });
    expect((await functions["answer/generate"](request)).answerTokens).toBeGreaterThan(0);
  });

  it("stops an answer when its signal aborts and then answers the next question", async () => {
    await using inference = await loaded();
    const controller = new AbortController();
    const long = { messages: question, options: { maxTokens: 400 } };
    const stopped = inference.functions["answer/generate"](long, controller.signal, () =>
      controller.abort(new Error("enough")),
    );
    await expect(stopped).rejects.toThrow("enough");
    expect((await inference.functions["answer/generate"](request)).answerTokens).toBeGreaterThan(0);
  });

  it("rejects the answer under way when the process is killed, and leaves this one alive", async () => {
    await using inference = await loaded();
    const long = { messages: question, options: { maxTokens: 400 } };
    const killed = inference.functions["answer/generate"](long, undefined, () =>
      process.kill(inference.pid, "SIGKILL"),
    );
    await expect(killed).rejects.toMatchObject({
      name: "UserError",
      code: "worker/died",
      message: expect.stringContaining("SIGKILL") as string,
    });
    await expect(inference.functions["answer/generate"](request)).rejects.toMatchObject({ code: "worker/died" });
    expect(await inference.ended).toMatchObject({ code: "worker/died" });
  });
});

describe("ask and compare", () => {
  it("answers with an adapter at the scale that is asked for", async () => {
    const answer = (scale?: number) =>
      ask(
        {
          modelPath,
          threads: 1,
          messages: question,
          maxTokens: 16,
          ...(scale !== undefined && { adapter: { path: adapterPath, scale } }),
        },
        () => undefined,
      );
    const base = await answer();
    expect((await answer(0)).text).toBe(base.text);
    const tuned = await answer(1);
    expect(tuned.text).not.toBe(base.text);
    expect(tuned.adapter).toEqual({ path: adapterPath, scale: 1 });
  });

  it("answers every prompt with the bare model and each adapter, and streams which is speaking", async () => {
    const streamed = new Map<string, string>();
    const comparison = await compare(
      {
        modelPath,
        threads: 1,
        prompts: [question, [{ role: "user", content: "and another?" }]],
        adapters: [{ path: adapterPath, scale: 1 }],
        maxTokens: 12,
      },
      ({ prompt, answer, text }) =>
        streamed.set(`${prompt} ${answer}`, (streamed.get(`${prompt} ${answer}`) ?? "") + text),
    );
    expect(comparison.prompts).toHaveLength(2);
    for (const [prompt, { answers }] of comparison.prompts.entries()) {
      expect(answers.map(({ adapter: used }) => used?.path)).toEqual([undefined, adapterPath]);
      for (const [answer, { text, firstTokenMs, tokensPerSecond }] of answers.entries()) {
        expect(text).toBe(streamed.get(`${prompt} ${answer}`));
        expect(firstTokenMs).toBeGreaterThan(0);
        expect(tokensPerSecond).toBeGreaterThan(0);
      }
    }
  });

  it("stops with the signal's reason and leaves no process behind", async () => {
    const controller = new AbortController();
    let inference: Inference | undefined;
    const asked = ask(
      { modelPath, threads: 1, messages: question, maxTokens: 400 },
      () => controller.abort(new Error("stopped by hand")),
      { signal: controller.signal, startInference: () => (inference = startInference()) },
    );
    await expect(asked).rejects.toThrow("stopped by hand");
    expect(await inference?.ended).toBeUndefined();
  });
});

describe("checkParity", () => {
  const example = async (id: string, text: string): Promise<TokenizedExample> => {
    await using inference = await loaded();
    const tokens = await inference.functions["prompt/encode"]([{ role: "user", content: text }]);
    return { id, tokens, isTarget: Uint8Array.from(tokens, (_, index) => (index > 2 ? 1 : 0)) };
  };
  const nllOf = ({ tokens, isTarget }: TokenizedExample, use?: PlainAdapter): number[] =>
    plainLlamaNll(tiny, tokens, use).filter((_, index) => isTarget[index + 1] === 1);
  const check = (examples: TokenizedExample[], trainerNll: number[][]) =>
    checkParity({ modelPath, adapterPath, examples, trainerNll, threads: 1 });

  it("accepts an adapter that is served as it was trained", async () => {
    const examples = [await example("e1", "the first of the examples"), await example("e2", "and another")];
    const result = await check(
      examples,
      examples.map((each) => nllOf(each, adapter)),
    );
    expect(result.agrees).toBe(true);
    expect(result.servedLoss).toBeCloseTo(result.trainerLoss, 5);
  });

  it("names the first token on which an adapter differs from its training", async () => {
    const examples = [await example("e1", "the first of the examples")];
    const wrong = { ...adapter, scale: adapter.scale * 8 };
    const trainerNll = examples.map((each) => nllOf(each, wrong));
    const served = examples.map((each) => nllOf(each, adapter));
    const first = at(trainerNll, 0).findIndex((nll, index) => Math.abs(nll - at(at(served, 0), index)) > 1);
    const failure = await check(examples, trainerNll).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: "UserError", code: "adapter/parity" });
    expect((failure as Error).message).toMatch(
      new RegExp(
        `example e1 at token ${first + 3} ".+": log probability -\\d+\\.\\d+ in training, -\\d+\\.\\d+ served`,
      ),
    );
  });

  it("refuses to check without examples", async () => {
    await expect(check([], [])).rejects.toMatchObject({ code: "adapter/no-parity-data" });
  });
});
