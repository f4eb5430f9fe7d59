/** The programs of the last norm, the head and the loss, for a chunk of labelled rows. */
import { pullback } from "../grad.ts";
import { input } from "../graph/leaf.ts";
import type { DecoderConfig } from "../models/config.ts";
import { linearCrossEntropy } from "../nn/loss.ts";
import type { EncodedProgram } from "../onnx/encode.ts";
import { encode } from "../onnx/encode.ts";
import type { Provider } from "../onnx/emitter.ts";
import { rmsNorm } from "../ops/normalize.ts";

export const HEAD_FEED = "head";
export const NORM_FEED = "output_norm.weight";
/** The embedding among trained weights, where it is not tied to the head. */
export const EMBEDDING_FEED = "token_embd.weight";

/** `score`: nll only. `input`: also dx. `weights`: also the gradients of the head and the norm. */
export type HeadMode = "score" | "input" | "weights";

/**
 * From h [C, D], labels [C] and rowWeights [C, 1]: nll [C, 1] and the gradients of sum(rowWeights · nll).
 */
export function headProgram(config: DecoderConfig, C: number, mode: HeadMode, provider: Provider): EncodedProgram {
  const { embedding: D, vocabulary: V, normEpsilon } = config;
  const h = input("h", [C, D]);
  const norm = input(NORM_FEED, [D]);
  const head = input(HEAD_FEED, [V, D]);
  const nll = linearCrossEntropy(rmsNorm(h, norm, normEpsilon), head, input("labels", [C], "int32"));
  if (mode === "score") return encode({ nll }, { provider });
  const targets = mode === "input" ? { dx: h } : { dx: h, [`d ${HEAD_FEED}`]: head, [`d ${NORM_FEED}`]: norm };
  const gradients = pullback(nll, input("rowWeights", [C, 1]), Object.values(targets));
  return encode(
    { nll, ...Object.fromEntries(Object.keys(targets).map((name, i) => [name, gradients[i] ?? nll])) },
    { provider },
  );
}

/** Bytes that the logits of one chunk may take; their softmax takes as much again. */
const LOGITS_BYTES = 24 * 2 ** 20;
/** Chunks are whole multiples of this many rows, so that few shapes are compiled. */
const ROW_QUANTUM = 16;

/** Splits `count` labelled rows into chunks of nearly equal size; the last is filled up with rows of weight 0. */
export function headChunk(config: DecoderConfig, count: number): number {
  const most = Math.max(ROW_QUANTUM, Math.floor(LOGITS_BYTES / (4 * config.vocabulary)));
  const chunks = Math.ceil(count / most);
  return Math.ceil(count / chunks / ROW_QUANTUM) * ROW_QUANTUM;
}
