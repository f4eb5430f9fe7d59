import { errorCode } from "./atomicWrite.ts";

/** Whether a process of this machine lives, under whichever user. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's may not be signalled.
    return errorCode(error) === "EPERM";
  }
}
