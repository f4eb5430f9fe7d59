import type { AdapterUse } from "../../core/generation.ts";
import type { Source } from "../../core/groundedAnswer.ts";
import type { LoadedModel } from "../../protocol/inference.ts";

/** What a loaded model has read last, with each adapter; forgotten with the model. */
export interface ShownSources {
  of(model: LoadedModel, folder: string, adapter: AdapterUse | undefined): readonly Source[];
  set(model: LoadedModel, folder: string, adapter: AdapterUse | undefined, sources: readonly Source[]): void;
}

interface Shown {
  readonly folder: string;
  readonly sources: readonly Source[];
}

export function rememberShown(): ShownSources {
  const byModel = new WeakMap<LoadedModel, Map<string, Shown>>();
  const keyOf = (adapter: AdapterUse | undefined): string => JSON.stringify([adapter?.path, adapter?.scale]);
  return {
    of(model, folder, adapter) {
      const shown = byModel.get(model)?.get(keyOf(adapter));
      return shown?.folder === folder ? shown.sources : [];
    },
    set(model, folder, adapter, sources) {
      const known = byModel.get(model) ?? new Map<string, Shown>();
      byModel.set(model, known.set(keyOf(adapter), { folder, sources }));
    },
  };
}
