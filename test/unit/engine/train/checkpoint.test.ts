import { describe, expect, it } from "vitest";
import { findCheckpoint } from "../../../../src/engine/train/checkpoint.ts";
import { folderOf } from "../../../support/folder.ts";

describe("findCheckpoint", () => {
  it("finds none in a run that has written none", async () => {
    expect(await findCheckpoint(folderOf({}))).toBeUndefined();
  });

  it("does not take checkpoints that cannot be looked at for none, which would begin the run anew", async () => {
    await expect(findCheckpoint(folderOf({ checkpoints: "in the way" }))).rejects.toMatchObject({
      code: "checkpoint/unreadable",
    });
  });
});
