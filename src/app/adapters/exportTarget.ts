import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { UserError } from "../../base/errors.ts";
import { errorCode, writingTo } from "../../storage/atomicWrite.ts";

export type ExportFormat = "gguf" | "peft";

export interface ExportPlace {
  readonly format: ExportFormat;
  /** A file for GGUF, a folder for PEFT. */
  readonly target: string;
}

/** A folder without this file is no adapter to PEFT. */
export const PEFT_MARKER = "adapter_config.json";

/** What an export would replace; undefined where it would replace nothing. */
export function takenBy({ format, target }: ExportPlace): string | undefined {
  const taken = format === "peft" ? join(target, PEFT_MARKER) : target;
  return existsSync(taken) ? taken : undefined;
}

/**
 * Makes sure that an export can lie at its target, before minutes are spent on proving it. Throws UserError
 * `export/wrong-kind`, `export/no-folder`, `storage/in-the-way`.
 */
export async function requirePlace({ format, target }: ExportPlace): Promise<void> {
  const found = await writingTo(target, () => stat(target).catch(undefinedIfMissing));
  if (found?.isDirectory() === (format === "gguf")) {
    const [is, wanted] = format === "gguf" ? ["a folder", "a file"] : ["a file", "a folder"];
    throw new UserError(
      "export/wrong-kind",
      `${target} is ${is}, expected ${wanted} to write`,
      "Choose another --out.",
    );
  }
  if (format === "gguf" && !existsSync(dirname(target))) {
    throw new UserError(
      "export/no-folder",
      `there is no folder ${dirname(target)}`,
      "Make it, or choose another --out.",
    );
  }
}

function undefinedIfMissing(error: unknown): undefined {
  if (errorCode(error) !== "ENOENT") throw error;
}
