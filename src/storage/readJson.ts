import { readFile } from "node:fs/promises";
import type * as z from "zod";
import { UserError } from "../base/errors.ts";
import { errorCode } from "./atomicWrite.ts";
import { readError } from "./readError.ts";

/**
 * The checked content of a JSON file, or undefined where there is no such file.
 * Throws UserError `storage/damaged` with the first thing that is wrong with it, `storage/unreadable`.
 */
export async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR") return undefined;
    throw readError(error, path);
  }
  const result = schema.safeParse(parse(text, path));
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw damaged(path, `${issue?.path.join(".") || "content"}: ${issue?.message ?? "not as expected"}`);
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw damaged(path, error instanceof Error ? error.message : String(error));
  }
}

const damaged = (path: string, detail: string) =>
  new UserError(
    "storage/damaged",
    `${path} is damaged: ${detail}`,
    "Restore the file, or delete the folder that holds it.",
  );
