import type { SplitShares } from "../../curation/split/shares.ts";
import { readCatalogue } from "../../storage/catalogue.ts";
import { workspaceAt } from "../../storage/workspace.ts";
import type { RebuildOptions } from "./rebuildDataset.ts";

/** What the last build of a dataset was asked for, as it can be asked for again; the defaults where there was none. */
export async function askedBefore(
  folder: string,
  name: string,
): Promise<Pick<RebuildOptions, "include" | "exclude" | "kinds" | "seed" | "splitShares">> {
  const options = (await readCatalogue(workspaceAt(folder))).datasets[name]?.options ?? {};
  const { seed, splitShares } = options;
  const [include, exclude, kinds] = [options["include"], options["exclude"], options["kinds"]].map(texts);
  return {
    seed: typeof seed === "number" ? seed : 0,
    ...(include && { include }),
    ...(exclude && { exclude }),
    ...(kinds && { kinds }),
    ...(isShares(splitShares) && { splitShares }),
  };
}

/** Undefined for an empty list, which asks for nothing in particular, and for what a newer version may have noted. */
function texts(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return value.every((each) => typeof each === "string") ? value : undefined;
}

const isShares = (value: unknown): value is SplitShares =>
  typeof value === "object" &&
  value !== null &&
  ["train", "validation", "test"].every((split) => typeof (value as Record<string, unknown>)[split] === "number");
