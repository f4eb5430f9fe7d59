/** Where the arithmetic runs, and why. */
import { availableParallelism } from "node:os";
import { messageOf, UserError } from "../../base/errors.ts";
import type { Device } from "../../core/run.ts";
import { input } from "../graph/leaf.ts";
import { encode } from "../onnx/encode.ts";
import type { Provider } from "../onnx/emitter.ts";
import { matmul } from "../ops/linalg.ts";
import { compile } from "./session.ts";

export interface DeviceChoice {
  readonly provider: Provider;
  /** One sentence for people. */
  readonly reason: string;
}

/** Throws UserError device/no-gpu when the GPU is asked for and cannot be used. */
export async function chooseDevice(device: Device): Promise<DeviceChoice> {
  switch (device) {
    case "cpu":
      return { provider: "cpu", reason: "asked for" };
    case "auto":
      return {
        provider: "cpu",
        reason:
          "chosen: weights are still copied to the GPU for every program, so the CPU is the safe choice (--device gpu tries)",
      };
    case "gpu":
      await probeGpu();
      return { provider: "webgpu", reason: "asked for, through WebGPU" };
  }
}

async function probeGpu(): Promise<void> {
  try {
    const a = input("a", [2, 2]);
    const program = await compile(encode({ y: matmul(a, a) }, { provider: "webgpu" }), {
      provider: "webgpu",
      threads: 1,
    });
    await program.run({ a: new Float32Array([1, 2, 3, 4]) });
    await program.release();
  } catch (error) {
    throw new UserError(
      "device/no-gpu",
      `No GPU can be used through WebGPU: ${reasonOf(error)}.`,
      "Use --device cpu, or install the graphics driver of this machine (Vulkan, Metal or Direct3D 12).",
    );
  }
}

/** The first line of what ONNX Runtime throws, without its own source line and the condition that failed there. */
const reasonOf = (error: unknown): string => (messageOf(error).split("\n")[0] ?? "").replace(/^.* was false\. /, "");

/**
 * Threads for one operator. Matrix products gain nothing from a second thread on the same core, and Node does not tell
 * cores from threads, so on x86 machines with more than four processors half of them are taken.
 */
export function defaultThreads(): number {
  return threadsFor(process.arch, availableParallelism());
}

/** The rule itself, for an architecture as `process.arch` names it. */
export const threadsFor = (arch: string, processors: number): number =>
  arch === "x64" && processors > 4 ? Math.max(4, Math.floor(processors / 2)) : processors;
