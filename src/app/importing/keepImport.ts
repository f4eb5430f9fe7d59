import { existsSync } from "node:fs";
import { counted } from "../../base/counted.ts";
import { UserError } from "../../base/errors.ts";
import type { Example } from "../../core/example.ts";
import type { Finding } from "../../core/review.ts";
import { rowOf } from "../../curation/formats/jsonl.ts";
import { scanExamples, type ScannedExamples } from "../../curation/secrets/scanExamples.ts";
import { type AddedFindings, addImported } from "../../dataset/addImported.ts";
import { diskError } from "../../storage/atomicWrite.ts";
import { readCatalogue } from "../../storage/catalogue.ts";
import { addExamples, type AddedExamples } from "./addExamples.ts";
import { changeRows } from "../settle/changeRows.ts";
import { loadDataset, saveDataset } from "../datasets/dataset.ts";
import { datasetAt } from "../datasets/datasetSession.ts";
import type { ImportedDataset } from "./importDataset.ts";
import { noteDatasetRevision, workspaceOf } from "../datasets/noteDatasetRevision.ts";
import { withPlainFileLock } from "../datasets/plainFileLock.ts";
import { prepareFolder } from "../datasets/prepareFolder.ts";
import { type Settled, settleSources } from "../settle/settleSources.ts";
import { withHarmlessNames } from "./withHarmlessNames.ts";

export interface KeepImportOptions {
  /** What becomes of a row whose id an earlier example has; see `addExamples`. Defaults to "rename". */
  readonly onSameId?: "rename" | "replace";
  /** Whether a plain file may take rows with secrets or personal data. Datasets withhold them instead. Defaults to false. */
  readonly allowFindings?: boolean;
  readonly onProgress?: (progress: KeepImportProgress) => void;
}

export interface KeepImportProgress {
  readonly step: "scan" | "compare";
  readonly done: number;
  readonly total: number;
}

export interface KeptImport extends Omit<AddedExamples, "examples" | "ids">, AddedFindings {
  /** That take part now; of a plain file, all. */
  readonly examples: readonly Example[];
  /** What became of duplicates and splits across sources; absent for a plain file. */
  readonly settled?: Settled;
  /** Of the dataset now; absent for a plain file. */
  readonly revision?: string;
}

/**
 * Adds imported examples to a dataset of the folder, or to a plain file of rows. A dataset keeps rows with secrets and
 * personal data where git does not see them, until somebody decides; near-duplicates and splits are then worked out over
 * all its examples, and the catalogue knows of the new revision.
 *
 * @throws UserError `import/findings` for a plain file, `dataset/…`, `catalogue/…`; the signal's reason. Nothing is
 * written then, unless it comes after the rows were added.
 */
export async function keepImport(
  folder: string,
  path: string,
  imported: Pick<ImportedDataset, "examples" | "origins">,
  { onSameId = "rename", allowFindings = false, onProgress }: KeepImportOptions = {},
  signal?: AbortSignal,
): Promise<KeptImport> {
  const { examples: rows, origins } = await withHarmlessNames(imported);
  const scanned = await scanExamples(
    rows,
    ({ id }) => origins.get(id) ?? { path: "", line: 1 },
    (progress) => onProgress?.({ step: "scan", ...progress }),
    signal,
  );
  const add = (earlier: readonly Example[]): AddedExamples => addExamples(earlier, rows, onSameId);
  const files = datasetAt(path);
  if (files === undefined) return keepInFile(path, add, scanned, allowFindings, signal);
  await prepareFolder(folder);
  const { ids, ...added } = await addImported(files, add, scanned, signal);
  const isNew = new Set(ids.values());
  const settled = await settleSources(
    path,
    {
      isNew: ({ id }) => isNew.has(id),
      seed: seedOf((await readCatalogue(workspaceOf(files))).datasets[files.name]?.options),
      onProgress: (progress) => onProgress?.({ step: "compare", ...progress }),
    },
    signal,
  );
  const { examples, revision } = await noteDatasetRevision(files, "import");
  return { ...added, examples, settled, revision };
}

async function keepInFile(
  path: string,
  add: (earlier: readonly Example[]) => AddedExamples,
  { findings }: ScannedExamples,
  allowFindings: boolean,
  signal: AbortSignal | undefined,
): Promise<KeptImport> {
  if (findings.length > 0 && !allowFindings) throw findingsInRows(path, findings);
  return withPlainFileLock(path, "import", async () => {
    const earlier = existsSync(path) ? (await loadDataset(path, {}, signal)).examples : [];
    const { ids: _, ...added } = add(earlier);
    if (earlier.length === 0) await saveDataset(path, added.examples, signal);
    else await changeFile(path, earlier, added.examples, signal);
    return { ...added, findings, undecided: [], withheldCount: 0 };
  });
}

/** Writes what was added or replaced; other rows stay as they stand in the file, which may be another tool's. */
async function changeFile(
  path: string,
  earlier: readonly Example[],
  now: readonly Example[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const known = new Set(earlier);
  const ids = new Set(earlier.map(({ id }) => id));
  const fresh = now.filter((example) => !known.has(example));
  const replaced = new Map(fresh.map((example) => [example.id, example]));
  const lineOf = (example: Example | undefined) => (example === undefined ? undefined : rowOf(example).trimEnd());
  try {
    await changeRows(
      path,
      ({ example }) => lineOf(replaced.get(example.id)),
      fresh.filter(({ id }) => !ids.has(id)).map(rowOf),
      signal,
    );
  } catch (error) {
    throw diskError(error, path);
  }
}

/** The seed that the dataset's splits were drawn with. */
function seedOf(options: Readonly<Record<string, unknown>> | undefined): number {
  const seed = options?.["seed"];
  return typeof seed === "number" ? seed : 0;
}

/** As many as fit in a message. */
const NAMED = 3;

function findingsInRows(path: string, findings: readonly Finding[]): UserError {
  const named = findings
    .slice(0, NAMED)
    .map(({ rule, source, preview }) => `${source.path} line ${source.startLine}: ${rule} ${preview}`);
  const more = findings.length > NAMED ? `; and ${findings.length - NAMED} more` : "";
  return new UserError(
    "import/findings",
    `${counted(findings.length, "secret or piece of personal data", "secrets or pieces of personal data")} in the rows (${named.join("; ")}${more}), and ${path} is a plain file that keeps no decisions about them`,
    "Take them out of the rows, import into a dataset (which withholds such rows until you decide), or write them as they are with --allow-findings.",
  );
}
