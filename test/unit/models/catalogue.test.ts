import { describe, expect, it } from "vitest";
import { CATALOGUE, DEFAULT_MODEL_ID, catalogueModel } from "../../../src/models/catalogue.ts";
import { isModelId } from "../../../src/models/modelId.ts";
import { parameterCount } from "../../../src/models/modelShape.ts";

// The exact counts that the publishers' own model cards give.
const PUBLISHED_PARAMETER_COUNTS: Record<string, number> = {
  "smollm2-135m-instruct": 134_515_008,
  "smollm2-360m-instruct": 361_821_120,
  "smollm2-1.7b-instruct": 1_711_376_384,
  "qwen2.5-0.5b-instruct": 494_032_768,
  "qwen2.5-1.5b-instruct": 1_543_714_304,
  "qwen2.5-coder-0.5b-instruct": 494_032_768,
  "qwen2.5-coder-1.5b-instruct": 1_543_714_304,
  "qwen3-0.6b": 596_049_920,
  "qwen3-1.7b": 1_720_574_976,
  "llama-3.2-1b-instruct": 1_235_814_400,
  "llama-3.2-3b-instruct": 3_212_749_824,
  "tinyllama-1.1b-chat": 1_100_048_384,
};

describe("the catalogue", () => {
  it.each(CATALOGUE.map((model) => [model.id, model] as const))("describes %s exactly", (id, model) => {
    expect(parameterCount(model.architecture, model.shape)).toBe(PUBLISHED_PARAMETER_COUNTS[id]);
    expect(isModelId(id)).toBe(true);
    expect(model.hub.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(model.hub.revision).toMatch(/^[0-9a-f]{40}$/);
    expect(model.hub.file).toMatch(/\.gguf$/);
    // From 4.5 bits a weight to 8.5 bits with the embedding written twice.
    const bitsPerWeight = (8 * model.hub.sizeBytes) / parameterCount(model.architecture, model.shape);
    expect(bitsPerWeight).toBeGreaterThan(4.5);
    expect(bitsPerWeight).toBeLessThan(11);
  });

  it("holds each id and each file once", () => {
    expect(new Set(CATALOGUE.map((model) => model.id)).size).toBe(CATALOGUE.length);
    expect(new Set(CATALOGUE.map((model) => model.hub.sha256)).size).toBe(CATALOGUE.length);
  });

  it("gives the default model as the same bytes from the hub and from the Python package", () => {
    const model = catalogueModel(DEFAULT_MODEL_ID);
    expect(model?.python?.sha256).toBe(model?.hub.sha256);
    expect(model?.python?.sizeBytes).toBe(model?.hub.sizeBytes);
  });
});
