import { readdir, readFile, rm, rmdir, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import lockfile from "proper-lockfile";
import * as z from "zod";
import { UserError } from "../base/errors.ts";
import { diskError, errorCode } from "./atomicWrite.ts";
import { isAlive } from "./isAlive.ts";

/** An owner that is alive renews its lock this often; longer silence than STALE_MS means it is gone. */
const RENEW_MS = 15_000;
const STALE_MS = 120_000;

/** Taken for as long as a lock is looked at and taken. */
const GUARD = "guard";
const GUARD_STALE_MS = 5_000;
/** Longer than a guard of a process that was killed is held. */
const GUARD_ATTEMPTS = 400;
/** Two processes that wait for each other's short work meet about this often. */
const RETRY_MS = { least: 5, most: 40 };

const ownerSchema = z.object({
  pid: z.int(),
  host: z.string(),
  since: z.string(),
  /** For people: `build`, `edit`. */
  purpose: z.exactOptional(z.string()),
});
export type LockOwner = z.infer<typeof ownerSchema>;

export interface FolderLock {
  release(): Promise<void>;
  /**
   * Deletes what else lies in the folder, the first of all `first`, and the folder: it is held until there is nothing
   * left of it to hold. What is begun there as soon as it is gone stays. Rejects with the system's error.
   */
  releaseDeleted(first: string): Promise<void>;
}

export interface LockOptions {
  /** What the lock is for; a folder may have several: `trainer` makes `trainer.lock` and `trainer.json`. */
  readonly name: string;
  /** The error to throw when another process holds it. */
  readonly lockedError: (owner: LockOwner) => UserError;
  /** Called if another process takes the lock. */
  readonly onLost: (reason: Error) => void;
  /** How long to wait for a lock that is held. Defaults to 0: not at all. */
  readonly waitMs?: number;
  /** Told to whoever finds the lock taken. */
  readonly purpose?: string;
}

/**
 * Makes this process the only one that holds the lock of this name on `folder`, which must exist. A lock whose process
 * is dead on this machine is taken over at once, one from elsewhere after two minutes without a sign of life.
 * Throws what `lockedError` makes, which can name the process, and UserError `storage/not-writable`, `storage/busy`.
 */
export async function lockFolder(folder: string, options: LockOptions): Promise<FolderLock> {
  const deadline = Date.now() + (options.waitMs ?? 0);
  for (;;) {
    const result = await tryLock(folder, options);
    if ("release" in result) return result;
    if (Date.now() >= deadline) throw options.lockedError(result.owner);
    await breath();
  }
}

/** Who holds the lock now, or undefined when nobody does. */
export async function folderLockOwner(folder: string, name: string): Promise<LockOwner | undefined> {
  const lock = await stat(lockPath(folder, name)).catch(() => undefined);
  if (!lock || lock.mtimeMs < Date.now() - STALE_MS) return undefined;
  const owner = await readFile(ownerPath(folder, name), "utf8").then(parseOwner, () => undefined);
  if (!owner || (owner.host === hostname() && !isAlive(owner.pid))) return undefined;
  return owner;
}

async function tryLock(
  folder: string,
  { name, purpose, onLost }: LockOptions,
): Promise<FolderLock | { readonly owner: LockOwner }> {
  // Looking at the owner and replacing it must not interleave with another process that does the same.
  const releaseGuard = await guard(folder);
  try {
    const owner = await folderLockOwner(folder, name);
    if (owner) return { owner };
    await rm(lockPath(folder, name), { recursive: true, force: true });
    // Signed before it is locked: a kill between the two leaves no lock, rather than a lock of nobody.
    const signature: LockOwner = {
      pid: process.pid,
      host: hostname(),
      since: new Date().toISOString(),
      ...(purpose === undefined ? {} : { purpose }),
    };
    // Not flushed to the disk, which would take longer than what some locks guard: after a power failure nobody holds it.
    await writeFile(ownerPath(folder, name), `${JSON.stringify(signature)}\n`);
    const release = await lockfile.lock(join(folder, name), {
      realpath: false,
      stale: STALE_MS,
      update: RENEW_MS,
      onCompromised: onLost,
    });
    return { release, releaseDeleted: (first) => deleteHeld(folder, name, { first, release }) };
  } finally {
    await releaseGuard();
  }
}

async function deleteHeld(
  folder: string,
  name: string,
  { first, release }: { readonly first: string; readonly release: () => Promise<void> },
): Promise<void> {
  const ofLocks = new Set([lockPath(folder, name), ownerPath(folder, name), lockPath(folder, GUARD)]);
  const others = (await readdir(folder)).filter((entry) => !ofLocks.has(join(folder, entry)));
  try {
    for (const entry of [first, ...others]) await rm(join(folder, entry), { recursive: true, force: true });
  } catch (error) {
    await release();
    throw error;
  }
  // Whoever would take the lock now waits for the guard, so that it is not their signature that is deleted.
  const releaseGuard = await guard(folder);
  try {
    await rm(ownerPath(folder, name), { force: true });
    await release();
  } finally {
    await releaseGuard();
  }
  await rmdir(folder).catch((error: unknown) => {
    // Somebody began anew in it, or deleted it too.
    if (!["ENOTEMPTY", "EEXIST", "ENOENT"].includes(errorCode(error) ?? "")) throw error;
  });
}

/** Only a guard that another process holds is waited for; the library would wait for permissions as well. */
async function guard(folder: string): Promise<() => Promise<void>> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await lockfile.lock(join(folder, GUARD), { realpath: false, stale: GUARD_STALE_MS });
    } catch (error) {
      // A folder that is gone meanwhile can be written as well as any.
      if (errorCode(error) !== "ELOCKED") throw errorCode(error) === "ENOENT" ? error : diskError(error, folder);
      if (attempt === GUARD_ATTEMPTS) {
        throw new UserError("storage/busy", `other processes keep ${folder} locked`, "Try again in a moment.");
      }
    }
    await breath();
  }
}

const breath = (): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, RETRY_MS.least + Math.random() * (RETRY_MS.most - RETRY_MS.least)));

function parseOwner(text: string): LockOwner | undefined {
  try {
    return ownerSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** The library's own naming. */
const lockPath = (folder: string, name: string) => `${join(folder, name)}.lock`;
const ownerPath = (folder: string, name: string) => `${join(folder, name)}.json`;
