import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

/** Linux's clock ticks a second, the same on every platform that Node runs on. */
const TICKS = 100;

/** How long processors have worked at a process, in milliseconds; undefined where the system does not tell, as on Windows. */
export async function processorTime(pid: number): Promise<number | undefined> {
  try {
    if (process.platform === "linux") return timeInStat(await readFile(`/proc/${pid}/stat`, "utf8"));
    if (process.platform === "win32") return undefined;
    return timeOfPs((await promisify(execFile)("ps", ["-o", "time=", "-p", String(pid)])).stdout);
  } catch {
    // It has ended, and who waits for it hears so from elsewhere.
    return undefined;
  }
}

/** Of `/proc/PID/stat`. */
function timeInStat(stat: string): number {
  // The name in brackets may hold anything; what follows it is numbers.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS;
}

/** Of `1:02.34`, `01:02:03` or `1-02:03:04`. */
export function timeOfPs(text: string): number | undefined {
  const match = /^(?:(?:(?<days>\d+)-)?(?<hours>\d+):)?(?<minutes>\d+):(?<seconds>\d+(?:\.\d+)?)$/.exec(text.trim());
  if (!match?.groups) return undefined;
  const { days = 0, hours = 0, minutes = 0, seconds = 0 } = match.groups;
  return (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
}
