import type { ActivationFigures, LoopFigures } from "../../vscode/measure.ts";
import type { ExtensionFigures } from "./benchExtension.ts";
import type { TurningFigures } from "./benchScrolling.ts";
import type { Spread } from "./benchWindow.ts";

/** The figures for people. */
export function describeExtension({ activations, work, training, scrolling, loadAverage }: ExtensionFigures): string {
  const lines: [string, string][] = [];
  if (activations) {
    const all = (of: (each: ActivationFigures) => number): string =>
      `${activations
        .map(of)
        .sort((a, b) => a - b)
        .map((value) => value.toFixed(1))
        .join(", ")} ms`;
    lines.push(
      ["activation, wall", all(({ wallMs }) => wallMs)],
      ["activation, busy", all(({ busyMs }) => busyMs)],
      ["2 s after it, busy", all(({ busyAfterMs }) => busyAfterMs)],
      ["2 s before it, busy", all(({ busyBeforeMs }) => busyBeforeMs)],
    );
  }
  if (work) {
    lines.push(
      ["loop at rest", loop(work.rest)],
      [`indexing ${work.fileCount}`, loop(work.indexing)],
      ["training", loop(work.training)],
    );
  }
  if (training) {
    lines.push(
      ["first point", `${training.firstPointSeconds.toFixed(1)} s after Start`],
      ["first step", `${training.firstStepSeconds.toFixed(1)} s after Start`],
      ["typing before", latency(training.typingBefore)],
      ["typing, training", latency(training.typingWhileTraining)],
      ["typing after", latency(training.typingAfter)],
      ["ratio of medians", training.typingRatio.toFixed(2)],
    );
  }
  if (scrolling) {
    lines.push(
      [
        `opening ${scrolling.exampleCount}`,
        `${scrolling.openSeconds.toFixed(1)} s, its page after ${scrolling.viewSeconds.toFixed(1)} s`,
      ],
      ["frames at rest", latency(scrolling.atRest)],
      ["frames, scrolling", turning(scrolling.list)],
      ["rows passed", String(scrolling.rowsPassed)],
      ["the editor's own", turning(scrolling.editor)],
    );
  }
  lines.push(["load average", loadAverage.map((value) => value.toFixed(1)).join(" before, ") + " after"]);
  return lines.map(([name, value]) => `${name.padEnd(21)}${value}`).join("\n");
}

const loop = ({ seconds, longestMs, p99Ms, busy }: LoopFigures): string =>
  `longest ${longestMs.toFixed(1)} ms, 99 % ${p99Ms.toFixed(1)} ms, busy ${(100 * busy).toFixed(1)} % of ${seconds.toFixed(1)} s`;

const latency = ({ count, medianMs, p95Ms, longestMs }: Spread): string =>
  `median ${medianMs.toFixed(1)} ms, 95 % ${p95Ms.toFixed(1)}, longest ${longestMs.toFixed(1)} of ${count}`;

const turning = ({ frames, framesPerSecond, late }: TurningFigures): string =>
  `${latency(frames)}; ${framesPerSecond.toFixed(1)} a second; late: ${late.map(({ place, ms }) => `number ${place} ${ms.toFixed(0)} ms`).join(", ") || "none"}`;
