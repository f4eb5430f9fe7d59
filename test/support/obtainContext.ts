import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { ModelProgress } from "../../src/core/modelProgress.ts";
import type { ObtainContext } from "../../src/models/modelSource.ts";
import { isolatedEnvironment } from "./isolatedEnvironment.ts";

/** What a source is given, with a folder of its own and every report kept. */
export function obtainContext(
  env: Record<string, string | undefined> = {},
  signal: AbortSignal = new AbortController().signal,
): ObtainContext & { readonly reports: ModelProgress[] } {
  const isolated = { ...isolatedEnvironment(), ...env };
  const folder = join(isolated.ESPALIER_HOME, "models", "wanted");
  mkdirSync(folder, { recursive: true });
  const reports: ModelProgress[] = [];
  return { folder, env: isolated, signal, reports, report: (progress) => reports.push(progress) };
}
