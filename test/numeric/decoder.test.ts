import { describe, it } from "vitest";
import type { Family } from "../../src/engine/models/config.ts";
import { expectGradients } from "../support/finiteDifferences.ts";
import { randomExamples, tinyConfig, TINY_LORA, wholeDecoder } from "../support/wholeDecoder.ts";

const FAMILIES: readonly Family[] = ["llama", "qwen2", "qwen3"];
/** The second ends early: the grid has padding. */
const LENGTHS = [3, 2];

describe.each(FAMILIES)("a whole %s decoder in float64", (family) => {
  it.each([true, false])(
    "has gradients of every weight that agree with central differences, tied: %s",
    async (tied) => {
      const config = tinyConfig(family, { tied });
      const { loss, parameters, names, feeds } = wholeDecoder(config, randomExamples(LENGTHS, config.vocabulary), {
        dtype: "float64",
      });
      await expectGradients(loss, parameters, feeds, { names });
    },
  );

  it.each([false, true])(
    "has gradients of an adapter and of the embedded tokens that agree with central differences, merged: %s",
    async (merged) => {
      const config = tinyConfig(family);
      const { loss, parameters, adapter, names, feeds } = wholeDecoder(
        config,
        randomExamples(LENGTHS, config.vocabulary),
        { dtype: "float64", lora: TINY_LORA, merged, fromEmbedded: true },
      );
      const { x } = parameters;
      await expectGradients(loss, { ...adapter, ...(x ? { x } : {}) }, feeds, { names });
    },
  );
});
