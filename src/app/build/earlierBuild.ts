import type { Split } from "../../core/example.ts";
import type { ReviewState } from "../../core/review.ts";
import type { DatasetFiles } from "../../dataset/datasetFiles.ts";
import { DecisionHistory } from "../../dataset/decisionHistory.ts";
import { readSources } from "../../dataset/loadDataset.ts";
import { readReviewLog } from "../../dataset/reviewLog.ts";

/** What a build must know of the one before it. */
export interface EarlierBuild {
  /** The split of each file, by path. */
  readonly splits: ReadonlyMap<string, Split>;
  /** What was decided about examples, by id; nothing for those that nobody decided about. */
  readonly states: ReadonlyMap<string, ReviewState>;
}

/** Throws UserError `dataset/...` for a file that is broken. Nothing is there where there was no build. */
export async function readEarlierBuild(files: DatasetFiles): Promise<EarlierBuild> {
  const history = new DecisionHistory();
  for (const decision of (await readReviewLog(files.review)).decisions) history.apply(decision);
  const sources = await readSources(files);
  return {
    splits: new Map(sources.flatMap(({ path, split }) => (split === undefined ? [] : [[path, split] as const]))),
    states: new Map([...history.decisions()].map(({ id, state }) => [id, state])),
  };
}
