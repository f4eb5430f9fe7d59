import { rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, join } from "node:path";
import lockfile from "proper-lockfile";
import { z } from "zod";
import { UserError } from "../base/errors.ts";
import { errorCode, writeJsonAtomic } from "./atomicWrite.ts";
import { readJson } from "./readJson.ts";

/** A trainer that is alive renews its lock this often; longer silence than STALE_MS means it is gone. */
const RENEW_MS = 15_000;
const STALE_MS = 120_000;

const ownerSchema = z.object({ pid: z.int(), host: z.string(), since: z.string() });
export type LockOwner = z.infer<typeof ownerSchema>;

export interface RunLock {
  release(): Promise<void>;
}

/**
 * Makes this process the only trainer of the run in `runFolder`. A lock whose process is dead on this machine is
 * taken over at once, one from elsewhere after two minutes without a sign of life.
 * Throws UserError `run/locked`, which names the process. `onLost` is called if another process takes the lock.
 */
export async function lockRun(runFolder: string, onLost: (reason: Error) => void): Promise<RunLock> {
  // Looking at the owner and replacing it must not interleave with another process that does the same.
  const releaseGuard = await lockfile.lock(join(runFolder, "guard"), {
    realpath: false,
    stale: 5_000,
    retries: { retries: 50, minTimeout: 50, maxTimeout: 200 },
  });
  try {
    const owner = await lockOwner(runFolder);
    if (owner) throw lockedError(runFolder, owner);
    await rm(lockPath(runFolder), { recursive: true, force: true });
    // Signed before it is locked: a kill between the two leaves no lock, rather than a lock of nobody.
    const signature: LockOwner = { pid: process.pid, host: hostname(), since: new Date().toISOString() };
    await writeJsonAtomic(ownerPath(runFolder), signature);
    const release = await lockfile.lock(lockedName(runFolder), {
      realpath: false,
      stale: STALE_MS,
      update: RENEW_MS,
      onCompromised: onLost,
    });
    return { release };
  } finally {
    await releaseGuard();
  }
}

/** Who trains this run now, or undefined when nobody does. */
export async function lockOwner(runFolder: string): Promise<LockOwner | undefined> {
  const lock = await stat(lockPath(runFolder)).catch(() => undefined);
  if (!lock || lock.mtimeMs < Date.now() - STALE_MS) return undefined;
  const owner = await readJson(ownerPath(runFolder), ownerSchema);
  if (!owner || (owner.host === hostname() && !isAlive(owner.pid))) return undefined;
  return owner;
}

const lockedName = (runFolder: string) => join(runFolder, "trainer");
/** The library's own naming. */
const lockPath = (runFolder: string) => `${lockedName(runFolder)}.lock`;
const ownerPath = (runFolder: string) => join(runFolder, "trainer.json");

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, under another user.
    return errorCode(error) === "EPERM";
  }
}

const lockedError = (runFolder: string, { pid, host, since }: LockOwner) =>
  new UserError(
    "run/locked",
    `run ${basename(runFolder)} is being trained by process ${pid} on ${host} since ${since}`,
    `Wait for it, or stop it (\`kill ${pid}\`) and resume.`,
  );
