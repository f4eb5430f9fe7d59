import { relative, resolve, sep } from "node:path";
import { UserError } from "../../../base/errors.ts";

/** A path of the command line as a pattern from the folder that is worked in; the folder itself needs none. */
export function patternOf(folder: string, path: string): string[] {
  const inside = relative(folder, resolve(path));
  if (inside === "") return [];
  if (inside.startsWith("..")) {
    throw new UserError(
      "dataset/outside",
      `${path} is not inside ${folder}`,
      "Use -C <folder> to work in another folder.",
    );
  }
  return [`/${inside.split(sep).join("/")}`];
}
