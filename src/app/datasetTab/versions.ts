import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { datasetFiles } from "../../dataset/datasetFiles.ts";
import type { VersionView } from "../../protocol/datasetViews.ts";
import { readCatalogue } from "../../storage/catalogue.ts";
import { listRunFolders } from "../../storage/runFolder.ts";
import { workspaceAt } from "../../storage/workspace.ts";
import { datasetNames } from "../datasets/datasetPath.ts";
import { CURRENT } from "../datasets/datasetVersion.ts";

/** Nobody chooses among more from a list. */
const MAX_COMMITS = 20;

/** What a dataset can be compared with, the likeliest first; see `datasetVersion`. Throws the signal's reason. */
export async function datasetVersions(folder: string, name: string, signal?: AbortSignal): Promise<VersionView[]> {
  const workspace = workspaceAt(folder);
  const { runs: uses } = await readCatalogue(workspace);
  const learned = new Set(uses.filter(({ dataset }) => dataset === name).map(({ run }) => run));
  const runs = (await listRunFolders(workspace)).runs.filter(({ record }) => learned.has(record.id)).reverse();
  const others = (await datasetNames(folder)).filter((each) => each !== name);
  return [
    { name: CURRENT, kind: "current", label: name },
    ...runs.map(({ record, name: given }): VersionView => ({
      name: record.id,
      kind: "run",
      label: given ?? `${record.createdAt.slice(0, 16).replace("T", " ")} ${record.preset}`,
    })),
    ...(await commitsOf(folder, name, signal)),
    ...others.map((other): VersionView => ({ name: other, kind: "dataset", label: other })),
  ];
}

/** The commits that changed the dataset or what was decided about it; none where there is no git. */
async function commitsOf(folder: string, name: string, signal: AbortSignal | undefined): Promise<VersionView[]> {
  const { examples, review } = datasetFiles(workspaceAt(folder), name);
  const args = ["log", `--max-count=${MAX_COMMITS}`, "--format=%h%x09%s", "--", examples, review];
  try {
    const { stdout } = await promisify(execFile)("git", args, { cwd: folder, ...(signal && { signal }) });
    return stdout.split("\n").flatMap((line): VersionView[] => {
      const [hash, subject] = line.split("\t", 2);
      return hash && subject ? [{ name: hash, kind: "commit", label: `${hash} ${subject}` }] : [];
    });
  } catch {
    signal?.throwIfAborted();
    // No git, or no commit yet: there is nothing to choose.
    return [];
  }
}
