/** Starts a run in a process of its own, as an editor's extension host does, says its name and ends at once. */
import { resolveConfig } from "../../../src/core/presets.ts";
import { withRunner } from "../../../src/app/runs/startRunner.ts";

const [folder = "", bundles = "", overrides = "{}"] = process.argv.slice(2);
const config = resolveConfig("quick", JSON.parse(overrides) as Record<string, unknown>);
try {
  const { id } = await withRunner(
    (runner) =>
      runner["run/start"](
        { folder, datasetPath: `${folder}/data.jsonl`, modelName: `${folder}/model.gguf`, preset: "quick", config },
        () => undefined,
        new AbortController().signal,
      ),
    { folder: bundles },
  );
  process.stdout.write(id);
} catch (error) {
  process.stdout.write(`refused: ${error instanceof Error ? error.message : String(error)}`);
}
