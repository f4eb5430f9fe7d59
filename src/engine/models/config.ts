/** What makes one decoder differ from another, read from the GGUF file. */
import { UserError } from "../../base/errors.ts";

export type Family = "llama" | "qwen2" | "qwen3";

/** The differences between families, as data: a new family is a row here. */
export interface FamilyTraits {
  /** Rotary pairs are neighbours (2i, 2i+1): GGUF permutes the rows of Q and K of Llama models so. */
  readonly interleavedRotary: boolean;
  /** Q, K and V have biases. */
  readonly attentionBias: boolean;
  /** Q and K are RMS-normalised per head before the rotation. */
  readonly headNorm: boolean;
}
export const FAMILIES: Readonly<Record<Family, FamilyTraits>> = {
  llama: { interleavedRotary: true, attentionBias: false, headNorm: false },
  qwen2: { interleavedRotary: false, attentionBias: true, headNorm: false },
  qwen3: { interleavedRotary: false, attentionBias: false, headNorm: true },
};

export interface DecoderConfig extends FamilyTraits {
  readonly family: Family;
  readonly blockCount: number;
  /** Width of the residual stream. */
  readonly embedding: number;
  readonly headCount: number;
  /** Key and value heads; divides headCount. */
  readonly headCountKv: number;
  readonly headDim: number;
  readonly feedForward: number;
  readonly vocabulary: number;
  readonly contextLength: number;
  readonly normEpsilon: number;
  readonly rotaryBase: number;
  /** Positions are divided by this (linear RoPE scaling). */
  readonly rotaryScale: number;
  /** The head is the transposed token embedding. */
  readonly tied: boolean;
}

export const queryWidth = (config: DecoderConfig): number => config.headCount * config.headDim;
export const keyWidth = (config: DecoderConfig): number => config.headCountKv * config.headDim;

/** Throws UserError engine/unsupported-architecture. */
export function familyOf(architecture: string): Family {
  if (Object.hasOwn(FAMILIES, architecture)) return architecture as Family;
  throw new UserError(
    "engine/unsupported-architecture",
    `The model's architecture is "${architecture}"; Espalier trains ${Object.keys(FAMILIES).join(", ")}.`,
    "Choose a model of one of these families: `espalier models list` shows some.",
  );
}
