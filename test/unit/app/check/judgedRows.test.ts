import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkDataset } from "../../../../src/app/check/checkDataset.ts";
import { openDataset } from "../../../../src/app/datasets/datasetSession.ts";
import type { Example } from "../../../../src/core/example.ts";
import { rowOf } from "../../../../src/curation/formats/jsonl.ts";
import { chat } from "../../../support/duplicatePairs.ts";
import { folderOf } from "../../../support/folder.ts";

const DATASET = ".espalier/datasets/dataset.jsonl";
const REFUSAL = "I'm sorry, but I can't help with that.";
const config = { maxTokens: 512, device: "cpu" as const };
const signal = new AbortController().signal;

const datasetOf = (examples: readonly Example[], more = ""): string =>
  folderOf({ [DATASET]: examples.map(rowOf).join("") + more });
const check = (folder: string, path = DATASET) =>
  checkDataset({ folder, path: join(folder, path), config }, { signal });

describe("what dataset check judges", () => {
  const examples = ["a", "b", "c"].map((id) =>
    chat(id, `What is ${id}?`, id === "a" ? REFUSAL : `It is ${id}.`, `${id}.md`),
  );

  it("is what would be trained on: with edits, and without what takes no part", async () => {
    const folder = datasetOf(examples);
    expect((await check(folder)).rules.map(({ rule }) => rule)).toContain("boilerplate");
    const session = await openDataset(folder, "dataset", { by: "ann" });
    const answer = { role: "assistant" as const, content: "It is the first letter." };
    const edit = { form: "chat" as const, messages: [{ role: "user" as const, content: "What is a?" }, answer] };
    await session.decide(["a"], { edit });
    await session.decide(["b"], { state: "rejected" });
    session.close();
    const { rows, rules, excluded, description } = await check(folder);
    expect(rules.map(({ rule }) => rule)).not.toContain("boilerplate");
    expect(rows.map(({ line, example }) => [line, example.id])).toEqual([
      [1, "a"],
      [3, "c"],
    ]);
    expect(excluded).toEqual({ rejected: 1 });
    expect(description.exampleCount).toBe(2);
  });

  it("is every good row of a plain file, and of a dataset in which a row is broken", async () => {
    const plain = folderOf({ "rows.jsonl": examples.map(rowOf).join("") });
    expect((await check(plain, "rows.jsonl")).rows).toHaveLength(3);
    const { rows, brokenCount } = await check(datasetOf(examples, "oops\n"));
    expect([rows.length, brokenCount]).toEqual([3, 1]);
  });
});
