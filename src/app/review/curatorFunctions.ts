import { existsSync } from "node:fs";
import { datasetFiles } from "../../dataset/datasetFiles.ts";
import type { DatasetSession } from "../../dataset/session/datasetSession.ts";
import type { CuratorFunctions, CuratorHost, DatasetName } from "../../protocol/curation.ts";
import { workspaceAt } from "../../storage/workspace.ts";
import { datasetFacts } from "../datasetTab/datasetFacts.ts";
import { datasetNames } from "../datasets/datasetPath.ts";
import { openDataset } from "../datasets/datasetSession.ts";

/** The functions of the process that holds datasets. Each stays open once it was asked for, and follows its files. */
export function curatorFunctions(host: CuratorHost): CuratorFunctions {
  const open = new Map<string, Promise<DatasetSession>>();

  function sessionOf(dataset: DatasetName): Promise<DatasetSession> {
    const key = JSON.stringify([dataset.folder, dataset.name]);
    const known = open.get(key);
    const { examples, withheld } = datasetFiles(workspaceAt(dataset.folder), dataset.name);
    if (known !== undefined && (existsSync(examples) || existsSync(withheld))) return known;
    // Its files are gone: what is left in memory is no dataset any more.
    void known?.then((session) => session.close()).catch(() => undefined);
    const opening = openSession(dataset);
    open.set(key, opening);
    // What could not be opened may have been mended when it is asked for again.
    opening.catch(() => open.get(key) === opening && open.delete(key));
    return opening;
  }

  async function openSession(dataset: DatasetName): Promise<DatasetSession> {
    const session = await openDataset(dataset.folder, dataset.name, {
      watch: true,
      onNotice: (notice) => host["dataset/notice"](dataset, notice),
    });
    session.onChange((change) => host["dataset/changed"](dataset, change));
    return session;
  }

  return {
    // With them come all that propose examples, and all encodings of texts: nobody waits for those to see a dataset.
    "datasets/choices": async () => (await import("../datasetTab/datasetChoices.ts")).datasetChoices,
    "datasets/list": datasetNames,
    "dataset/counts": async (dataset) => (await sessionOf(dataset)).counts(),
    "dataset/facts": async (dataset) => datasetFacts(dataset.folder, await sessionOf(dataset)),
    "dataset/refresh": async (dataset) => (await sessionOf(dataset)).refresh(),
    async "examples/page"(dataset, { query, offset, limit, locate }) {
      const session = await sessionOf(dataset);
      const page = await session.query(query, offset, limit);
      if (locate === undefined) return page;
      const place = (await session.idsOf(query)).indexOf(locate);
      return { ...page, ...(place !== -1 && { locatedAt: place }) };
    },
    "examples/matching": async (dataset, query) => (await sessionOf(dataset)).idsOf(query),
    "example/get": async (dataset, id) => (await sessionOf(dataset)).get(id),
    "examples/decide": async (dataset, ids, change, signal) =>
      (await (await sessionOf(dataset)).decide(ids, change, signal)).ids,
    "decision/steps": async (dataset) => (await sessionOf(dataset)).steps(),
    "decision/undo": async (dataset) => (await (await sessionOf(dataset)).undo()).ids,
    "decision/redo": async (dataset) => (await (await sessionOf(dataset)).redo()).ids,
    "findings/decide": async (dataset, ids, action) => (await sessionOf(dataset)).decideFinding(ids, action),
  };
}
