import { describe, expect, it } from "vitest";
import { addExample } from "../../../../src/app/importing/addExample.ts";
import { openDataset } from "../../../../src/app/datasets/datasetSession.ts";
import { defaultDatasetPath } from "../../../../src/app/defaults.ts";
import type { ExampleContent } from "../../../../src/core/example.ts";
import { temporaryFolder } from "../../../support/temporaryFolder.ts";

const asked = (question: string, answer: string): ExampleContent => ({
  form: "chat",
  messages: [
    { role: "user", content: question },
    { role: "assistant", content: answer },
  ],
});

async function held(folder: string) {
  const session = await openDataset(folder, "dataset", { by: "a test" });
  const { rows } = await session.query({});
  session.close();
  return rows;
}

describe("adding an example by hand", () => {
  it("makes the dataset if there is none, and keeps where the example comes from", async () => {
    const folder = temporaryFolder();
    const source = { path: "docs/apple.md", startLine: 3, endLine: 5 };
    const content = asked("When is the apple pruned?", "In the first month, with a clean knife.");
    const { id, ...kept } = await addExample(folder, defaultDatasetPath(folder), { kind: "written", content, source });
    expect(kept).toEqual({ isKnown: false, isWithheld: false });
    expect(await held(folder)).toMatchObject([{ id, kind: "written", path: "docs/apple.md", startLine: 3 }]);
  });

  it("adds the same only once", async () => {
    const folder = temporaryFolder();
    const content = asked("When is the pear tied?", "In May, with soft twine.");
    const add = () => addExample(folder, defaultDatasetPath(folder), { kind: "written", content });
    await add();
    expect(await add()).toMatchObject({ isKnown: true });
    expect(await held(folder)).toHaveLength(1);
  });

  it("withholds one with a secret until somebody decides", async () => {
    const folder = temporaryFolder();
    // In parts, so that nobody takes it for a real one.
    const secret = ["gh", "p_", "R8f2".repeat(9)].join("");
    const content = asked("What is the token?", `It is ${secret}, for the build.`);
    expect(await addExample(folder, defaultDatasetPath(folder), { kind: "written", content })).toMatchObject({
      isWithheld: true,
    });
    expect(await held(folder)).toMatchObject([{ excluded: "secret", undecidedFindingCount: 1 }]);
  });

  it("puts what asks the same as a held-out example where that is", async () => {
    const folder = temporaryFolder();
    const question = "How many buds are left on each arm of the quince after it was pruned?";
    const add = (answer: string) =>
      addExample(folder, defaultDatasetPath(folder), { kind: "compared", content: asked(question, answer) });
    await add("Six of them, on each of its arms.");
    await add("The knife has to be clean and sharp, and the cut slanting.");
    const splits = (await held(folder)).map(({ split }) => split);
    expect(splits).toHaveLength(2);
    expect(new Set(splits).size).toBe(1);
    expect(splits[0]).toBeDefined();
  });
});
