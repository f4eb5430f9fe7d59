import { UserError } from "../../base/errors.ts";
import { listRuns } from "../runs/runList.ts";
import { hasResult } from "../runs/tunedModel.ts";

/** What an id asks for: a model, and whether it answers from the workspace's files. */
export interface ServedId {
  /** A run's id; absent for the base model. */
  readonly run?: string;
  readonly hasRetrieval: boolean;
}

const PREFIX = "espalier/";
const BASE = "base";
const RETRIEVAL = "+retrieval";
export const EMBEDDING_ID = `${PREFIX}embedding`;

/** `espalier/base`, `espalier/<run>` and each with `+retrieval`, the newest run first; last, what embeds. */
export async function servedIds(folder: string): Promise<string[]> {
  const runs = (await listRuns(folder)).runs.filter(hasResult).map(({ record }) => record.id);
  const models = [BASE, ...runs.reverse()].flatMap((name) => [PREFIX + name, PREFIX + name + RETRIEVAL]);
  return [...models, EMBEDDING_ID];
}

/** @throws UserError `serve/model` for an id that is not among `known`. */
export function readServedId(id: string, known: readonly string[]): ServedId {
  if (!known.includes(id) || id === EMBEDDING_ID) {
    const answering = known.filter((each) => each !== EMBEDDING_ID);
    throw new UserError("serve/model", `there is no model ${id.slice(0, 80)}`, `There are ${answering.join(", ")}.`);
  }
  const hasRetrieval = id.endsWith(RETRIEVAL);
  const name = id.slice(PREFIX.length, hasRetrieval ? -RETRIEVAL.length : undefined);
  return { ...(name !== BASE && { run: name }), hasRetrieval };
}
