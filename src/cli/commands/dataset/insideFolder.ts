import { existsSync } from "node:fs";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { UserError } from "../../../base/errors.ts";

/** What makes a text a pattern that the shell was kept from expanding. */
const WILDCARD = /[*?[]/;
/** What means something else in a pattern than in the name of a file: wildcards, the mark before them, a last space. */
const SPECIAL = /[*?[\]\\]| $/g;

/**
 * A path of the command line as a pattern from the folder that is worked in; the folder itself needs none.
 *
 * @throws UserError `dataset/outside`, `dataset/no-such-path`: a name that is misspelt must not pass for one without finds.
 */
export function patternOf(folder: string, path: string): string[] {
  const inside = relative(folder, resolve(path));
  if (inside === "") return [];
  if (inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
    throw new UserError(
      "dataset/outside",
      `${path} is not inside ${folder}`,
      "Use -C <folder> to work in another folder.",
    );
  }
  const isThere = existsSync(resolve(path));
  if (!isThere && !WILDCARD.test(path)) {
    throw new UserError(
      "dataset/no-such-path",
      `there is no ${path} in ${folder}`,
      "Check how it is written; without a path, everything below the folder is taken.",
    );
  }
  const plain = inside.split(sep).join("/");
  return [`/${isThere ? plain.replaceAll(SPECIAL, "\\$&") : plain}`];
}
