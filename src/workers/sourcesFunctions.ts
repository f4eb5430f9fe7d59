import { UserError } from "../base/errors.ts";
import type { RuleChange, SourcesOverview } from "../core/sources.ts";
import { excludeSource, includeSource } from "../corpus/sourceRules.ts";
import type { IndexedFolder } from "../protocol/retrieval.ts";
import type { SourcesFunctions } from "../protocol/sources.ts";
import { writeFileAtomic } from "../storage/atomicWrite.ts";
import type { SearchIndex } from "../workspaceIndex/searchIndex.ts";
import { readSkipped } from "../workspaceIndex/skippedFiles.ts";
import { type Sources, surveySources } from "../workspaceIndex/surveySources.ts";

/** The part of the retrieval process that tells what there is to be indexed. */
export function sourcesFunctions(indexOf: (folder: IndexedFolder) => SearchIndex): SourcesFunctions {
  const surveyed = new Map<string, Sources>();

  async function survey(folder: IndexedFolder, signal?: AbortSignal): Promise<Sources> {
    const files = await indexOf(folder)
      .files()
      .catch((error: unknown) => {
        // None, or a damaged one that the next update makes again: either way nothing is indexed.
        if (error instanceof UserError) return undefined;
        throw error;
      });
    const index = files && { files, skipped: await readSkipped(folder.indexFolder) };
    const sources = await surveySources(folder.root, index, signal);
    surveyed.set(folder.root, sources);
    return sources;
  }

  async function statusOf(folder: IndexedFolder): Promise<Pick<SourcesOverview, "index">> {
    try {
      const { skipped: _, ...index } = await indexOf(folder).status();
      return { index };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return error.code === "index/none" ? {} : { index: { problem: error.message } };
    }
  }

  const change =
    (apply: typeof includeSource) =>
    async ({ root }: IndexedFolder, paths: readonly string[]): Promise<readonly RuleChange[]> => {
      const changes: RuleChange[] = [];
      for (const path of paths) changes.push({ path, isChanged: await apply(root, path, writeFileAtomic) });
      return changes;
    };

  return {
    async "sources/survey"(folder, signal) {
      const sources = await survey(folder, signal);
      return { ...sources.total, leftOut: sources.groups(), ...(await statusOf(folder)) };
    },
    // A process that took another one's place has surveyed nothing.
    "sources/children": async (folder, path) => (surveyed.get(folder.root) ?? (await survey(folder))).children(path),
    "sources/leftOut": async (folder, kind) => (surveyed.get(folder.root) ?? (await survey(folder))).leftOut(kind),
    "sources/include": change(includeSource),
    "sources/exclude": change(excludeSource),
  };
}
