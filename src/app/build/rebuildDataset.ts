import { datasetFiles } from "../../dataset/datasetFiles.ts";
import { workspaceAt } from "../../storage/workspace.ts";
import { keepBuild, type KeptBuild } from "./keepBuild.ts";
import { buildDataset, type BuildOptions, type BuildProgress, type BuiltDataset } from "./buildDataset.ts";
import { type EarlierBuild, readEarlierBuild } from "./earlierBuild.ts";

export interface RebuildOptions extends Omit<BuildOptions, "root" | "earlier" | "keepIn"> {
  /** The workspace; its files are learned from. */
  readonly folder: string;
  readonly name: string;
  /** Draws the splits of all files anew, the test set's too: figures of before can then not be compared. Defaults to false. */
  readonly resplit?: boolean;
}

export interface Rebuilt {
  readonly built: BuiltDataset;
  readonly kept: KeptBuild;
}

/**
 * Builds a dataset of the workspace, or builds it again: decisions stay with their examples, files keep their splits,
 * imported examples stay as they are. Throws as `buildDataset` and `keepBuild`; the dataset is then as it was.
 */
export async function rebuildDataset(
  { folder, name, resplit = false, ...options }: RebuildOptions,
  onProgress?: (progress: BuildProgress) => void,
  signal?: AbortSignal,
): Promise<Rebuilt> {
  const workspace = workspaceAt(folder);
  const earlier = async (): Promise<EarlierBuild> => {
    const before = await readEarlierBuild(datasetFiles(workspace, name));
    return resplit ? { ...before, splits: new Map<string, never>() } : before;
  };
  const built = await buildDataset(
    { ...options, root: folder, earlier, keepIn: { workspace, name } },
    onProgress,
    signal,
  );
  const { include = [], exclude = [], kinds = [], seed, splitShares } = options;
  const asked = { include, exclude, kinds, seed, ...(splitShares && { splitShares }) };
  const kept = await keepBuild(folder, name, built, asked, signal);
  return { built, kept };
}
