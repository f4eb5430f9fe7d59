/** What is trained: one flat vector of parameters, one of gradients, and named views of both. */
import { at } from "../../base/at.ts";
import type { ParameterRange } from "../optim/adamW.ts";
import type { Feeds } from "../runtime/session.ts";

export interface ParameterSpec {
  /** The block it belongs to; `undefined` for the embedding, the head and the last norm. */
  readonly block: number | undefined;
  /** Name under which a program is fed it; unique within its block. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Factor of the learning rate. */
  readonly rateFactor: number;
}

export interface PlacedParameter extends ParameterSpec {
  /** Elements start..end of the flat vectors. */
  readonly start: number;
  readonly end: number;
}

export class Parameters {
  readonly placed: readonly PlacedParameter[];
  readonly values: Float32Array;
  readonly gradients: Float32Array;
  readonly ranges: readonly ParameterRange[];
  /** Rises with every update; what was derived from the values (merged weights) is stale when it differs. */
  version = 0;

  constructor(specs: readonly ParameterSpec[]) {
    let start = 0;
    this.placed = specs.map((spec) => {
      const end = start + spec.shape.reduce((product, n) => product * n, 1);
      const placed = { ...spec, start, end };
      start = end;
      return placed;
    });
    this.values = new Float32Array(start);
    this.gradients = new Float32Array(start);
    this.ranges = this.placed;
  }

  /** Views of `vector` for the parameters of one block, by name. */
  views(vector: Float32Array, block: number | undefined): Record<string, Float32Array> {
    return Object.fromEntries(
      this.placed
        .filter((parameter) => parameter.block === block)
        .map(({ name, start, end }) => [name, vector.subarray(start, end)]),
    );
  }

  /** The values of one block as feeds. */
  feeds(block: number | undefined): Feeds {
    return this.views(this.values, block);
  }

  /** Adds `other` to the gradients. */
  accumulate(other: Float32Array): void {
    const { gradients } = this;
    for (let i = 0; i < gradients.length; i++) gradients[i] = at(gradients, i) + at(other, i);
  }
}
