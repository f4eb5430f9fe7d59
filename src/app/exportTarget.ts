import { existsSync } from "node:fs";
import { join } from "node:path";

export type ExportFormat = "gguf" | "peft";

/** A folder without this file is no adapter to PEFT. */
export const PEFT_MARKER = "adapter_config.json";

/** What an export would replace; undefined where it would replace nothing. */
export function takenBy({
  format,
  target,
}: {
  readonly format: ExportFormat;
  /** A file for GGUF, a folder for PEFT. */
  readonly target: string;
}): string | undefined {
  const taken = format === "peft" ? join(target, PEFT_MARKER) : target;
  return existsSync(taken) ? taken : undefined;
}
