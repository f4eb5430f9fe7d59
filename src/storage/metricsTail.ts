import { open, stat } from "node:fs/promises";
import type { RunMetrics } from "../core/run.ts";
import { parseMetrics } from "./metricsLog.ts";

export interface NewMetrics {
  /** The file is another one than before, as it is when a run goes on: what was read of it no longer counts. */
  readonly isAnew: boolean;
  readonly metrics: readonly RunMetrics[];
}

/** Reads metrics.jsonl as it grows: each call gives the whole lines that were added since the one before. */
export function metricsTail(path: string): () => Promise<NewMetrics> {
  let inode = -1;
  let offset = 0;
  return async () => {
    const now = await stat(path).catch(() => undefined);
    if (!now) {
      const isAnew = inode !== -1;
      [inode, offset] = [-1, 0];
      return { isAnew, metrics: [] };
    }
    const isAnew = now.ino !== inode || now.size < offset;
    if (isAnew) [inode, offset] = [now.ino, 0];
    if (now.size === offset) return { isAnew, metrics: [] };
    const added = await readRange(path, offset, now.size);
    // A line that is being written is read when it is whole.
    const end = added.lastIndexOf(NEWLINE) + 1;
    offset += end;
    return { isAnew, metrics: parseMetrics(added.toString("utf8", 0, end)) };
  };
}

const NEWLINE = 10;

async function readRange(path: string, start: number, end: number): Promise<Buffer> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
