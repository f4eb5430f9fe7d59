import { describe, expect, it } from "vitest";
import { readChatRequest, readEmbeddingRequest } from "../../../../src/app/serve/chatRequest.ts";

const body = { model: "m", messages: [{ role: "user", content: "why?" }] };

describe("a body of chat completions", () => {
  it("is read with its defaults", () => {
    expect(readChatRequest(body)).toEqual({
      model: "m",
      messages: body.messages,
      options: { maxTokens: 512, temperature: 0, topP: undefined, seed: undefined, stop: undefined },
      isStreamed: false,
      includesUsage: false,
    });
  });

  it("may write texts in parts, and a system message as the developer's", () => {
    const parts = [
      { type: "text", text: "a" },
      { type: "text", text: "b" },
    ];
    expect(readChatRequest({ ...body, messages: [{ role: "developer", content: parts }] }).messages).toEqual([
      { role: "system", content: "a\nb" },
    ]);
  });

  it.each([
    [null, "the body is null; expected an object"],
    [[], "the body is []; expected an object"],
    [{ ...body, model: 1 }, "model is 1; expected a text"],
    [{ model: "m" }, "messages is absent"],
    [{ ...body, messages: [] }, "messages is []"],
    [{ ...body, messages: Array.from({ length: 1001 }, () => body.messages[0]) }, 'messages is "1001 entries"'],
    [{ ...body, messages: [{ role: "constructor", content: "" }] }, "messages[0].role is"],
    [{ ...body, messages: [{ role: "user", content: [{ type: "image_url" }] }] }, "messages[0].content[0].type is"],
    [{ ...body, max_tokens: 0 }, "max_tokens is 0; expected a whole number"],
    [{ ...body, max_tokens: 1.5 }, "max_tokens is 1.5"],
    [{ ...body, temperature: "hot" }, 'temperature is "hot"'],
    [{ ...body, stop: ["a", "b", "c", "d", "e"] }, "stop is"],
    [{ ...body, stream: "yes" }, 'stream is "yes"'],
    [{ ...body, n: 2 }, "n is 2; expected 1"],
  ])("is refused with the field that is wrong: %j", (wrong, message) => {
    expect(() => readChatRequest(wrong)).toThrow(
      expect.objectContaining({ code: "serve/request", message: expect.stringContaining(message) as string }) as Error,
    );
  });
});

describe("a body of embeddings", () => {
  it("holds one text or several", () => {
    expect(readEmbeddingRequest({ model: "m", input: "a" })).toEqual({ model: "m", inputs: ["a"], isBase64: false });
    expect(readEmbeddingRequest({ model: "m", input: ["a", "b"], encoding_format: "base64" }).isBase64).toBe(true);
  });

  it("is refused where it holds anything else", () => {
    expect(() => readEmbeddingRequest({ model: "m", input: [[1, 2]] })).toThrow("input[0] is [1,2]; expected a text");
    expect(() => readEmbeddingRequest({ model: "m", input: "a", encoding_format: "int8" })).toThrow("encoding_format");
  });
});
