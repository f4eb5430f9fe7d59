import type { AdapterUse } from "../../core/generation.ts";
import { UserError } from "../../base/errors.ts";
import type { Side } from "../../protocol/panel.ts";
import { openTunedModel } from "../runs/tunedModel.ts";

export interface ServedSides {
  readonly modelPath: string;
  readonly template?: string;
  /** In the order of the sides; undefined is the bare model. */
  readonly adapters: readonly (AdapterUse | undefined)[];
}

/**
 * What answers on each side, on the base model of the run `runId`.
 * Throws UserError `compare/full-model`, `compare/other-base`, `run/...`.
 */
export async function serveSides(
  folder: string,
  runId: string,
  sides: readonly Side[],
  signal: AbortSignal,
): Promise<ServedSides> {
  const base = await openTunedModel(folder, runId, signal);
  const adapters = await Promise.all(
    sides.map(async ({ runId: id, scale }): Promise<AdapterUse | undefined> => {
      if (id === undefined) return undefined;
      const { run, adapterPath } = id === runId ? base : await openTunedModel(folder, id, signal);
      if (adapterPath === undefined) {
        throw new UserError(
          "compare/full-model",
          `run ${id} trained the whole model, which does not share a loaded model with its base`,
          "Use `espalier evaluate`, which measures both.",
        );
      }
      if (run.record.model.sha256 !== base.run.record.model.sha256) {
        throw new UserError(
          "compare/other-base",
          `run ${id} was trained on ${run.record.model.name}, run ${runId} on ${base.run.record.model.name}`,
          "Choose two runs of one base model.",
        );
      }
      return { path: adapterPath, scale };
    }),
  );
  const { template } = base.run.record.config;
  return { modelPath: base.modelPath, adapters, ...(template !== undefined && { template }) };
}
