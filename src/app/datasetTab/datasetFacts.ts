import type { DatasetFacts, RevisionView } from "../../protocol/datasetViews.ts";
import type { DatasetSession } from "../../dataset/session/datasetSession.ts";
import { readCatalogue } from "../../storage/catalogue.ts";
import { workspaceAt } from "../../storage/workspace.ts";

/** What is known of a dataset beyond its counts: from memory, and from the catalogue. Throws UserError `catalogue/...`. */
export async function datasetFacts(folder: string, session: DatasetSession): Promise<DatasetFacts> {
  const { datasets, revisions, runs } = await readCatalogue(workspaceAt(folder));
  const { name } = session;
  const built = datasets[name];
  const runsOf = (revision: string) =>
    runs.filter((use) => use.dataset === name && use.revision === revision).map(({ run }) => run);
  const seen = revisions
    .filter(({ dataset }) => dataset === name)
    .map(({ dataset: _, ...revision }): RevisionView => ({ ...revision, runs: runsOf(revision.revision) }));
  const kinds = built?.options["kinds"];
  return {
    ...(await session.facts()),
    ...(built && {
      built: {
        at: built.builtAt,
        kinds: Array.isArray(kinds) ? kinds.filter((kind) => typeof kind === "string") : [],
        ...(built.leftOut && { leftOut: built.leftOut }),
      },
    }),
    revisions: seen.reverse(),
  };
}
