import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Two cores: more workers than that only adds noise to the process tests.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: "source", include: ["test/{unit,numeric}/**/*.test.ts"] } },
      {
        extends: true,
        // These start the built programs, so they are built first.
        test: { name: "built", include: ["test/{process,model}/**/*.test.ts"], globalSetup: ["scripts/build.mjs"] },
      },
    ],
  },
});
