import { ggufErrors } from "./errors.ts";
import type { GgufFile, GgufValue } from "./types.ts";

/** What the readers below need of a file. */
export type WithMetadata = Pick<GgufFile, "path" | "metadata">;

/**
 * The number under `key`, of any integer or float type; `fallback` when the key is absent and a fallback is given.
 * Throws UserError gguf/missing-key or gguf/wrong-type (also for integers beyond 2^53).
 */
export function metadataNumber(file: WithMetadata, key: string, fallback?: number): number {
  return metadataValue(file, key, "a number", asNumber, fallback);
}

/** As `metadataNumber`, and the number must be a positive integer: a size, a count, a length. */
export function metadataCount(file: WithMetadata, key: string, fallback?: number): number {
  return metadataValue(file, key, "a positive integer", asCount, fallback);
}

/** The string under `key`; errors and `fallback` as for `metadataNumber`. */
export function metadataString(file: WithMetadata, key: string, fallback?: string): string {
  return metadataValue(file, key, "a string", asString, fallback);
}

/** The key of a hyperparameter: they are filed under the model's architecture, `llama.block_count`. */
export function architectureKey(file: WithMetadata, name: string): string {
  return `${metadataString(file, "general.architecture")}.${name}`;
}

function metadataValue<T>(
  file: WithMetadata,
  key: string,
  expected: string,
  convert: (value: GgufValue) => T | undefined,
  fallback: T | undefined,
): T {
  const found = file.metadata.get(key);
  if (found === undefined) {
    if (fallback !== undefined) return fallback;
    throw ggufErrors.missingKey(file.path, key);
  }
  const converted = convert(found);
  if (converted === undefined) throw ggufErrors.wrongType(file.path, key, describe(found), expected);
  return converted;
}

function asNumber({ value }: GgufValue): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value !== "bigint") return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : undefined;
}

function asCount(value: GgufValue): number | undefined {
  const number = asNumber(value);
  return number !== undefined && Number.isSafeInteger(number) && number > 0 ? number : undefined;
}

function asString({ value }: GgufValue): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function describe({ type, itemType, value }: GgufValue): string {
  if (type === "array") return `an array of ${itemType ?? "nothing"}`;
  if (type === "string") return "a string";
  return `${type} ${String(value)}`;
}
