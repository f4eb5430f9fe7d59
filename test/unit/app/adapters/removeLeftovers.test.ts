import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { removeLeftovers, temporaryBeside } from "../../../../src/app/adapters/removeLeftovers.ts";
import { folderOf } from "../../../support/folder.ts";

it("removes what killed exports left beside their target, and nothing else", async () => {
  const folder = folderOf({
    "adapter.gguf": "whole",
    "adapter.gguf.999999999.tmp": "half",
    "adapter.gguf.tmp": "mine",
    "adapter.gguf.999999999.tmp.txt": "mine",
    "other.gguf.999999999.tmp": "another's",
    "peft.999999999.tmp/adapter_config.json": "{}",
    "adapter.gguf.999999999.served.tmp": "half",
  });
  const own = temporaryBeside("adapter.gguf");
  const target = join(folder, "adapter.gguf");
  await removeLeftovers(target);
  await removeLeftovers(join(folder, "peft"));
  await removeLeftovers(join(folder, "none", "adapter.gguf"));
  expect(readdirSync(folder).sort()).toEqual(
    ["adapter.gguf", "adapter.gguf.999999999.tmp.txt", "adapter.gguf.tmp", "other.gguf.999999999.tmp"].sort(),
  );
  expect(own).toBe(`adapter.gguf.${process.pid}.tmp`);
});
