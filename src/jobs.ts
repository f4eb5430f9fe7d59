// The main of the process that does an editor's heavy work; it lives as long as a job or a few.
import { isTurn, sparingly } from "./base/sparingly.ts";
import { askedBefore } from "./app/build/askedBefore.ts";
import { rebuildDataset } from "./app/build/rebuildDataset.ts";
import { describeDataset } from "./app/datasets/dataset.ts";
import { addExample } from "./app/importing/addExample.ts";
import { datasetRow } from "./app/datasets/datasetRow.ts";
import { datasetAt } from "./app/datasets/datasetSession.ts";
import { datasetJobs } from "./app/datasetTab/datasetJobs.ts";
import { DEFAULT_DATASET } from "./app/defaults.ts";
import { exportAdapter } from "./app/adapters/exportAdapter.ts";
import { goneSources } from "./app/runs/goneSources.ts";
import { heldOutExamples } from "./app/runs/heldOutExamples.ts";
import { modelsView } from "./app/models/modelRows.ts";
import { addModel, getModel, removeModel } from "./app/models/manageModels.ts";
import { removeExample } from "./app/importing/removeExample.ts";
import { estimateRun } from "./app/runs/startRun.ts";
import { loadTrainingExamples } from "./app/datasets/trainingData.ts";
import { answerOf, promptOf, questionOf } from "./core/exampleText.ts";
import type { DatasetRow } from "./protocol/panelData.ts";
import type { JobFunctions } from "./protocol/jobs.ts";
import { connectToParent } from "./protocol/parentProcess.ts";

/** As many as fit in a tooltip. */
const SHOWN_PATHS = 5;

/** A dataset as a run would take it: what was decided about its examples counts. */
async function describe(folder: string, path: string, signal: AbortSignal): Promise<DatasetRow> {
  const { examples, excluded } = await loadTrainingExamples(path, 0, signal);
  return datasetRow(folder, path, describeDataset(examples), excluded);
}

connectToParent<object, JobFunctions>({
  ...datasetJobs,
  async "dataset/build"({ folder, path }, signal, onProgress) {
    const name = datasetAt(path)?.name ?? DEFAULT_DATASET;
    await rebuildDataset({ ...(await askedBefore(folder, name)), folder, name }, sparingly(onProgress, isTurn), signal);
    return describe(folder, path, signal);
  },
  "dataset/describe": ({ folder, path }, signal) => describe(folder, path, signal),
  "example/add": ({ folder, path, example }, signal) => addExample(folder, path, example, signal),
  "example/remove": ({ path, id }, signal) => removeExample(path, id, signal),
  "models/list": modelsView,
  "models/get": async (name, signal, report) => (await getModel(name, { signal, onProgress: report })).id,
  "models/add": async (path, signal, report) => (await addModel(path, { signal, onProgress: report })).id,
  "models/remove": async (id, signal) => (await removeModel(id, { signal })).freedBytes,
  async "run/estimate"(request, signal) {
    const model = await getModel(request.modelName, { signal });
    return estimateRun({ ...request, model }, { signal });
  },
  async "runs/goneSources"(folder, signal) {
    const { runs, problems } = await goneSources(folder, {}, signal);
    const views = runs.map(({ run, exampleCount, paths }) => ({
      run,
      exampleCount,
      pathCount: paths.length,
      paths: paths.slice(0, SHOWN_PATHS),
    }));
    return { runs: views, problems };
  },
  async "adapter/export"(request, signal, onStage) {
    let stage: Parameters<typeof onStage>[0] = "writing";
    const exported = await exportAdapter(request, {
      signal,
      onStage: (next) => onStage((stage = next), 0),
      onProgress: (fraction) => onStage(stage, fraction),
    });
    const { trainerLoss, servedLoss } = exported.parity;
    return { files: exported.files, trainerLoss, servedLoss };
  },
  async "questions/heldOut"({ folder, runId, count }) {
    const examples = await heldOutExamples(folder, runId, count);
    return examples.flatMap((example) => {
      const messages = promptOf(example);
      // Plain text and code with a gap ask nothing.
      if (messages.length === 0) return [];
      const source = example.source && { source: example.source.path };
      return [{ messages, question: questionOf(example), reference: answerOf(example), ...source }];
    });
  },
});
