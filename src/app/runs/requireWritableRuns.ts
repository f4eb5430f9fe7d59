import { requireWritable } from "../../storage/requireWritable.ts";
import { runFolderOf } from "./runFolderOf.ts";

/**
 * Throws where no run can be written, before a process is started or a model fetched for nothing: UserError
 * `storage/not-writable`, `storage/in-the-way`.
 *
 * @param id of a run. Defaults to one that is yet to be made.
 */
export const requireWritableRuns = (folder: string, id = ""): Promise<void> => requireWritable(runFolderOf(folder, id));
