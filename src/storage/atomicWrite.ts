import { randomBytes } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { UserError } from "../base/errors.ts";
import { systemReason } from "../base/systemReason.ts";

/**
 * Writes a whole file or nothing: to a temporary neighbour, flushed to the disk, then renamed over `path`.
 * Folders are made. Throws UserError `storage/disk-full`, `storage/not-writable` or `storage/in-the-way`; the old file is
 * then untouched.
 */
export async function writeFileAtomic(path: string, content: string | Uint8Array): Promise<void> {
  const { finished } = await beginWrite(path, content);
  await finished;
}

export interface BegunWrite {
  /** Resolves when the file is in its place. Rejects as `writeFileAtomic`. */
  readonly finished: Promise<void>;
}

/**
 * As `writeFileAtomic`, for who has something to do while the disk is busy: it is handed the content, and has begun to
 * write it down, when this resolves. `isFlushed: false` is for what can be made again and is recognised where it is torn:
 * it is not waited for to lie on the disk.
 */
export async function beginWrite(
  path: string,
  content: string | Uint8Array,
  { isFlushed = true }: { readonly isFlushed?: boolean } = {},
): Promise<BegunWrite> {
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString("hex")}.tmp`;
  const failed = async (error: unknown): Promise<never> => {
    // Why it could not be written is what counts, not that nothing can be cleaned up either.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw diskError(error, path);
  };
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(content);
    } catch (error) {
      await file.close();
      throw error;
    }
    const flushed = isFlushed ? file.sync() : Promise.resolve();
    const finished = flushed
      .finally(() => file.close())
      .then(() => rename(temporary, path))
      .catch(failed);
    // Who waits for it hears of a failure; until then it is not unheard of.
    finished.catch(() => undefined);
    return { finished };
  } catch (error) {
    return failed(error);
  }
}

/** JSON as people read it in a diff: two spaces and a last newline. */
export const writeJsonAtomic = (path: string, value: unknown): Promise<void> =>
  writeFileAtomic(path, `${JSON.stringify(value, undefined, 2)}\n`);

/** Does what writes to `path`. Throws what it throws, as `diskError` has it. */
export async function writingTo<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw diskError(error, path);
  }
}

/** Deletes a file or a folder, if it is there. Throws UserError `storage/not-writable`. */
export const remove = (path: string): Promise<void> =>
  writingTo(path, () => rm(path, { recursive: true, force: true }));

/** A failed write as the user can understand it, its cause looked at too; other errors come back as they are. */
export function diskError(error: unknown, path: string): unknown {
  const code = systemCode(error);
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new UserError(
      "storage/disk-full",
      `no space left on the disk while writing ${path}`,
      "Free some space and try again; what was saved before is intact (a run goes on with `espalier train --resume`).",
    );
  }
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
    return new UserError(
      "storage/not-writable",
      `cannot write ${path}`,
      "Check the folder's permissions, and whether it lies on a disk that can only be read.",
    );
  }
  const obstacle = obstacleOf(error instanceof UserError ? error.cause : error);
  if (obstacle !== undefined) {
    return new UserError(
      "storage/in-the-way",
      `cannot write ${path}: ${obstacle}`,
      "Move what is in the way, or choose another place.",
    );
  }
  return error;
}

/** What lies where something else is to be written, or why nothing can lie there. */
function obstacleOf(error: unknown): string | undefined {
  const code = errorCode(error);
  if (code === "EEXIST" && (error as NodeJS.ErrnoException).syscall === "mkdir") {
    return "a file lies where the folder should be";
  }
  return ["EISDIR", "ELOOP", "ENAMETOOLONG", "ENOTDIR"].includes(code ?? "") ? systemReason(error) : undefined;
}

/** That of the error, or of what caused it where the error has a code of our own. */
const systemCode = (error: unknown): string | undefined =>
  error instanceof UserError ? errorCode(error.cause) : isReadOnlyDisk(error) ? "EROFS" : errorCode(error);

/** Node makes a folder with those above it, and finds none to make it in where the disk can only be read. */
const isReadOnlyDisk = (error: unknown): boolean =>
  errorCode(error) === "ENOENT" && (error as NodeJS.ErrnoException).syscall === "mkdir";

/** Node's code of a system error (`ENOENT`), or undefined. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
