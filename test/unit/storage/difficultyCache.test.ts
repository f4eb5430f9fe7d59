import { appendFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openDifficultyCache } from "../../../src/storage/difficultyCache.ts";
import { workspaceAt } from "../../../src/storage/workspace.ts";
import { temporaryFolder } from "../../support/temporaryFolder.ts";

const conditions = { modelSha256: "ab".repeat(32), maxTokens: 512 };
const result = (of: string) => ({ of, tokenCount: 3, loss: 1.5, aloneLoss: 2 });

describe("the cache of difficulties", () => {
  it("knows again what was added, for the same model, template and length only", async () => {
    const workspace = workspaceAt(temporaryFolder());
    const cache = await openDifficultyCache(workspace, conditions);
    await cache.add([result("a"), result("b")]);
    await cache.add([result("c")]);
    expect([...(await openDifficultyCache(workspace, conditions)).known.values()]).toEqual([
      result("a"),
      result("b"),
      result("c"),
    ]);
    for (const other of [{ maxTokens: 256 }, { template: "plain" }, { modelSha256: "cd".repeat(32) }]) {
      expect((await openDifficultyCache(workspace, { ...conditions, ...other })).known.size).toBe(0);
    }
  });

  it("loses no more than the line that a kill tore", async () => {
    const workspace = workspaceAt(temporaryFolder());
    await (await openDifficultyCache(workspace, conditions)).add([result("a")]);
    const folder = join(workspace.folder, "cache", "difficulty", conditions.modelSha256.slice(0, 16));
    appendFileSync(join(folder, readdirSync(folder)[0] ?? ""), '{"of":"torn","tok');
    const again = await openDifficultyCache(workspace, conditions);
    await again.add([result("b")]);
    expect([...(await openDifficultyCache(workspace, conditions)).known.keys()]).toEqual(["a", "b"]);
  });
});
