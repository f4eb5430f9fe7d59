/** Rotary position embedding (arXiv:2104.09864). */
import { extent } from "../graph/shape.ts";
import type { Op, Tensor } from "../graph/tensor.ts";
import { apply, expectShape, showShape } from "../graph/tensor.ts";
import { neg } from "./elementwise.ts";

const rotaryOp: Op = {
  name: "rotary",
  shape: ([x = [], cos = [], sin = []]) => {
    const [T, half] = [extent(x, -2), extent(x, -1) / 2];
    expectShape(
      x.length === 4 &&
        cos.length === 2 &&
        sin.length === 2 &&
        cos[0] === T &&
        cos[1] === half &&
        sin[0] === T &&
        sin[1] === half,
      () => `rotary: ${showShape(x)} with tables ${showShape(cos)} and ${showShape(sin)}, expected [${T}, ${half}]`,
    );
    return x;
  },
  emit: ({ emitter, names: [x = "", cos = "", sin = ""], inputs, output, attributes }) => {
    const interleaved = attributes["interleaved"] as boolean;
    if (output.dtype === "float32") {
      // A single position means "row t of the grid is at position t".
      const positions = emitter.initializer("int64", [1], [0]);
      return emitter.contrib("RotaryEmbedding", [x, positions, cos, sin], { interleaved: interleaved ? 1 : 0 });
    }
    // Float64 (numeric tests) has no fused kernel: view the pairs as an axis of 2 and rotate it.
    const [B = 1, H = 1, T = 1, D = 1] = inputs[0]?.shape ?? [];
    const axis = interleaved ? 4 : 3;
    const pairs = emitter.node("Reshape", [x, emitter.int64(interleaved ? [B, H, T, D / 2, 2] : [B, H, T, 2, D / 2])]);
    const half = (start: number): string =>
      emitter.node("Reshape", [
        emitter.node("Slice", [pairs, emitter.int64([start]), emitter.int64([start + 1]), emitter.int64([axis])]),
        emitter.int64([B, H, T, D / 2]),
      ]);
    const [first, second] = [half(0), half(1)];
    const y0 = emitter.node("Sub", [emitter.node("Mul", [first, cos]), emitter.node("Mul", [second, sin])]);
    const y1 = emitter.node("Add", [emitter.node("Mul", [first, sin]), emitter.node("Mul", [second, cos])]);
    const axes = emitter.int64([axis]);
    const joined = emitter.node(
      "Concat",
      [emitter.node("Unsqueeze", [y0, axes]), emitter.node("Unsqueeze", [y1, axes])],
      { axis },
    );
    return emitter.node("Reshape", [joined, emitter.int64([B, H, T, D])]);
  },
  // A rotation's transpose is the rotation by the opposite angle.
  vjp: (ct, [, cos, sin], y) =>
    cos && sin ? [() => rotary(ct, cos, neg(sin), y.attributes["interleaved"] as boolean), null, null] : [],
};

/**
 * Rotates pairs of x [B, H, T, D] by the angles whose cosines and sines are [T, D/2].
 * `interleaved` pairs elements 2i and 2i+1 (GGUF's Llama layout); otherwise i and i + D/2 (Qwen).
 */
export const rotary = (x: Tensor, cos: Tensor, sin: Tensor, interleaved: boolean): Tensor =>
  apply(rotaryOp, [x, cos, sin], { interleaved });
