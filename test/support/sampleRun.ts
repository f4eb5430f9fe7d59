import type { RunRecord } from "../../src/core/runRecord.ts";
import { PRESETS } from "../../src/core/presets.ts";

/** The record of a run that never was, for tests of what is stored about runs. */
export const sampleRecord: Omit<RunRecord, "version" | "id" | "createdAt"> = {
  preset: "quick",
  config: { ...PRESETS.quick, threads: 2 },
  model: { name: "tiny", path: "/models/tiny.gguf", sizeBytes: 10, modifiedMs: 1.5, sha256: "ab" },
  dataset: { path: "data.jsonl", sha256: "cd", exampleCounts: { train: 3, validation: 1, test: 0 } },
  versions: { espalier: "0.1.0" },
  machine: { platform: "linux", arch: "x64", cpu: "a cpu", coreCount: 2, memoryBytes: 1e9 },
};
