// The main of the process that does an editor's heavy work; it lives as long as a job or a few.
import { buildDataset, describeDataset, loadDataset, saveDataset } from "./app/dataset.ts";
import { datasetRow } from "./app/datasetRow.ts";
import { exportAdapter } from "./app/exportAdapter.ts";
import { answerOf, heldOutExamples, promptOf } from "./app/heldOutExamples.ts";
import { modelProgressView, modelsView } from "./app/modelRows.ts";
import { addModel, getModel, removeModel } from "./app/models.ts";
import { prepareFolder } from "./app/prepareFolder.ts";
import { estimateRun } from "./app/runs.ts";
import type { JobFunctions } from "./protocol/jobs.ts";
import { connectToParent } from "./protocol/parentProcess.ts";

connectToParent<object, JobFunctions>({
  async "dataset/build"({ folder, path }, signal, onProgress) {
    const { examples, description } = await buildDataset({ root: folder, seed: 0 }, onProgress, signal);
    await prepareFolder(folder);
    await saveDataset(path, examples, signal);
    return datasetRow(folder, path, description);
  },
  async "dataset/describe"({ folder, path }, signal) {
    const { examples } = await loadDataset(path, {}, signal);
    return datasetRow(folder, path, describeDataset(examples));
  },
  "models/list": modelsView,
  "models/get": async (name, signal, report) =>
    (await getModel(name, { signal, onProgress: (progress) => report(modelProgressView(progress)) })).id,
  "models/add": async (path, signal, report) =>
    (await addModel(path, { signal, onProgress: (progress) => report(modelProgressView(progress)) })).id,
  "models/remove": async (id, signal) => (await removeModel(id, { signal })).freedBytes,
  async "run/estimate"(request, signal) {
    const model = await getModel(request.modelName, { signal });
    return estimateRun({ ...request, model }, { signal });
  },
  async "adapter/export"(request, signal, onStage) {
    let stage: Parameters<typeof onStage>[0] = "writing";
    const exported = await exportAdapter(
      { ...request, overwrite: true },
      {
        signal,
        onStage: (next) => onStage((stage = next), 0),
        onProgress: (fraction) => onStage(stage, fraction),
      },
    );
    const { trainerLoss, servedLoss } = exported.parity;
    return { files: exported.files, trainerLoss, servedLoss };
  },
  async "questions/heldOut"({ folder, runId, count }) {
    const examples = await heldOutExamples(folder, runId, count);
    return examples.map((example) => {
      const messages = promptOf(example);
      return {
        messages,
        question: messages.at(-1)?.content ?? "",
        reference: answerOf(example),
        ...(example.source && { source: example.source.path }),
      };
    });
  },
});
