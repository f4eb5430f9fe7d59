/** The same training by PyTorch and PEFT, in a process of its own. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import * as z from "zod";
import type { TokenizedExample } from "../../../src/core/example.ts";
import type { LinearName } from "../../../src/core/run.ts";
import { peftFolder, peftPython } from "./environment.ts";
import type { EnvironmentOptions } from "./environment.ts";

export interface PeerJob {
  /** A GGUF file. */
  readonly model: string;
  readonly rank: number;
  readonly alpha: number;
  readonly targets: readonly LinearName[];
  /** Defaults to `false`. */
  readonly rsLora?: boolean;
  /** The adapter to begin with, a PEFT folder; its own settings count. PEFT draws one where absent. */
  readonly adapter?: string;
  /** One of each batch. */
  readonly learningRates: readonly number[];
  /** Defaults to `0.01`. */
  readonly weightDecay?: number;
  /** Global gradient norm; 0 switches clipping off. Defaults to `1`. */
  readonly clipNorm?: number;
  /** One optimiser step each. */
  readonly batches: readonly (readonly TokenizedExample[])[];
  /** Examples of a micro-batch, 0 for the whole batch at once. Defaults to `0`. */
  readonly microBatchExamples?: number;
  /** "bfloat16" keeps the frozen weights so and computes under autocast. */
  readonly dtype: "float32" | "bfloat16";
  readonly threads: number;
  /** "all" computes the head at every position, as transformers does; "labelled" only where needed. Defaults to `all`. */
  readonly logits?: "all" | "labelled";
}

const peerResult = z.object({
  /** Of each step, batch making included, in seconds. */
  stepSeconds: z.array(z.number()),
  /** Tokens of the examples of each step, padding not counted. */
  stepTokens: z.array(z.number()),
  /** Mean over the labelled tokens of each batch, before its update. */
  losses: z.array(z.number()),
  /** Over all steps. */
  tokensPerSecond: z.number(),
  /** Loading the model, without starting Python. */
  setupSeconds: z.number(),
  peakRssBytes: z.number(),
  trainableParameters: z.number(),
  parameters: z.number(),
  threads: z.number(),
  versions: z.object({ python: z.string(), torch: z.string(), transformers: z.string(), peft: z.string() }),
});
export type PeerResult = z.infer<typeof peerResult>;

/**
 * Runs a job. `report` receives a line a step, and those of the installation where there is one.
 * Throws what `peftPython` throws, the signal's reason, and Error with Python's last words when the job fails.
 */
export async function runPeer(job: PeerJob, options: EnvironmentOptions = {}): Promise<PeerResult> {
  const python = await peftPython(options);
  const output = await runPython(python, encodeJob(job), options);
  return peerResult.parse(JSON.parse(output));
}

function encodeJob(job: PeerJob): string {
  const { rsLora = false, adapter = null, weightDecay = 0.01, clipNorm = 1, microBatchExamples = 0 } = job;
  const { logits = "all" } = job;
  const batches = job.batches.map((batch) =>
    batch.map(({ tokens, isTarget }) => ({ tokens: [...tokens], isTarget: [...isTarget] })),
  );
  return JSON.stringify({ ...job, rsLora, adapter, weightDecay, clipNorm, microBatchExamples, logits, batches });
}

function runPython(python: string, job: string, { signal, report, env }: EnvironmentOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(python, ["-B", "-W", "ignore", join(peftFolder(), "train.py")], {
      // Everything it needs is here: no look-ups on the network.
      env: { ...(env ?? process.env), HF_HUB_OFFLINE: "1" },
      ...(signal && { signal }),
    });
    let output = "";
    let errors = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      errors += text;
      for (const line of text.trimEnd().split("\n")) report?.(line);
    });
    child.on("error", (error) => reject(signal?.aborted ? (signal.reason as Error) : error));
    child.on("close", (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`the PEFT peer exited with ${code}: ${errors.trim().split("\n").at(-1) ?? ""}`));
    });
    // A child that died early has closed its input; its exit says why.
    child.stdin.on("error", () => undefined);
    child.stdin.end(job);
  });
}
