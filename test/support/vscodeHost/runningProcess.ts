import { readdirSync, readFileSync } from "node:fs";

/** Processes of this machine whose command line holds all of `parts`; Linux only, as the workbench's tests are. */
export const processesOf = (...parts: readonly string[]): number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const commandLine = readFileSync(`/proc/${name}/cmdline`, "utf8");
        return parts.every((part) => commandLine.includes(part));
      } catch {
        // It has ended since.
        return false;
      }
    })
    .map(Number);
