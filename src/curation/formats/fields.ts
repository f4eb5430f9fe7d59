import type { Provenance, Split } from "../../core/example.ts";
import { isRecord, mismatch } from "./mismatch.ts";

export function anyText(name: string, value: unknown): string {
  if (typeof value === "string") return value;
  throw mismatch(name, value, "a text");
}

export function filledText(name: string, value: unknown): string {
  if (typeof value === "string" && value.trim() !== "") return value;
  throw mismatch(name, value, "a text that is not empty");
}

/** A text, or undefined where there is none: absent, null or empty. */
export function textIfAny(name: string, value: unknown): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  return anyText(name, value);
}

/** Ids of other tools are often numbers. Undefined where there is none. */
export function idIfAny(value: unknown): string | undefined {
  if (typeof value === "string" && value !== "") return value;
  return typeof value === "number" && Number.isFinite(value) ? String(value) : undefined;
}

const SPLIT_NAMES: Readonly<Record<string, Split>> = {
  train: "train",
  training: "train",
  validation: "validation",
  valid: "validation",
  val: "validation",
  dev: "validation",
  eval: "validation",
  test: "test",
};

/** The split that a name stands for in one tool or another, or undefined. */
export const splitNamed = (name: unknown): Split | undefined =>
  typeof name === "string" && Object.hasOwn(SPLIT_NAMES, name.toLowerCase())
    ? SPLIT_NAMES[name.toLowerCase()]
    : undefined;

/** @throws Mismatch for what is none of our three names. */
export function splitIn(split: unknown): Split {
  if (split === "train" || split === "validation" || split === "test") return split;
  throw mismatch("split", split, '"train", "validation" or "test"');
}

/** @throws Mismatch */
export function provenanceOf(source: unknown): Provenance {
  if (!isRecord(source)) throw mismatch("source", source, "an object");
  const { path, startLine, endLine, title, hash } = source;
  if (typeof path !== "string") throw mismatch("source.path", path, "a text");
  if (!isLine(startLine)) throw mismatch("source.startLine", startLine, "a line number from 1");
  if (!isLine(endLine)) throw mismatch("source.endLine", endLine, "a line number from 1");
  if (title !== undefined && typeof title !== "string") throw mismatch("source.title", title, "a text");
  if (hash !== undefined && typeof hash !== "string") throw mismatch("source.hash", hash, "a text");
  return {
    path,
    startLine,
    endLine,
    ...(title === undefined ? {} : { title }),
    ...(hash === undefined ? {} : { hash }),
  };
}

const isLine = (value: unknown): value is number => typeof value === "number" && Number.isInteger(value) && value >= 1;
