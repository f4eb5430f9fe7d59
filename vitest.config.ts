import { defineConfig } from "vitest/config";
import { NO_GPU_TESTS, softwareVulkan } from "./test/support/softwareVulkan.ts";

const withGpu = process.env[NO_GPU_TESTS] !== "1";
if (!withGpu) console.warn(`${NO_GPU_TESTS}=1: nothing is tested on WebGPU.`);

export default defineConfig({
  test: {
    // Two cores: more workers than that only adds noise to the process tests.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: "source",
          include: ["test/{unit,numeric}/**/*.test.ts"],
          exclude: ["test/numeric/gpu/**"],
        },
      },
      ...(withGpu
        ? [
            {
              extends: true as const,
              test: {
                name: "gpu",
                include: ["test/numeric/gpu/**/*.test.ts"],
                // The driver is found through the environment a process is started with.
                env: softwareVulkan(),
                // The software driver compiles a program for each operator and shape.
                testTimeout: 240_000,
              },
            },
          ]
        : []),
      {
        extends: true,
        // These start the built programs, so they are built first.
        test: { name: "built", include: ["test/{process,model}/**/*.test.ts"], globalSetup: ["scripts/build.mjs"] },
      },
    ],
  },
});
