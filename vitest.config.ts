import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/{unit,numeric,process,model}/**/*.test.ts"],
    // Two cores: more workers than that only adds noise to the process tests.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
