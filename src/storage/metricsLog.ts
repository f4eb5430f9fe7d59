import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import * as z from "zod";
import type { RunMetrics } from "../core/run.ts";
import { diskError, writeFileAtomic } from "./atomicWrite.ts";

/** NaN and infinity are not JSON; a loss that left the numbers is kept as null and read back as NaN. */
const measured = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.NaN);

const metricsSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("step"),
    step: z.int(),
    epoch: z.number(),
    loss: measured,
    learningRate: measured,
    gradientNorm: measured,
    tokens: z.number(),
    tokensPerSecond: measured,
    rssBytes: z.number(),
  }),
  z.object({ kind: z.literal("validation"), step: z.int(), validationLoss: measured, best: z.boolean() }),
]);

/** The measurements of a run, one JSON object a line, in the order in which they were made. */
export interface MetricsLog {
  /** Writes one line, on return on the disk. A measurement that is already there is not doubled. */
  append(metrics: RunMetrics): void;
  close(): void;
}

/**
 * Opens metrics.jsonl to go on after the checkpoint of step `resumedFrom`: lines of later steps, which will be
 * made again, and a last line torn by a kill are cut off first. Throws UserError `storage/disk-full`.
 */
export async function openMetricsLog(path: string, resumedFrom: number): Promise<MetricsLog> {
  const kept = readMetrics(path).filter((metrics) => metrics.step <= resumedFrom);
  await writeFileAtomic(path, kept.map(lineOf).join(""));
  const seen = new Set(kept.map(keyOf));
  const file = openSync(path, "a");
  return {
    append(metrics) {
      if (seen.has(keyOf(metrics))) return;
      try {
        writeSync(file, lineOf(metrics));
        // A checkpoint, which is flushed too, must not outlast a power cut that its steps did not.
        fsyncSync(file);
      } catch (error) {
        throw diskError(error, path);
      }
      seen.add(keyOf(metrics));
    },
    close: () => closeSync(file),
  };
}

/** The measurements in the file; none when it does not exist. Lines that are not whole and correct are left out. */
export function readMetrics(path: string): RunMetrics[] {
  return existsSync(path) ? parseMetrics(readFileSync(path, "utf8")) : [];
}

/** The measurements in lines of metrics.jsonl. */
export const parseMetrics = (text: string): RunMetrics[] => text.split("\n").flatMap((line) => parseLine(line) ?? []);

function parseLine(line: string): RunMetrics | undefined {
  if (line === "") return undefined;
  try {
    return metricsSchema.safeParse(JSON.parse(line)).data;
  } catch {
    // Torn by a kill, or edited by hand: the rest of the run still counts.
    return undefined;
  }
}

const lineOf = (metrics: RunMetrics) => `${JSON.stringify(metrics)}\n`;
const keyOf = (metrics: RunMetrics) => `${metrics.kind}/${metrics.step}`;
