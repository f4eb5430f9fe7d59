import type { Split } from "../../core/example.ts";
import type { ReviewState } from "../../core/review.ts";
import type { DatasetFiles } from "../../dataset/datasetFiles.ts";
import { DecisionHistory } from "../../dataset/decisionHistory.ts";
import { isProposed } from "../../dataset/exampleTable.ts";
import { loadDatasetParts, readFindings, readSources, type SourcesRead } from "../../dataset/loadDataset.ts";
import { readReviewLog } from "../../dataset/reviewLog.ts";

/** What a build must know of the one before it. */
export interface EarlierBuild {
  /** The split of each file, by path. */
  readonly splits: ReadonlyMap<string, Split>;
  /** What was decided about examples, by id; nothing for those that nobody decided about. */
  readonly states: ReadonlyMap<string, ReviewState>;
  /** Ids of the findings that were decided about. Defaults to none. */
  readonly decidedFindings?: ReadonlySet<string>;
  /** The files it was made of. Defaults to not read yet. */
  readonly sources?: SourcesRead;
}

/** Throws UserError `dataset/...` for a file that is broken. Nothing is there where there was no build. */
export async function readEarlierBuild(files: DatasetFiles): Promise<EarlierBuild> {
  const history = new DecisionHistory();
  for (const decision of (await readReviewLog(files.review)).decisions) history.apply(decision);
  const read = await readSources(files);
  const { sources } = read;
  return {
    splits:
      sources.length === 0
        ? await splitsOfRows(files, history)
        : new Map(sources.flatMap(({ path, split }) => (split === undefined ? [] : [[path, split] as const]))),
    decidedFindings: new Set((await readFindings(files)).decisions.keys()),
    sources: read,
    states: new Map([...history.decisions()].map(({ id, state }) => [id, state])),
  };
}

/** Where the list of sources was lost, the rows that were made of them still say in which split each is. */
async function splitsOfRows(files: DatasetFiles, history: DecisionHistory): Promise<ReadonlyMap<string, Split>> {
  const { table } = await loadDatasetParts(files, history);
  const examples = [...table.order].map((row) => table.exampleAt(row)).filter(isProposed);
  return new Map(examples.flatMap(({ source, split }) => (source && split ? [[source.path, split] as const] : [])));
}
