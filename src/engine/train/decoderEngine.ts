/**
 * Loss and gradients of a packed batch, block by block: each block is a forward and a backward program whose weights
 * are fed, so memory is what this class holds, progress is visible inside a step, and a step can be stopped.
 */
import { at } from "../../base/at.ts";
import type { PackedBatch } from "../data/packed.ts";
import type { DecoderConfig } from "../models/config.ts";
import { headIndex, rowCount } from "../nn/gridIndex.ts";
import { causalMask, rotaryTable } from "../nn/rotaryTable.ts";
import type { Feeds, Program, SessionOptions, Values } from "../runtime/session.ts";
import { compile } from "../runtime/session.ts";
import type { BatchShape, BlockProgramSpec, SavePolicy } from "./blockPrograms.ts";
import { forwardProgram, gradientName, savedLengths, trainingPrograms } from "./blockPrograms.ts";
import { Buffers } from "./buffers.ts";
import type { FrozenWeights } from "./frozenWeights.ts";
import type { HeadMode } from "./headPrograms.ts";
import { EMBEDDING_FEED, headChunk, HEAD_FEED, headProgram, NORM_FEED } from "./headPrograms.ts";
import { ProgramCache } from "./programCache.ts";
import type { Trainable } from "./trainable.ts";

export interface EngineOptions extends SessionOptions {
  readonly savePolicy: SavePolicy;
}
export interface PassOptions {
  readonly signal?: AbortSignal;
  /** Called after each block with the share of the pass that is done. */
  readonly onProgress?: (fraction: number) => void;
}

interface TrainingPrograms {
  readonly forward: Program;
  readonly backward: Program;
  readonly saved: BlockProgramSpec["saved"];
}

export class DecoderEngine {
  private readonly buffers = new Buffers();
  private readonly programs = new ProgramCache();

  constructor(
    private readonly config: DecoderConfig,
    private readonly weights: FrozenWeights,
    private readonly trainable: Trainable,
    private readonly options: EngineOptions,
  ) {}

  /**
   * The negative log likelihood of every target of `batch`, [L], with dropout off.
   * Throws the signal's reason when stopped.
   */
  async score(batch: PackedBatch, { signal, onProgress }: PassOptions = {}): Promise<Float32Array> {
    const { blockCount } = this.config;
    const { shape, feeds } = this.prepare(batch);
    let x = this.embed(batch, shape);
    for (let i = 0; i < blockCount; i++) {
      signal?.throwIfAborted();
      const program = await this.forward(i, shape);
      const y = this.buffers.take(`y${i % 2}`, x.length);
      await program.run({ ...feeds, ...(await this.trainable.feeds(i, shape.R, undefined)), x }, { y });
      x = y;
      onProgress?.((i + 1) / (blockCount + 1));
    }
    const nll = await this.head(batch, x, "score", 0, undefined, {});
    onProgress?.(1);
    return nll;
  }

