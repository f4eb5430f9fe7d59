import { readdirSync, readFileSync } from "node:fs";

/**
 * Processes that run `program` (the end of a file's name) for the workbench of `home`, which all that it starts have in
 * their environment. Linux only, as the workbench's tests are.
 */
export const processesOf = (home: string, program: string): number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const isProgram = readFileSync(`/proc/${name}/cmdline`, "utf8").includes(program);
        return isProgram && readFileSync(`/proc/${name}/environ`, "utf8").split("\0").includes(`ESPALIER_HOME=${home}`);
      } catch {
        // It has ended since.
        return false;
      }
    })
    .map(Number);
