import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { countVotes, vote } from "../../../../src/app/answers/votes.ts";
import { temporaryFolder } from "../../../support/temporaryFolder.ts";

const base = { scale: 1, text: "b" };
const tuned = { runId: "r", scale: 1, text: "t" };
const ask = { runId: "r", question: "?", isBlind: true };

it("counts votes for the side that won, wherever it was shown, and keeps the answers", async () => {
  const folder = temporaryFolder();
  await vote(folder, { ...ask, answers: [base, tuned], better: 1 });
  await vote(folder, { ...ask, answers: [tuned, base], better: 0 });
  await vote(folder, { ...ask, answers: [tuned, base], better: 1 });
  await vote(folder, { ...ask, answers: [tuned, base], better: "same" });
  // Two adapters against each other say nothing of either against the base model.
  await vote(folder, { ...ask, answers: [tuned, { ...tuned, runId: "s" }], better: 0 });
  expect(await countVotes(folder)).toEqual([{ runId: "r", tuned: 2, base: 1, same: 1 }]);
  expect(readFileSync(join(folder, ".espalier", "votes.jsonl"), "utf8")).toContain('"text":"t"');
});

it("has no votes before the first, and leaves out lines that are torn", async () => {
  const folder = temporaryFolder();
  expect(await countVotes(folder)).toEqual([]);
  await vote(folder, { ...ask, answers: [base, tuned], better: 1 });
  appendFileSync(join(folder, ".espalier", "votes.jsonl"), '{"version":1,"vo');
  expect(await countVotes(folder)).toEqual([{ runId: "r", tuned: 1, base: 0, same: 0 }]);
});
