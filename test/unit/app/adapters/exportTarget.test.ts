import { join } from "node:path";
import { expect, it } from "vitest";
import { requirePlace, takenBy } from "../../../../src/app/adapters/exportTarget.ts";
import { folderOf } from "../../../support/folder.ts";

it("tells what an export would replace: a file, or an adapter in a folder that may hold other things", () => {
  const folder = folderOf({ "a.gguf": "x", "peft/adapter_config.json": "{}", "other/notes.md": "x" });
  const at = (name: string) => join(folder, name);
  expect(takenBy({ format: "gguf", target: at("a.gguf") })).toBe(at("a.gguf"));
  expect(takenBy({ format: "gguf", target: at("b.gguf") })).toBeUndefined();
  expect(takenBy({ format: "peft", target: at("peft") })).toBe(at("peft/adapter_config.json"));
  expect(takenBy({ format: "peft", target: at("other") })).toBeUndefined();
});

it("learns before anything is measured that nothing can be written there", async () => {
  const folder = folderOf({ "a.gguf": "x", "peft/notes.md": "x" });
  const at = (name: string) => join(folder, name);
  for (const [format, name, code] of [
    ["gguf", "peft", "export/wrong-kind"],
    ["peft", "a.gguf", "export/wrong-kind"],
    ["gguf", "nowhere/b.gguf", "export/no-folder"],
    ["gguf", "a.gguf/b.gguf", "storage/in-the-way"],
    ["peft", "x".repeat(300), "storage/in-the-way"],
  ] as const) {
    await expect(requirePlace({ format, target: at(name) })).rejects.toMatchObject({ code });
  }
  for (const [format, name] of [
    ["gguf", "a.gguf"],
    ["gguf", "b.gguf"],
    ["peft", "peft"],
    ["peft", "new/folder"],
  ] as const) {
    await expect(requirePlace({ format, target: at(name) })).resolves.toBeUndefined();
  }
});
