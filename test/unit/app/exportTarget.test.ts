import { join } from "node:path";
import { expect, it } from "vitest";
import { takenBy } from "../../../src/app/exportTarget.ts";
import { folderOf } from "../../support/folder.ts";

it("tells what an export would replace: a file, or an adapter in a folder that may hold other things", () => {
  const folder = folderOf({ "a.gguf": "x", "peft/adapter_config.json": "{}", "other/notes.md": "x" });
  const at = (name: string) => join(folder, name);
  expect(takenBy({ format: "gguf", target: at("a.gguf") })).toBe(at("a.gguf"));
  expect(takenBy({ format: "gguf", target: at("b.gguf") })).toBeUndefined();
  expect(takenBy({ format: "peft", target: at("peft") })).toBe(at("peft/adapter_config.json"));
  expect(takenBy({ format: "peft", target: at("other") })).toBeUndefined();
});
