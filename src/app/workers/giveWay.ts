import { writeFileSync } from "node:fs";
import { constants, setPriority } from "node:os";

const { PRIORITY_BELOW_NORMAL } = constants.priority;

/** Lets all other programs go first: from now on this process, its threads and the processes it starts take what is left. */
export function giveWay(): void {
  setPriority(PRIORITY_BELOW_NORMAL);
  if (process.platform !== "linux") return;
  try {
    // Linux shares cores between sessions first and heeds priorities only within one. A process that was started
    // detached is a session of its own, so the session has to give way too (man 7 sched, "The autogroup feature").
    writeFileSync("/proc/self/autogroup", String(PRIORITY_BELOW_NORMAL));
  } catch {
    // This kernel has no such groups: the priority is heeded.
  }
}
