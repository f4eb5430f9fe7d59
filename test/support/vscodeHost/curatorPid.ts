import { execFileSync } from "node:child_process";

/** The process that holds datasets for the workbench whose programs lie below `base`; undefined when there is none. */
export function curatorPid(base: string): number | undefined {
  const lines = execFileSync("ps", ["-A", "-o", "pid=,args="], { encoding: "utf8" }).split("\n");
  const line = lines.find((each) => each.includes(base) && each.includes("curator.js"));
  return line === undefined ? undefined : Number.parseInt(line, 10);
}
