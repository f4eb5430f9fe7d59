import { defineConfig } from "vitest/config";

// `npm run screenshots` takes pictures to be looked at; no check runs it.
export default defineConfig({
  test: {
    include: ["test/screenshots/*.shots.ts"],
    globalSetup: ["scripts/build.mjs", "test/support/vscodeHost/installedExtension.ts"],
    fileParallelism: false,
    testTimeout: 600_000,
    // The folder is prepared by the first who needs it.
    hookTimeout: 3_600_000,
  },
});
