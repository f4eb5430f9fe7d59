import { messageOf } from "../../src/base/errors.ts";
import { chooseDevice } from "../../src/engine/runtime/device.ts";
import { GPU_HINT } from "./softwareVulkan.ts";

/** Throws, with what would help, where WebGPU finds no adapter. */
export async function requireGpu(): Promise<void> {
  try {
    await chooseDevice("gpu");
  } catch (error) {
    throw new Error(`${messageOf(error)} ${GPU_HINT}`, { cause: error });
  }
}
