import { UserError } from "../../base/errors.ts";
import type { Retriever } from "./retriever.ts";

/** Another process writes it, nothing can be written, or something else lies where Espalier keeps what it notes. */
const HINDRANCES: ReadonlySet<string> = new Set([
  "index/locked",
  "storage/busy",
  "storage/disk-full",
  "storage/in-the-way",
  "storage/not-writable",
  "storage/unreadable",
]);

/** Whether what an index holds can be searched although an update failed with this error. */
export async function isSearchableAnyway(error: unknown, { status }: Pick<Retriever, "status">): Promise<boolean> {
  if (!(error instanceof UserError && HINDRANCES.has(error.code))) return false;
  return status().then(
    () => true,
    () => false,
  );
}
