import { UserError } from "../../base/errors.ts";
import type { Retriever } from "./retriever.ts";

/** Another process writes it, or nothing can be written. */
const HINDRANCES: ReadonlySet<string> = new Set(["index/locked", "storage/disk-full", "storage/not-writable"]);

/** Whether what an index holds can be searched although an update failed with this error. */
export async function isSearchableAnyway(error: unknown, { status }: Pick<Retriever, "status">): Promise<boolean> {
  if (!(error instanceof UserError && HINDRANCES.has(error.code))) return false;
  return status().then(
    () => true,
    () => false,
  );
}
