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

/** The bool under `key`; errors and `fallback` as for `metadataNumber`. */
export function metadataBoolean(file: WithMetadata, key: string, fallback?: boolean): boolean {
  return metadataValue(file, key, "a bool", asBoolean, fallback);
}

/** The array of strings under `key`; errors and `fallback` as for `metadataNumber`. */
export function metadataStrings(file: WithMetadata, key: string, fallback?: readonly string[]): readonly string[] {
  return metadataValue(file, key, "an array of strings", asStrings, fallback);
}

/** The array of numbers under `key`; errors and `fallback` as for `metadataNumber`. */
export function metadataNumbers(file: WithMetadata, key: string, fallback?: ArrayLike<number>): ArrayLike<number> {
  return metadataValue(file, key, "an array of numbers", asNumbers, fallback);
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

function asBoolean({ value }: GgufValue): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

function asStrings({ itemType, value }: GgufValue): readonly string[] | undefined {
  // Every item of an array has the item type, so the elements need no look.
  return itemType === "string" ? (value as readonly string[]) : undefined;
}

function asNumbers({ itemType, value }: GgufValue): ArrayLike<number> | undefined {
  if (value instanceof Int32Array || value instanceof Uint32Array || value instanceof Float32Array) return value;
  if (itemType === "float64") return value as readonly number[];
  if (itemType !== "int64" && itemType !== "uint64") return undefined;
  const numbers = (value as readonly bigint[]).map(Number);
  return numbers.every(Number.isSafeInteger) ? numbers : undefined;
}

function describe({ type, itemType, value }: GgufValue): string {
  if (type === "array") return `an array of ${itemType ?? "nothing"}`;
  if (type === "string") return "a string";
  return `${type} ${String(value)}`;
}
