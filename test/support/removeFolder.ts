import { rm } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";

const TRIES = 100;
const PAUSE_MS = 100;

/**
 * Deletes a folder with all in it, as soon as no process that is just ending writes into it. Node's own retries do not
 * remove what came into it meanwhile.
 */
export async function removeFolder(folder: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await rm(folder, { recursive: true, force: true });
    } catch (error) {
      if (tries === TRIES) throw error;
      await pause(PAUSE_MS);
    }
  }
}
