import { createHash } from "node:crypto";
import { appendFile, mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as z from "zod";
import { diskError, errorCode } from "./atomicWrite.ts";
import type { Workspace } from "./workspace.ts";

/** What was measured of one content: mean negative log-likelihoods in nats. */
export interface CachedDifficulty {
  /** Of the content (`contentHash`). */
  readonly of: string;
  readonly tokenCount: number;
  readonly loss: number;
  readonly aloneLoss: number;
}

/** What a measurement depends on besides the content. */
export interface DifficultyConditions {
  /** SHA-256 of the model's file. */
  readonly modelSha256: string;
  readonly template?: string | undefined;
  readonly maxTokens: number;
}

export interface DifficultyCache {
  readonly known: ReadonlyMap<string, CachedDifficulty>;
  /** Appends; a kill loses what was not yet appended, and at most that. */
  readonly add: (results: readonly CachedDifficulty[]) => Promise<void>;
}

const lineSchema = z.object({ of: z.string(), tokenCount: z.number(), loss: z.number(), aloneLoss: z.number() });

/** The measurements under these conditions so far. Lines that a kill tore are measured again. */
export async function openDifficultyCache(
  workspace: Workspace,
  { modelSha256, template, maxTokens }: DifficultyConditions,
): Promise<DifficultyCache> {
  const conditions = createHash("sha256")
    .update(JSON.stringify([template ?? null, maxTokens]))
    .digest("hex");
  const folder = join(workspace.folder, "cache", "difficulty", modelSha256.slice(0, 16));
  const path = join(folder, `${conditions.slice(0, 16)}.jsonl`);
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return "";
    throw error;
  });
  const known = new Map<string, CachedDifficulty>();
  for (const line of text.split("\n")) {
    const result = lineSchema.safeParse(parsed(line));
    if (result.success) known.set(result.data.of, result.data);
  }
  return {
    known,
    async add(results) {
      const lines = results.map(({ of, tokenCount, loss, aloneLoss }) => {
        known.set(of, { of, tokenCount, loss, aloneLoss });
        return JSON.stringify({ of, tokenCount, loss, aloneLoss });
      });
      try {
        await mkdir(dirname(path), { recursive: true });
        // A line break first ends what a kill may have left of the line before.
        await appendFile(path, `\n${lines.join("\n")}\n`);
      } catch (error) {
        throw diskError(error, path);
      }
    },
  };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
