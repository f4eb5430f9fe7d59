import { existsSync } from "node:fs";
import { extname } from "node:path";
import { datasetPath } from "../../../app/datasets/datasetPath.ts";
import { datasetAt } from "../../../app/datasets/datasetSession.ts";
import { DEFAULT_DATASET } from "../../../app/defaults.ts";
import { UserError } from "../../../base/errors.ts";

/** Of a file; what begins with a digit, as in `faq-v1.2`, belongs to the name. */
const EXTENSION = /^\.\p{L}/u;

/**
 * The file that `--out` means where examples are written. A name such as `notes.md` is refused: it would be a dataset of
 * that name, beside the file that was probably meant. So is the path of a new file that ends like another kind of file.
 * What is there already can be written to again.
 *
 * @throws UserError `dataset/out`, `dataset/bad-name`.
 */
export function outTarget(folder: string, out = DEFAULT_DATASET): string {
  const path = datasetPath(folder, out);
  const extension = extname(out);
  if (extension === ".jsonl" || !EXTENSION.test(extension) || existsSync(path)) return path;
  const bare = out.slice(0, -extension.length);
  const asDataset = datasetAt(path) === undefined ? "" : `--out ${bare} for a dataset, or `;
  throw new UserError(
    "dataset/out",
    `--out ${out} is neither the name of a dataset nor a file of rows, which ends in .jsonl`,
    `Use ${asDataset}--out ${bare}.jsonl for a file.`,
  );
}
