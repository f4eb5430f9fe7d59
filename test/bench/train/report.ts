/** The figures of the training benchmark, as one object and as lines for people. */
import { cpus } from "node:os";

export interface TrainFigures {
  /** Tokens of the examples, padding not counted, over the steps after the first. */
  readonly tokensPerSecond: number;
  readonly gemmPeakGflops: number;
  /** Useful arithmetic over what the peak would do in the same time. */
  readonly utilisation: number;
  /** Of all processes of the run together. */
  readonly peakRssBytes: number;
  /** What the run said it would need. */
  readonly estimateBytes: number;
  readonly secondsToFirstStep: number;
  readonly firstLoss: number;
  readonly finalLoss: number;
  readonly ratioToPeftFloat32?: number;
  readonly ratioToPeftBfloat16?: number;
  readonly peftFloat32?: PeerFigures;
  readonly peftBfloat16?: PeerFigures;
  readonly machine: string;
}

export interface PeerFigures {
  readonly tokensPerSecond: number;
  readonly peakRssBytes: number;
  readonly finalLoss: number;
}

export const machineName = (threads: number): string =>
  `${cpus()[0]?.model.trim() ?? "unknown processor"}, ${threads} threads, ${process.platform} ${process.arch}, Node ${process.versions.node}`;

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
};

export function describe(figures: TrainFigures): string {
  const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(2)} GB`;
  const lines = [
    `machine              ${figures.machine}`,
    `tokens per second    ${figures.tokensPerSecond.toFixed(1)}`,
    `GEMM peak            ${figures.gemmPeakGflops.toFixed(0)} GFLOP/s`,
    `utilisation          ${figures.utilisation.toFixed(3)}`,
    `peak memory          ${gigabytes(figures.peakRssBytes)} (the run's own estimate was ${gigabytes(figures.estimateBytes)})`,
    `first step after     ${figures.secondsToFirstStep.toFixed(1)} s`,
    `loss                 ${figures.firstLoss.toFixed(4)} → ${figures.finalLoss.toFixed(4)}`,
  ];
  const peers = [
    ["PEFT float32", figures.peftFloat32, figures.ratioToPeftFloat32],
    ["PEFT bfloat16", figures.peftBfloat16, figures.ratioToPeftBfloat16],
  ] as const;
  for (const [name, peer, ratio] of peers) {
    if (!peer || ratio === undefined) continue;
    lines.push(
      `${name.padEnd(20)} ${peer.tokensPerSecond.toFixed(1)} tokens/s, ${gigabytes(peer.peakRssBytes)}, ` +
        `final loss ${peer.finalLoss.toFixed(4)}; Espalier is ${ratio.toFixed(2)} times as fast`,
    );
  }
  return lines.join("\n");
}
