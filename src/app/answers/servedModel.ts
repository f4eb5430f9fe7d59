import { resolve } from "node:path";
import { existsSync } from "node:fs";
import { UserError } from "../../base/errors.ts";
import type { AdapterUse } from "../../core/generation.ts";
import { defaultModel } from "../defaults.ts";
import { getModel, type ModelOptions } from "../models/manageModels.ts";
import { type RunTitle, runTitle } from "../runs/runRows.ts";
import { openTunedModel } from "../runs/tunedModel.ts";
import { usualRunOf } from "../runs/usualRun.ts";

/** What a question may be asked of. */
export interface ServedChoice {
  readonly folder: string;
  /** Name or beginning of a run's name. */
  readonly run?: string | undefined;
  /** A model without a run, by name or path. */
  readonly model?: string | undefined;
  /** An adapter file on `model`. */
  readonly adapter?: string | undefined;
  /** Strength of the adapter. Defaults to 1. */
  readonly scale?: number | undefined;
  /** Refuses what has no tuning before any model is fetched. Defaults to false. */
  readonly mustBeTuned?: boolean | undefined;
  /** Chat template by name, or `plain`. Defaults to the run's, or else to the model's own. */
  readonly template?: string | undefined;
}

/** A base model and what was made of it, ready to be loaded. */
export interface ServedModel {
  /** Without the adapter: the base model. */
  readonly modelPath: string;
  readonly adapter?: AdapterUse;
  /** A whole model that full training made of the base model. */
  readonly tunedModelPath?: string;
  /** As chosen, or as the run wrote its prompts. */
  readonly template?: string;
  /** The base model's name, for people. */
  readonly model: string;
  readonly tuning: Tuning;
}

/** What was made of the base model. */
export type Tuning =
  | { readonly kind: "none" }
  /** Nothing was chosen, and nothing could be. */
  | { readonly kind: "no-run-yet" }
  | ({ readonly kind: "run" } & RunTitle)
  /** `path` as it was chosen. */
  | { readonly kind: "adapter"; readonly path: string };

/**
 * The run, or the model with an adapter, or neither: then the run that was chosen with
 * `runs use`, or the newest that was trained to its end, or the newest that has an adapter, or else the default model.
 * Throws UserError `served/conflict`, `served/not-tuned`, `run/...`, `models/...`, `adapter/not-found`.
 */
export async function chooseServed(choice: ServedChoice, options: ModelOptions): Promise<ServedModel> {
  const { folder, model, adapter, scale = 1 } = choice;
  if (model !== undefined || adapter !== undefined) {
    refuseRun(choice);
    if (adapter === undefined) refuseScale(choice, "a model by itself has no adapter");
    const file = adapter === undefined ? undefined : requireFile(adapter);
    if (choice.mustBeTuned === true && file === undefined) throw notTuned();
    const ready = await getModel(model ?? defaultModel, options);
    const served = { modelPath: ready.path, ...templateOf(choice), model: ready.id };
    if (adapter === undefined || file === undefined) return { ...served, tuning: { kind: "none" } };
    return { ...served, adapter: { path: file, scale }, tuning: { kind: "adapter", path: adapter } };
  }
  const runId = choice.run ?? (await usualRunOf(folder));
  if (runId === undefined) {
    refuseScale(choice, "there is no run here yet");
    if (choice.mustBeTuned === true) throw notTuned();
    const ready = await getModel(defaultModel, options);
    return { modelPath: ready.path, ...templateOf(choice), model: ready.id, tuning: { kind: "no-run-yet" } };
  }
  const { run, modelPath, adapterPath, tunedPath } = await openTunedModel(folder, runId, options.signal);
  const { record } = run;
  if (adapterPath === undefined) refuseScale(choice, `${record.id} trained every weight`);
  return {
    modelPath,
    ...(adapterPath === undefined ? { tunedModelPath: tunedPath } : { adapter: { path: adapterPath, scale } }),
    ...templateOf({ template: choice.template ?? record.config.template }),
    model: record.model.name,
    tuning: { kind: "run", ...runTitle(run) },
  };
}

const templateOf = ({ template }: Pick<ServedChoice, "template">) => (template === undefined ? {} : { template });

const notTuned = () =>
  new UserError(
    "served/not-tuned",
    "there is no adapter to compare with",
    "Train one (`espalier train --preset quick`), or give --model with --adapter.",
  );

function refuseRun({ run, model }: ServedChoice): void {
  if (run === undefined) return;
  const other = model === undefined ? "--adapter" : "--model";
  throw new UserError(
    "served/conflict",
    `--run ${run} and ${other} both say what shall answer`,
    `A run brings its own model and adapter: leave out --run, or ${other}.`,
  );
}

function refuseScale({ scale }: ServedChoice, reason: string): void {
  if (scale === undefined) return;
  throw new UserError(
    "served/conflict",
    `--scale ${scale} sets the strength of an adapter, but ${reason}`,
    "Leave out --scale, or give an adapter with --run or --adapter.",
  );
}

function requireFile(path: string): string {
  const absolute = resolve(path);
  if (existsSync(absolute)) return absolute;
  throw new UserError("adapter/not-found", `there is no file ${absolute}`, "Check the path after --adapter.");
}
