import { stat } from "node:fs/promises";
import * as vscode from "vscode";
import { datasetNames, datasetPath } from "../app/datasets/datasetPath.ts";
import { defaultDatasetPath } from "../app/defaults.ts";
import type { ModelProgress } from "../core/modelProgress.ts";
import type { DatasetName } from "../protocol/curation.ts";
import type { BuiltView } from "../protocol/datasetViews.ts";
import type { ModelsView } from "../protocol/models.ts";
import type { DatasetRow } from "../protocol/panelData.ts";
import type { Activities } from "./activities.ts";
import type { Folders } from "./folders.ts";
import type { Jobs } from "./jobs.ts";
import { describeStage } from "./modelStage.ts";
import { type Log, reportError } from "./report.ts";

/** The models of this machine and the datasets of the current folder, read when they are first wanted. */
export interface Library extends vscode.Disposable {
  models(): ModelsView | undefined;
  datasets(): readonly DatasetRow[] | undefined;
  /** Reads both again. */
  refresh(): Promise<void>;
  /** Datasets from elsewhere that the user has chosen. */
  addDataset(path: string): Promise<void>;
  /** `outer` ends the work too. */
  buildDataset(folder: string, outer?: AbortSignal): Promise<DatasetRow>;
  /** Builds a dataset again with these kinds, or as it was built last. */
  rebuild(dataset: DatasetName, kinds?: readonly string[]): Promise<BuiltView>;
  getModel(name: string): Promise<string>;
  addModel(path: string): Promise<string>;
  removeModel(id: string): Promise<void>;
  readonly onDidChange: vscode.Event<void>;
}

export function openLibrary(folders: Folders, jobs: Jobs, activities: Activities, log: Log): Library {
  const changed = new vscode.EventEmitter<void>();
  const known = new Map<string, { readonly signature: string; readonly row: DatasetRow }>();
  const added = new Set<string>();
  let models: ModelsView | undefined;
  let datasets: readonly DatasetRow[] | undefined;
  let areDatasetsWanted = false;

  async function readModels(): Promise<void> {
    models = await jobs((functions) => functions["models/list"]());
    changed.fire();
  }

  async function readDatasets(): Promise<void> {
    areDatasetsWanted = true;
    const folder = folders.current();
    const found = folder === undefined ? [] : await describeAll(folder, [...(await datasetPaths(folder)), ...added]);
    // Those of a folder that was chosen meanwhile are read on their own.
    if (folder !== folders.current()) return;
    datasets = found;
    changed.fire();
  }

  /** A file that cannot be read is no choice; it is told of when somebody chooses it by hand. */
  async function describeAll(folder: string, paths: readonly string[]): Promise<DatasetRow[]> {
    const files = await Promise.all(paths.map(async (path) => ({ path, signature: await signatureOf(path) })));
    const changedFiles = files.filter(
      ({ path, signature }) => signature !== undefined && known.get(path)?.signature !== signature,
    );
    if (changedFiles.length > 0) {
      await jobs(async (functions) => {
        for (const { path, signature } of changedFiles) {
          const row = await functions["dataset/describe"]({ folder, path }, AbortSignal.timeout(DESCRIBE_MS)).catch(
            () => undefined,
          );
          if (row && signature !== undefined) known.set(path, { signature, row });
          else known.delete(path);
        }
      });
    }
    return files.flatMap(({ path, signature }) => {
      const found = known.get(path);
      return found && found.signature === signature ? [found.row] : [];
    });
  }

  const withModels = async <T>(
    name: string,
    text: string,
    work: (
      functions: Parameters<Parameters<Jobs>[0]>[0],
      signal: AbortSignal,
      report: (progress: ModelProgress) => void,
    ) => Promise<T>,
  ): Promise<T> => {
    try {
      return await activities.run({ kind: "model", subject: name, text }, (signal, report) =>
        jobs((functions) => work(functions, signal, (progress) => report(...describeStage(progress)))),
      );
    } finally {
      await readModels();
    }
  };

  const listener = folders.onDidChange(() => {
    datasets = undefined;
    changed.fire();
    if (areDatasetsWanted) readDatasets().catch((error: unknown) => reportError(log, error));
  });
  return {
    models: () => models,
    datasets: () => datasets,
    onDidChange: changed.event,
    async refresh() {
      await Promise.all([readModels(), readDatasets()]);
    },
    async addDataset(path) {
      const folder = folders.require();
      const row = await jobs((functions) =>
        functions["dataset/describe"]({ folder, path }, AbortSignal.timeout(DESCRIBE_MS)),
      );
      known.set(path, { signature: (await signatureOf(path)) ?? "", row });
      added.add(path);
      await readDatasets();
    },
    async buildDataset(folder, outer) {
      const path = defaultDatasetPath(folder);
      const text = vscode.l10n.t("Reading files");
      const row = await activities.run({ kind: "dataset", subject: path, text }, (signal, report) =>
        jobs((functions) =>
          functions["dataset/build"](
            { folder, path },
            outer ? AbortSignal.any([signal, outer]) : signal,
            ({ done, total }) => report(readingText(done, total), total > 0 ? done / total : undefined),
          ),
        ),
      );
      await readDatasets();
      return row;
    },
    async rebuild(dataset, kinds) {
      const subject = datasetPath(dataset.folder, dataset.name);
      const text = vscode.l10n.t("Reading files");
      const built = await activities.run({ kind: "dataset", subject, text }, (signal, report) =>
        jobs((functions) =>
          functions["dataset/rebuild"]({ ...dataset, ...(kinds && { kinds }) }, signal, ({ done, total }) =>
            report(readingText(done, total), total > 0 ? done / total : undefined),
          ),
        ),
      );
      await readDatasets();
      return built;
    },
    getModel: (name) =>
      withModels(name, vscode.l10n.t("Getting the model"), (functions, signal, report) =>
        functions["models/get"](name, signal, report),
      ),
    addModel: (path) =>
      withModels(path, vscode.l10n.t("Adding the model"), (functions, signal, report) =>
        functions["models/add"](path, signal, report),
      ),
    async removeModel(id) {
      await withModels(id, vscode.l10n.t("Deleting the model"), (functions, signal) =>
        functions["models/remove"](id, signal),
      );
    },
    dispose() {
      listener.dispose();
      changed.dispose();
    },
  };
}

const DESCRIBE_MS = 60_000;

/** Counts rather than names: names of files come too fast to be read, and make lines of changing length. */
const readingText = (done: number, total: number): string => vscode.l10n.t("Reading files: {0} of {1}", done, total);

const datasetPaths = async (folder: string): Promise<string[]> =>
  (await datasetNames(folder)).map((name) => datasetPath(folder, name));

const signatureOf = (path: string): Promise<string | undefined> =>
  stat(path).then(
    ({ mtimeMs, size }) => `${mtimeMs}/${size}`,
    () => undefined,
  );
