import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { chooseServed, type ServedChoice } from "../../../../src/app/answers/servedModel.ts";
import { fingerprintOf } from "../../../../src/storage/fingerprint.ts";
import { createRunFolder } from "../../../../src/storage/runFolder.ts";
import { workspaceAt } from "../../../../src/storage/workspace.ts";
import { isolatedEnvironment } from "../../../support/isolatedEnvironment.ts";
import { sampleRecord } from "../../../support/sampleRun.ts";
import { writeSmallModel } from "../../../support/smallModelFile.ts";
import { temporaryFolder } from "../../../support/temporaryFolder.ts";

const choose = (choice: Omit<ServedChoice, "folder">, folder = temporaryFolder()) =>
  chooseServed({ folder, ...choice }, { env: isolatedEnvironment() });

describe("what a question is asked of", () => {
  it.each<[Omit<ServedChoice, "folder">, string]>([
    [{ run: "r1", model: "m" }, "--run r1 and --model both say what shall answer"],
    [{ run: "r1", adapter: "a.gguf" }, "--run r1 and --adapter both say what shall answer"],
    [{ model: "m", scale: 0.5 }, "--scale 0.5 sets the strength of an adapter, but a model by itself has no adapter"],
    [{ scale: 0 }, "--scale 0 sets the strength of an adapter, but there is no run here yet"],
  ])("refuses flags that contradict each other: %j", async (choice, message) => {
    await expect(choose(choice)).rejects.toMatchObject({ code: "served/conflict", message });
  });

  it.each<Omit<ServedChoice, "folder">>([{}, { model: "no-such-model" }])(
    "is refused before a model is looked for, where only something tuned will do and there is none: %j",
    async (choice) => {
      await expect(choose({ ...choice, mustBeTuned: true })).rejects.toMatchObject({ code: "served/not-tuned" });
    },
  );

  it("is a model with an adapter at the strength and with the template that were chosen", async () => {
    const folder = temporaryFolder();
    const model = await writeSmallModel(join(folder, "base.gguf"), { seed: 1 });
    const adapter = join(folder, "adapter.gguf");
    writeFileSync(adapter, "");
    const served = await choose({ model: model.path, adapter, scale: 0.5, template: "plain" });
    expect(served).toMatchObject({ modelPath: model.path, adapter: { path: adapter, scale: 0.5 }, template: "plain" });
  });

  it("is the newest run that can be read and has a result, whatever is damaged beside it", async () => {
    const folder = temporaryFolder();
    const { path, sha256 } = await writeSmallModel(join(folder, "base.gguf"), { seed: 1 });
    const model = { name: "small", ...(await fingerprintOf(path, sha256)) };
    const make = () => createRunFolder(workspaceAt(folder), { ...sampleRecord, model }, () => Promise.resolve());
    const [whole, broken] = [await make(), await make()];
    writeFileSync(whole.paths.adapter, "");
    writeFileSync(broken.paths.adapter, "");
    writeFileSync(broken.paths.record, "{");
    expect(await choose({}, folder)).toMatchObject({
      modelPath: path,
      model: "small",
      tuning: { kind: "run", id: whole.record.id, isNamed: false },
    });
  });
});
