import type { ModelProgress, TransferProgress } from "../core/modelProgress.ts";

export type ReportProgress = (progress: ModelProgress) => void;

/** The rate is that of the last seconds, so that it follows the network and not its history. */
const RATE_WINDOW_MS = 5_000;
const REPORT_EVERY_MS = 100;

export interface TransferMeter {
  /** `doneBytes` counts from the start of the file, what an earlier attempt left included. */
  update(doneBytes: number): void;
}

/** Turns byte counts into reports with rate and time left, at most ten a second and always the last one. */
export function transferMeter(
  report: ReportProgress,
  about: { source: string; phase: TransferProgress["phase"]; totalBytes?: number; startBytes?: number },
  now: () => number = Date.now,
): TransferMeter {
  const { source, phase, totalBytes, startBytes = 0 } = about;
  const samples: { atMs: number; bytes: number }[] = [{ atMs: now(), bytes: startBytes }];
  let reportedMs = -Infinity;
  return {
    update(doneBytes) {
      const atMs = now();
      if (atMs - reportedMs < REPORT_EVERY_MS && doneBytes !== totalBytes) return;
      reportedMs = atMs;
      samples.push({ atMs, bytes: doneBytes });
      while (samples.length > 2 && atMs - (samples[1]?.atMs ?? atMs) > RATE_WINDOW_MS) samples.shift();
      const first = samples[0] ?? { atMs, bytes: doneBytes };
      const elapsedMs = atMs - first.atMs;
      const bytesPerSecond = elapsedMs > 0 ? Math.max(0, ((doneBytes - first.bytes) * 1000) / elapsedMs) : 0;
      report({
        kind: "bytes",
        source,
        phase,
        doneBytes,
        bytesPerSecond,
        ...(totalBytes !== undefined && { totalBytes }),
        ...(totalBytes !== undefined &&
          bytesPerSecond > 0 && { secondsLeft: Math.max(0, totalBytes - doneBytes) / bytesPerSecond }),
      });
    },
  };
}
