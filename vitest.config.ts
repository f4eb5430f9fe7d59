import { defineConfig } from "vitest/config";
import { NO_GPU_TESTS, softwareVulkan } from "./test/support/softwareVulkan.ts";

const withGpu = process.env[NO_GPU_TESTS] !== "1";
// The workbench's server has native parts that are not built for Windows. `npm run test:vscode` runs the same host tests
// in a desktop editor.
const withWorkbench = process.platform !== "win32";
if (!withWorkbench) console.warn("Windows: nothing is tested in the workbench; see `npm run test:vscode`.");
if (!withGpu) console.warn(`${NO_GPU_TESTS}=1: nothing is tested on WebGPU.`);

export default defineConfig({
  test: {
    // Two cores: more workers than that only adds noise to the process tests.
    maxWorkers: 2,
    // Only what has gone wrong takes so long: where others compute beside, a second may take a minute.
    testTimeout: 300_000,
    hookTimeout: 300_000,
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
                testTimeout: 600_000,
              },
            },
          ]
        : []),
      {
        extends: true,
        // These start the built programs, so they are built first.
        test: { name: "built", include: ["test/{process,model}/**/*.test.ts"], globalSetup: ["scripts/build.mjs"] },
      },
      ...(withWorkbench
        ? [
            {
              extends: true as const,
              // Built webviews in a browser.
              test: { name: "component", include: ["test/component/**/*.test.ts"], globalSetup: ["scripts/build.mjs"] },
            },
          ]
        : []),
      ...(withWorkbench
        ? [
            {
              extends: true as const,
              test: {
                name: "workbench",
                include: ["test/workbench/**/*.test.ts"],
                globalSetup: ["scripts/build.mjs", "test/support/vscodeHost/installedExtension.ts"],
                setupFiles: ["test/support/vscodeHost/whatWasSeen.ts"],
                // A browser, a workbench and a trainer at once fill two cores: alone, after all the others.
                sequence: { groupOrder: 1 },
                maxWorkers: 1,
                testTimeout: 600_000,
                hookTimeout: 600_000,
              },
            },
          ]
        : []),
    ],
  },
});
