import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { RunRecord } from "../core/runRecord.ts";

/** Espalier's own version, from the package.json above this program. */
export const espalierVersion = (): string => versionAbove(fileURLToPath(import.meta.url), "espalier");

/** What a run's numbers depend on besides its configuration. */
export const softwareVersions = (): RunRecord["versions"] => ({
  espalier: espalierVersion(),
  node: process.versions.node,
  "onnxruntime-node": installedVersion("onnxruntime-node"),
  "node-llama-cpp": installedVersion("node-llama-cpp"),
});

export function describeMachine(): RunRecord["machine"] {
  const processors = cpus();
  return {
    platform: process.platform,
    arch: process.arch,
    cpu: processors[0]?.model.trim() ?? "unknown",
    coreCount: processors.length,
    memoryBytes: totalmem(),
  };
}

function installedVersion(name: string): string {
  try {
    return versionAbove(createRequire(import.meta.url).resolve(name), name);
  } catch {
    // A record of a run must not fail for want of a version.
    return "unknown";
  }
}

/** Of the nearest package.json above `path` that is named `name`: many a package has others inside. */
function versionAbove(path: string, name: string): string {
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, "package.json");
    if (!existsSync(file)) continue;
    const manifest = JSON.parse(readFileSync(file, "utf8")) as { name?: string; version?: string };
    if (manifest.name === name) return manifest.version ?? "unknown";
  }
  return "unknown";
}
