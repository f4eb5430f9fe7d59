import { isTurn, sparingly } from "../../base/sparingly.ts";
import type { DatasetName } from "../../protocol/curation.ts";
import type { DatasetJobFunctions } from "../../protocol/datasetJobs.ts";
import { PRESETS } from "../../core/presets.ts";
import { askedBefore } from "../build/askedBefore.ts";
import type { BuildProgress } from "../build/buildDataset.ts";
import { rebuildDataset } from "../build/rebuildDataset.ts";
import { checkDataset } from "../check/checkDataset.ts";
import { keepRemarks } from "../check/keepRemarks.ts";
import { datasetPath } from "../datasets/datasetPath.ts";
import { datasetVersion } from "../datasets/datasetVersion.ts";
import { dedupeDataset } from "../settle/dedupeDataset.ts";
import { diffVersions } from "../datasets/diffVersions.ts";
import { exportDataset, tryExport } from "../datasets/exportDataset.ts";
import { importDataset, previewImport } from "../importing/importDataset.ts";
import { keepImport } from "../importing/keepImport.ts";
import { getModel } from "../models/manageModels.ts";
import { scanFolder } from "../check/scanFolder.ts";
import { describeSplit, resplitDataset } from "../settle/splitDataset.ts";
import { loadEffectiveExamples } from "../datasets/trainingData.ts";
import { builtView, differenceView, duplicatesView, previewView, scanView, splitView } from "./describe.ts";
import { importOptions } from "./importOptions.ts";
import { datasetVersions } from "./versions.ts";

/** First rows of a file that is to be imported. */
const PREVIEW_ROWS = 8;
/** Broken rows that a window lists. */
const LISTED_BROKEN = 50;

const pathOf = ({ folder, name }: DatasetName): string => datasetPath(folder, name);

/** What a process for heavy work does to datasets. */
export const datasetJobs: DatasetJobFunctions = {
  async "dataset/rebuild"({ folder, name, kinds }, signal, onProgress) {
    const options = { ...(await askedBefore(folder, name)), ...(kinds && { kinds }) };
    return builtView(
      await rebuildDataset(
        { ...options, folder, name },
        sparingly(({ done, total, path }: BuildProgress) => onProgress({ done, total, part: path }), isTurn),
        signal,
      ),
    );
  },
  "dataset/splits": async (dataset, signal) => splitView(await describeSplit(pathOf(dataset), signal)),
  "dataset/draw": async ({ form, write, ...dataset }, signal) =>
    splitView(await resplitDataset(pathOf(dataset), { ...form, write }, signal), { form, isKept: write }),
  async "dataset/lengths"({ modelName, ...dataset }, signal, onProgress) {
    const path = pathOf(dataset);
    const model = await getModel(modelName, { signal });
    const { maxTokens, device } = PRESETS.balanced;
    const checked = await checkDataset(
      { folder: dataset.folder, path, config: { maxTokens, device }, model },
      { signal, onProgress: (_, fraction) => onProgress({ done: fraction, total: 1 }) },
    );
    // A dataset with a broken row cannot be opened to keep anything with it.
    if (checked.brokenCount === 0) await keepRemarks(path, checked.rows);
    const { lengths } = checked;
    const none = { count: 0, total: 0, quantiles: { p50: 0, p90: 0, p99: 0 }, longest: 0, bins: [], maxTokens };
    const { contextLength: _, ...measured } = lengths ?? { ...none, contextLength: 0 };
    return { modelName, ...measured };
  },
  "dataset/preview": async ({ path, options }, signal) =>
    previewView(await previewImport({ ...importOptions(options), path }, PREVIEW_ROWS, signal)),
  async "dataset/import"({ path, options, ...dataset }, signal, onProgress) {
    const imported = await importDataset(
      { ...importOptions(options), path, onBroken: "skip" },
      ({ doneBytes, totalBytes, name }) => onProgress({ done: doneBytes, total: totalBytes, part: name }),
      signal,
    );
    const kept = await keepImport(dataset.folder, pathOf(dataset), imported, { onProgress }, signal);
    return {
      path,
      addedCount: kept.addedCount + kept.renamedCount,
      alreadyThereCount: kept.alreadyThereCount,
      renamedCount: kept.renamedCount + imported.renamedCount,
      withheldCount: kept.withheldCount,
      brokenCount: imported.brokenCount,
      broken: imported.broken
        .slice(0, LISTED_BROKEN)
        .map(({ file, line, found, expected }) => ({ file, line, found, expected })),
    };
  },
  async "dataset/tryExport"({ form, ...dataset }, signal) {
    const { examples, excluded } = await loadEffectiveExamples(pathOf(dataset), signal);
    const { exampleCount, unheldCount, reasons, isFolder } = tryExport({ ...form, examples }, signal);
    return { form, heldCount: exampleCount, unheldCount, reasons, excluded, isFolder };
  },
  async "dataset/export"({ form, out, ...dataset }, signal) {
    const { examples } = await loadEffectiveExamples(pathOf(dataset), signal);
    const exported = await exportDataset({ ...form, examples, out, onUnheld: "leave-out", overwrite: true }, signal);
    const { files, exampleCount, unheldCount } = exported;
    return {
      files: files.map(({ path, exampleCount: count }) => ({ path, exampleCount: count })),
      exampleCount,
      unheldCount,
    };
  },
  "dataset/scan": async ({ folder, name }, signal, onProgress) =>
    scanView(
      await scanFolder(
        { root: folder, dataset: name },
        ({ done, total, path }) => onProgress({ done, total, part: path }),
        signal,
      ),
    ),
  "dataset/dedupe": async ({ write, ...dataset }, signal, onProgress) =>
    duplicatesView(await dedupeDataset(pathOf(dataset), { write }, onProgress, signal)),
  "dataset/versions": ({ folder, name }, signal) => datasetVersions(folder, name, signal),
  async "dataset/diff"({ folder, name, before, after }, signal) {
    const [earlier, later] = [
      await datasetVersion(folder, name, before, signal),
      await datasetVersion(folder, name, after, signal),
    ];
    return differenceView(earlier.label, later.label, diffVersions(earlier, later));
  },
};
