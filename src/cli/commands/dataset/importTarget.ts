import { existsSync } from "node:fs";
import { extname } from "node:path";
import { datasetPath } from "../../../app/datasets/datasetPath.ts";
import { datasetAt } from "../../../app/datasets/datasetSession.ts";
import { DEFAULT_DATASET } from "../../../app/defaults.ts";
import { UserError } from "../../../base/errors.ts";

/** Of a file; what begins with a digit, as in `faq-v1.2`, belongs to the name. */
const EXTENSION = /^\.\p{L}/u;

/**
 * The file that `import --out` means. A name such as `notes.md` is refused: it would be a dataset of that name, beside the
 * file that was probably meant. A dataset that is called so already can be added to.
 *
 * @throws UserError `import/out`, `dataset/bad-name`.
 */
export function importTarget(folder: string, out = DEFAULT_DATASET): string {
  const path = datasetPath(folder, out);
  const name = datasetAt(path)?.name;
  if (name !== out || !EXTENSION.test(extname(name)) || existsSync(path)) return path;
  throw new UserError(
    "import/out",
    `--out ${out} is neither the name of a dataset nor a file of rows, which ends in .jsonl`,
    `Use --out ${name.slice(0, -extname(name).length)} for a dataset, or --out ${name.slice(0, -extname(name).length)}.jsonl for a file.`,
  );
}
