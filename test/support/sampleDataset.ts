import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ChatExample } from "../../src/core/example.ts";
import type { Finding } from "../../src/core/review.ts";
import { rowOf } from "../../src/curation/formats/jsonl.ts";
import { datasetFiles, type DatasetFiles } from "../../src/dataset/datasetFiles.ts";
import { DatasetSession, type SessionOptions } from "../../src/dataset/session/datasetSession.ts";
import { workspaceAt } from "../../src/storage/workspace.ts";
import { temporaryFolder } from "./temporaryFolder.ts";

/** A proposed example of `docs/<id>.md`, unless told otherwise. */
export const proposed = (id: string, changes: Partial<ChatExample> & { answer?: string } = {}): ChatExample => {
  const { answer = `The answer of ${id}.`, ...rest } = changes;
  return {
    form: "chat",
    id,
    kind: "section",
    split: "train",
    messages: [
      { role: "user", content: `What is ${id}?` },
      { role: "assistant", content: answer },
    ],
    source: { path: `docs/${id}.md`, startLine: 1, endLine: 2, title: id, hash: `hash-${id}` },
    ...rest,
  };
};

/** An example that came from elsewhere. */
export const imported = (id: string, changes: Partial<ChatExample> = {}): ChatExample => {
  const { form, messages } = proposed(id);
  return { form, id, kind: "imported", split: "train", messages, ...changes };
};

export const finding = (id: string, exampleIds: readonly string[], changes: Partial<Finding> = {}): Finding => ({
  id,
  rule: "password",
  category: "secret",
  source: { path: "docs/a.md", startLine: 1, endLine: 1 },
  preview: "hu•••••",
  exampleIds,
  ...changes,
});

/** The files of a new dataset with these examples, in a folder that is deleted when the test ends. */
export function datasetOf(examples: readonly ChatExample[], name = "dataset"): DatasetFiles {
  const files = datasetFiles(workspaceAt(temporaryFolder()), name);
  put(files.examples, examples.map(rowOf).join(""));
  return files;
}

export function put(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

export const lines = (...values: readonly unknown[]): string =>
  values.map((value) => `${JSON.stringify(value)}\n`).join("");

export const readLines = (path: string): unknown[] =>
  readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as unknown);

export const openAs = (
  files: DatasetFiles,
  by: string,
  options: Partial<SessionOptions> = {},
): Promise<DatasetSession> => DatasetSession.open(files, { by, ...options });

/** The workspace's folder that holds the dataset. */
export const rootOf = (files: DatasetFiles): string => join(dirname(files.examples), "../..");
