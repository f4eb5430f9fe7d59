import type { openDataset } from "../../../app/datasets/datasetSession.ts";
import { UserError } from "../../../base/errors.ts";
import type { CuratedQuery } from "../../../core/curatedQuery.ts";
import { type FilterFlags, queryOf } from "./filterFlags.ts";

type Session = Awaited<ReturnType<typeof openDataset>>;

/**
 * The flags as a query of a dataset, with whole ids in the place of their beginnings; undefined where none is given.
 * Throws UserError `dataset/unknown-kind`, `dataset/unknown-example`, `dataset/ambiguous-example`.
 */
export async function knownQuery(
  session: Pick<Session, "counts" | "idsOf" | "name">,
  flags: FilterFlags,
): Promise<CuratedQuery | undefined> {
  const query = queryOf(flags);
  if (query?.kinds) {
    const known = Object.keys((await session.counts()).byKind).sort();
    const unknown = query.kinds.filter((kind) => !known.includes(kind));
    if (unknown.length > 0) throw unknownKind(session.name, unknown, known);
  }
  return query?.ids ? { ...query, ids: wholeIds(await session.idsOf({}), query.ids) } : query;
}

/**
 * The ids that are meant by ids or beginnings of ids.
 * Throws UserError `dataset/unknown-example`, `dataset/ambiguous-example`.
 */
export function wholeIds(all: readonly string[], given: readonly string[]): string[] {
  const known = new Set(all);
  return given.map((id) => {
    if (known.has(id)) return id;
    // Every id begins with nothing, and nothing is meant by it.
    const [match, ...others] = id === "" ? [] : all.filter((each) => each.startsWith(id));
    if (match !== undefined && others.length === 0) return match;
    throw new UserError(
      match === undefined ? "dataset/unknown-example" : "dataset/ambiguous-example",
      match === undefined
        ? `no example "${id}" among ${all.length}`
        : `${id} may be ${[match, ...others].slice(0, 4).join(" or ")}`,
      match === undefined ? "`espalier dataset show` lists what there is." : "Type more of the id.",
    );
  });
}

const unknownKind = (name: string, unknown: readonly string[], known: readonly string[]): UserError =>
  new UserError(
    "dataset/unknown-kind",
    `the dataset ${name} has no example of the kind ${unknown.join(" or ")}; ` +
      (known.length === 0 ? "it has no examples" : `there are ${known.join(", ")}`),
    "Name one of its kinds; `espalier dataset show` counts them.",
  );