  /**
   * Writes the gradients of sum(nll) / `targetCount` into `gradients` (laid out as `trainable.parameters`) and returns
   * the nll of every target, [L]. `targetCount` counts the targets of all micro-batches of the step, so that their
   * gradients add up to those of one large batch. `pass` seeds dropout.
   */
  async lossAndGradients(
    batch: PackedBatch,
    targetCount: number,
    pass: number,
    gradients: Float32Array,
    { signal, onProgress }: PassOptions = {},
  ): Promise<Float32Array> {
    const { blockCount } = this.config;
    const { firstBlock, parameters, trainsEnds } = this.trainable;
    const { shape, feeds } = this.prepare(batch);
    const steps = 2 * blockCount - firstBlock + 1;
    let done = 0;
    const advance = (): void => {
      signal?.throwIfAborted();
      onProgress?.(++done / steps);
    };

    let x = this.embed(batch, shape);
    const inputs: Float32Array[] = [];
    const saved: Feeds[] = [];
    for (let i = 0; i < blockCount; i++) {
      const blockFeeds = { ...feeds, ...(await this.trainable.feeds(i, shape.R, pass)), x };
      inputs.push(x);
      if (i < firstBlock) {
        const y = this.buffers.take(`y${i % 2}`, x.length);
        await (await this.forward(i, shape)).run(blockFeeds, { y });
        x = y;
      } else {
        const programs = await this.training(i, shape);
        const kept = Object.fromEntries(
          programs.saved.map(({ name, length }) => [name, this.buffers.take(`${i} ${name}`, length)]),
        );
        const y = this.buffers.take(`x${i + 1}`, x.length);
        await programs.forward.run(blockFeeds, { ...kept, y });
        saved[i] = kept;
        x = y;
      }
      advance();
    }

    const ends = parameters.views(gradients, undefined);
    let dy = this.buffers.take("d0", x.length).fill(0);
    const nll = await this.head(batch, x, trainsEnds ? "weights" : "input", targetCount, dy, ends);
    advance();

    for (let i = blockCount - 1; i >= firstBlock; i--) {
      const { backward } = await this.training(i, shape);
      const dx = this.buffers.take(`d${(blockCount - i) % 2}`, dy.length);
      const into = Object.fromEntries(
        Object.entries(parameters.views(gradients, i)).map(([name, view]) => [gradientName(name), view]),
      );
      const blockFeeds = {
        ...feeds,
        ...(await this.trainable.feeds(i, shape.R, pass)),
        ...saved[i],
        x: at(inputs, i),
        dy,
      };
      await backward.run(blockFeeds, { ...into, dx });
      dy = dx;
      advance();
    }
    if (trainsEnds) this.embeddingGradient(batch, dy, ends[EMBEDDING_FEED] ?? ends[HEAD_FEED]);
    return nll;
  }

  /**
   * Makes room for batches as large as the largest of `shapes`, so that memory is taken once: a buffer that grows
   * leaves its smaller self to the garbage collector, which is in no hurry.
   */
  reserve(shapes: readonly BatchShape[]): void {
    const { blockCount, embedding: D } = this.config;
    const most = (of: (shape: BatchShape) => number): BatchShape | undefined =>
      shapes.reduce<BatchShape | undefined>((best, shape) => (best && of(best) >= of(shape) ? best : shape), undefined);
    // What is saved grows with the rows or with the cells of the grid.
    for (const shape of [most(({ R }) => R), most(({ B, T }) => B * T)]) {
      if (!shape) continue;
      const { firstBlock } = this.trainable;
      const graph = this.trainable.blockGraph(blockCount - 1, shape.R, true);
      const lengths = firstBlock < blockCount ? savedLengths(this.config, graph, shape, this.options.savePolicy) : [];
      for (let i = firstBlock; i < blockCount; i++) {
        lengths.forEach((length, k) => this.buffers.take(`${i} s${k}`, length));
        this.buffers.take(`x${i + 1}`, shape.R * D);
      }
      for (const key of ["x0", "y0", "y1", "d0", "d1"]) this.buffers.take(key, shape.R * D);
    }
  }

  /** Bytes held for activations. */
  get activationBytes(): number {
    return this.buffers.sizeBytes;
  }

  async release(): Promise<void> {
    await this.programs.release();
  }

  private embed(batch: PackedBatch, { R }: BatchShape): Float32Array {
    const { embedding: D } = this.config;
    const x = this.buffers.take("x0", R * D);
    const table = this.trainable.trainsEnds
      ? (this.endFeeds()[EMBEDDING_FEED] ?? this.endFeeds()[HEAD_FEED])
      : undefined;
    if (table instanceof Float32Array) {
      batch.tokens.forEach((token, row) => x.set(table.subarray(token * D, (token + 1) * D), row * D));
    } else {
      this.weights.embed(batch.tokens, x);
    }
    x.fill(0, batch.M * D);
    return x;
  }

  /** The embedding's gradient: each row's cotangent, added to its token's line. */
  private embeddingGradient({ tokens }: PackedBatch, dx: Float32Array, into: Float32Array | undefined): void {
    if (!into) return;
    const { embedding: D } = this.config;
    tokens.forEach((token, row) => {
      for (let j = 0; j < D; j++) into[token * D + j] = at(into, token * D + j) + at(dx, row * D + j);
    });
  }

