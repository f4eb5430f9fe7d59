import type { OpRow, WrongShapeRow } from "./opRow.ts";
import { attentionRows } from "./opRows/attention.ts";
import { compositionRows, compositionWrongShapes } from "./opRows/compositions.ts";
import { elementwiseRows, elementwiseWrongShapes } from "./opRows/elementwise.ts";
import { indexingRows, indexingWrongShapes } from "./opRows/indexing.ts";
import { linalgRows, linalgWrongShapes } from "./opRows/linalg.ts";
import { movementRows, movementWrongShapes } from "./opRows/movement.ts";
import { normalizeRows, normalizeWrongShapes } from "./opRows/normalize.ts";
import { reduceRows, reduceWrongShapes } from "./opRows/reduce.ts";
import { rotaryRows, rotaryWrongShapes } from "./opRows/rotary.ts";

/** Every op with a row of its own; a new op costs a row in one of these files. */
export const OP_ROWS: readonly OpRow[] = [
  ...elementwiseRows,
  ...reduceRows,
  ...movementRows,
  ...linalgRows,
  ...indexingRows,
  ...normalizeRows,
  ...rotaryRows,
  ...compositionRows,
  ...attentionRows,
];

export const WRONG_SHAPE_ROWS: readonly WrongShapeRow[] = [
  ...elementwiseWrongShapes,
  ...reduceWrongShapes,
  ...movementWrongShapes,
  ...linalgWrongShapes,
  ...indexingWrongShapes,
  ...normalizeWrongShapes,
  ...rotaryWrongShapes,
  ...compositionWrongShapes,
];
