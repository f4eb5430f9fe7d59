// The main of the trainer process.
import { connectToParent } from "../protocol/parentProcess.ts";
import type { TrainerFunctions } from "../protocol/training.ts";
import { difficultyOf } from "./difficultyOf.ts";
import { evaluateExamples } from "./evaluateExamples.ts";
import { measureExamples } from "./measureExamples.ts";
import { exportPeft, importPeft } from "./peftFolder.ts";
import { estimateRun, showFirstBatch } from "./previewRun.ts";
import { trainRun } from "./trainRun.ts";

connectToParent<object, TrainerFunctions>({
  "run/train": trainRun,
  "run/estimate": estimateRun,
  "batch/show": showFirstBatch,
  "examples/evaluate": evaluateExamples,
  "examples/measure": measureExamples,
  "examples/difficulty": difficultyOf,
  "adapter/exportPeft": exportPeft,
  "adapter/importPeft": importPeft,
});
