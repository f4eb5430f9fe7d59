/** A graphics card made of software, so that the GPU path is tested where there is none. */
import { existsSync } from "node:fs";
import { join } from "node:path";

/** Where Debian's Chromium keeps SwiftShader, and the Vulkan loader that finds it. */
const CHROMIUM = "/usr/lib/chromium";
const DRIVER = join(CHROMIUM, "vk_swiftshader_icd.json");

/** Switches the GPU tests off, on a machine that can have neither a card nor the software one. */
export const NO_GPU_TESTS = "ESPALIER_NO_GPU_TESTS";

/**
 * The environment in which WebGPU finds the software driver; empty where it is not installed, and a card's own driver
 * is found instead. The system's loader reads all of it when a process starts, so it cannot be set from within.
 */
export function softwareVulkan(): Record<string, string> {
  if (!existsSync(DRIVER)) return {};
  const libraries = [CHROMIUM, process.env["LD_LIBRARY_PATH"]].filter((path) => path !== undefined && path !== "");
  return { VK_ICD_FILENAMES: DRIVER, VK_DRIVER_FILES: DRIVER, LD_LIBRARY_PATH: libraries.join(":") };
}

/** What to do where no GPU is found: the tests fail rather than be skipped unseen. */
export const GPU_HINT =
  `The GPU tests need a graphics card with its Vulkan, Metal or Direct3D 12 driver, or Debian's chromium, which carries ` +
  `a software one (apt-get install chromium). ${NO_GPU_TESTS}=1 leaves these tests out.`;