  private endFeeds(): Feeds {
    const { trainable, weights } = this;
    return trainable.trainsEnds
      ? trainable.parameters.feeds(undefined)
      : { [HEAD_FEED]: weights.head, [NORM_FEED]: weights.outputNorm };
  }

  /** Runs the head over the target rows in chunks; with `dy` [R, D] writes their cotangents there. */
  private async head(
    batch: PackedBatch,
    x: Float32Array,
    mode: HeadMode,
    targetCount: number,
    dy: Float32Array | undefined,
    gradients: Readonly<Record<string, Float32Array>>,
  ): Promise<Float32Array> {
    const { embedding: D } = this.config;
    const L = batch.targetRows.length;
    const nll = new Float32Array(L);
    for (const gradient of Object.values(gradients)) gradient.fill(0);
    if (L === 0) return nll;
    const C = headChunk(this.config, L);
    const program = await this.programs.get(`head ${mode} ${C}`, async () =>
      compile(headProgram(this.config, C, mode, this.options.provider), this.options),
    );
    const h = this.buffers.take("h", C * D);
    const dh = this.buffers.take("dh", C * D);
    const labels = new Int32Array(C);
    const rowWeights = new Float32Array(C);
    for (let start = 0; start < L; start += C) {
      const count = Math.min(C, L - start);
      for (let i = 0; i < count; i++) {
        const row = at(batch.targetRows, start + i);
        h.set(x.subarray(row * D, (row + 1) * D), i * D);
        labels[i] = at(batch.targetTokens, start + i);
        rowWeights[i] = 1 / targetCount;
      }
      rowWeights.fill(0, count);
      const out = await program.run({ ...this.endFeeds(), h, labels, rowWeights }, dy ? { dx: dh } : {});
      nll.set((out["nll"] as Float32Array).subarray(0, count), start);
      if (dy) {
        for (let i = 0; i < count; i++) dy.set(dh.subarray(i * D, (i + 1) * D), at(batch.targetRows, start + i) * D);
      }
      for (const [name, gradient] of Object.entries(gradients)) {
        const part = out[gradientName(name)];
        if (part) gradient.forEach((value, i) => (gradient[i] = value + Number(at<number | bigint>(part, i))));
      }
    }
    return nll;
  }

  private forward(block: number, shape: BatchShape): Promise<Program> {
    const { config, trainable, options } = this;
    const adapted = block >= trainable.firstBlock;
    return this.programs.get(`forward ${adapted} ${key(shape)}`, () => {
      const { weights } = trainable.blockGraph(block, shape.R, false);
      return compile(forwardProgram(config, weights, shape, options.provider), options);
    });
  }

  private training(block: number, shape: BatchShape): Promise<TrainingPrograms> {
    const { config, trainable, options } = this;
    const needsInputGradient = block > trainable.firstBlock || trainable.trainsEnds;
    return this.programs.get(`training ${needsInputGradient} ${key(shape)}`, async () => {
      const spec = trainingPrograms(config, trainable.blockGraph(block, shape.R, true), shape, {
        provider: options.provider,
        policy: options.savePolicy,
        needsInputGradient,
      });
      return {
        forward: await compile(spec.forward, options),
        backward: await compile(spec.backward, options),
        saved: spec.saved,
      };
    });
  }

  /** The feeds that every block of this batch shares. */
  private prepare(batch: PackedBatch): { shape: BatchShape; feeds: Feeds } {
    const { B, T } = batch;
    const query = headIndex(batch, this.config.headCount);
    const keys = headIndex(batch, this.config.headCountKv);
    const feeds: Record<string, Values> = {
      queryCells: query.cells,
      queryRows: query.rows,
      keyCells: keys.cells,
      keyRows: keys.rows,
      ...rotaryTable(this.config, T, this.weights.frequencyFactors),
      mask: causalMask(T),
    };
    return { shape: { R: rowCount(batch), B, T }, feeds };
  }
}

const key = ({ R, B, T }: BatchShape): string => `${R} ${B} ${T}`;
