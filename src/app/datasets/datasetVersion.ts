import { execFile } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { relative, resolve } from "node:path";
import { promisify } from "node:util";
import { UserError } from "../../base/errors.ts";
import type { Example } from "../../core/example.ts";
import { datasetFiles } from "../../dataset/datasetFiles.ts";
import { effectiveExamples } from "../../dataset/effectiveExamples.ts";
import { readStoredDataset } from "../../dataset/loadDataset.ts";
import { findRun, listRunFolders } from "../../storage/runFolder.ts";
import { workspaceAt } from "../../storage/workspace.ts";
import { loadDataset } from "./dataset.ts";
import { datasetAt, filesOfDataset } from "./datasetSession.ts";

/** One version of a dataset. */
export interface DatasetVersion {
  /** For people: `dataset as it is now`, `run 2026…`. */
  readonly label: string;
  readonly examples: readonly Example[];
}

/** What stands for the dataset as it is now. */
export const CURRENT = "current";
/** Of one file of a dataset as git has it; `git show` holds it in memory. */
const MAX_GIT_BYTES = 1 << 30;

/**
 * The examples of a version of the dataset `name` that took part: of `current`, of a file, of another dataset of the
 * folder, of a run (by its id, or by the revision it recorded), or of a commit in git.
 * Throws UserError `dataset/unknown-version` with what can be named, and what reading it throws.
 */
export async function datasetVersion(
  folder: string,
  name: string,
  version: string,
  signal?: AbortSignal,
): Promise<DatasetVersion> {
  const workspace = workspaceAt(folder);
  if (version === CURRENT) return { label: `${name} as it is now`, examples: await effectiveAt(folder, name) };
  const path = resolve(folder, version);
  if (isFile(path) && (version.endsWith(".jsonl") || /[/\\]/.test(version))) {
    const files = datasetAt(path);
    if (files) return { label: version, examples: effectiveExamples(await readStoredDataset(files)).examples };
    return { label: version, examples: (await loadDataset(path, {}, signal)).examples };
  }
  if (/^[^/\\:~^]+$/.test(version) && existsSync(resolve(workspace.datasetsFolder, `${version}.jsonl`))) {
    return { label: `${version} as it is now`, examples: await effectiveAt(folder, version) };
  }
  const runId = await runNamed(folder, version);
  if (runId !== undefined) {
    const { record, paths } = await findRun(workspace, runId);
    return { label: `run ${record.id}`, examples: (await loadDataset(paths.dataset, {}, signal)).examples };
  }
  return { label: `${name} at ${version}`, examples: await committedExamples(folder, name, version, signal) };
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

async function effectiveAt(folder: string, name: string): Promise<readonly Example[]> {
  return effectiveExamples(await readStoredDataset(await filesOfDataset(folder, name))).examples;
}

/** A run by its id or the beginning of it, or the newest that recorded this revision. */
async function runNamed(folder: string, version: string): Promise<string | undefined> {
  const { runs, damaged } = await listRunFolders(workspaceAt(folder));
  const byId = [...runs.map(({ record }) => record.id), ...damaged.map(({ id }) => id)].filter((id) =>
    id.startsWith(version),
  );
  const byRevision = /^[0-9a-f]{7,64}$/.test(version)
    ? runs.filter(({ record }) => record.dataset.revision?.startsWith(version))
    : [];
  if (version === "latest") return runs.at(-1)?.record.id;
  // Several ids that begin so, or a damaged one: findRun says which.
  return byId.length > 0 ? version : byRevision.at(-1)?.record.id;
}

/** The dataset with its decisions as a commit has them. */
async function committedExamples(
  folder: string,
  name: string,
  revision: string,
  signal: AbortSignal | undefined,
): Promise<readonly Example[]> {
  const files = datasetFiles(workspaceAt(folder), name);
  // What looks like an option of git's is none of its revisions.
  if (revision.startsWith("-")) throw unknownVersion(folder, name, revision);
  const show = async (path: string): Promise<Buffer> => {
    const place = `${revision}:./${relative(resolve(folder), path).replaceAll("\\", "/")}`;
    const { stdout } = await promisify(execFile)("git", ["show", place], {
      cwd: folder,
      encoding: "buffer",
      maxBuffer: MAX_GIT_BYTES,
      ...(signal ? { signal } : {}),
    });
    return stdout;
  };
  try {
    await show(files.examples);
  } catch (error) {
    signal?.throwIfAborted();
    throw unknownVersion(folder, name, revision, error);
  }
  const dataset = await readStoredDataset(files, (path) => {
    // Never in git, and of the present: they say nothing about then.
    if ([files.withheld, files.remarks, files.rowIndex].includes(path)) return Promise.resolve(Buffer.alloc(0));
    return path === files.examples ? show(path) : show(path).catch(() => Buffer.alloc(0));
  });
  return effectiveExamples(dataset).examples;
}

function unknownVersion(folder: string, name: string, version: string, cause?: unknown): UserError {
  const said =
    cause instanceof Error && "stderr" in cause
      ? String(cause.stderr).trim().split("\n")[0]?.replace("fatal: ", "")
      : undefined;
  return new UserError(
    "dataset/unknown-version",
    `${version} is no dataset, run or commit with the dataset ${name} in ${folder}${said ? ` (git: ${said})` : ""}`,
    isFile(resolve(folder, version))
      ? `For the rows of the file ${version}, write ./${version}`
      : `Name a file, a run of \`espalier runs list\`, a commit such as HEAD~1, or ${CURRENT}.`,
  );
}
