import { join } from "node:path";
import { importDataset, type ImportRequest } from "../../src/app/importing/importDataset.ts";
import type { Example } from "../../src/core/example.ts";
import { folderOf } from "./folder.ts";

export const jsonl = (...rows: unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join("");

export function fileOf(name: string, content: string | Uint8Array): string {
  return join(folderOf({ [name]: content }), name);
}

export async function importOf(name: string, content: string | Uint8Array, options: Partial<ImportRequest> = {}) {
  return importDataset({ path: fileOf(name, content), ...options });
}

/** The talk of an example as `role: text`, or its raw text. */
export function talkOf(example: Example | undefined): readonly string[] {
  switch (example?.form) {
    case "chat":
      return example.messages.map(({ role, content }) => `${role}: ${content}`);
    case "preference":
      return [
        ...example.messages.map(({ role, content }) => `${role}: ${content}`),
        `chosen: ${example.chosen}`,
        `rejected: ${example.rejected}`,
      ];
    case "text":
      return [example.text];
    case "infill":
    case undefined:
      return [];
  }
}

export const user = (content: string) => ({ role: "user", content });
export const assistant = (content: string) => ({ role: "assistant", content });
