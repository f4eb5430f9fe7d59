import { readdirSync, readFileSync } from "node:fs";

export interface TreeUse {
  /** The most that the process and all below it held at one time; 0 where the system does not tell. */
  readonly peakRssBytes: number;
  /** Processor time of all of them; 0 where the system does not tell. */
  readonly cpuSeconds: number;
}

const INTERVAL_MS = 100;
/** Linux's clock ticks a second, the same on every platform that Node runs on. */
const TICKS = 100;
const PAGE_BYTES = 4096;

/** Watches a process and all that it starts, by Linux's /proc. Call the result when the process has ended. */
export function watchTree(pid: number): () => TreeUse {
  let peakRssBytes = 0;
  const cpuTicks = new Map<number, number>();
  const look = (): void => {
    let rss = 0;
    for (const { id, rssBytes, ticks } of treeOf(pid)) {
      rss += rssBytes;
      cpuTicks.set(id, ticks);
    }
    peakRssBytes = Math.max(peakRssBytes, rss);
  };
  const timer = setInterval(look, INTERVAL_MS);
  return () => {
    clearInterval(timer);
    return { peakRssBytes, cpuSeconds: [...cpuTicks.values()].reduce((sum, ticks) => sum + ticks, 0) / TICKS };
  };
}

interface ProcessUse {
  readonly id: number;
  readonly parent: number;
  readonly rssBytes: number;
  readonly ticks: number;
}

function treeOf(root: number): ProcessUse[] {
  const all = allProcesses();
  const tree = all.filter(({ id }) => id === root);
  for (const known of tree) tree.push(...all.filter(({ parent }) => parent === known.id));
  return tree;
}

function allProcesses(): ProcessUse[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, "utf8");
        // The name in brackets may hold anything; what follows it is numbers.
        const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        const number = (index: number): number => Number(fields[index]);
        return [
          { id: Number(name), parent: number(1), ticks: number(11) + number(12), rssBytes: number(21) * PAGE_BYTES },
        ];
      } catch {
        // It ended between the listing and the look.
        return [];
      }
    });
}
