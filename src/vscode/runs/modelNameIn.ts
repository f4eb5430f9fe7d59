import { existsSync } from "node:fs";
import { resolve } from "node:path";

/** A path of the settings is one of the folder's, wherever this process runs; anything else is a name. */
export function modelNameIn(folder: string, name: string): string {
  const path = resolve(folder, name);
  return existsSync(path) ? path : name;
}
