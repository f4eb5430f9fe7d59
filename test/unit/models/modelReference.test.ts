import { join } from "node:path";
import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseModelReference } from "../../../src/models/modelReference.ts";
import { temporaryFolder } from "../../support/temporaryFolder.ts";

describe("parseModelReference", () => {
  it.each([
    ["smollm2-135m-instruct", { kind: "id", id: "smollm2-135m-instruct" }],
    ["SmolLM2-135M-Instruct", { kind: "id", id: "smollm2-135m-instruct" }],
    ["mine", { kind: "id", id: "mine" }],
    ["ollama:smollm2:135m", { kind: "ollama", name: "smollm2:135m" }],
    ["ollama:smollm2", { kind: "ollama", name: "smollm2:latest" }],
    ["ollama:hf.co/org/repo:Q8_0", { kind: "ollama", name: "hf.co/org/repo:Q8_0" }],
    ["org/repo:file.gguf", { kind: "hub", hub: { repository: "org/repo", revision: "main", file: "file.gguf" } }],
    ["hf:org/repo:file.gguf", { kind: "hub", hub: { repository: "org/repo", revision: "main", file: "file.gguf" } }],
    [
      "org/re.po-1@c0ffee:folder/file.Q8_0.GGUF",
      { kind: "hub", hub: { repository: "org/re.po-1", revision: "c0ffee", file: "folder/file.Q8_0.GGUF" } },
    ],
    ["./models/file.gguf", { kind: "path", path: "./models/file.gguf" }],
    ["file.gguf", { kind: "path", path: "file.gguf" }],
    ["C:\\models\\file.gguf", { kind: "path", path: "C:\\models\\file.gguf" }],
    ["C:/models/file.gguf", { kind: "path", path: "C:/models/file.gguf" }],
    ["org/repo:../../../secret.gguf", { kind: "path", path: "org/repo:../../../secret.gguf" }],
  ])("understands %s", async (text, reference) => {
    expect(await parseModelReference(text, ["mine"])).toEqual(reference);
  });

  it("takes the name of a file that exists for its path", async () => {
    const path = join(temporaryFolder(), "blob");
    writeFileSync(path, "");
    expect(await parseModelReference(path, [])).toEqual({ kind: "path", path });
  });

  it("takes the name of a folder for its path, but not where a model is called the same", async () => {
    expect(await parseModelReference("src", [])).toEqual({ kind: "path", path: "src" });
    expect(await parseModelReference("src", ["src"])).toEqual({ kind: "id", id: "src" });
  });

  it("takes a name that no file can have for an unknown one", async () => {
    await expect(parseModelReference("x".repeat(5000), [])).rejects.toMatchObject({ code: "models/unknown" });
  });

  it.each([
    ["smolm2-135m-instruct", "smollm2-135m-instruct"],
    ["qwen3-0.6", "qwen3-0.6b"],
    ["tinyllama", "tinyllama-1.1b-chat"],
    ["minne", "mine"],
  ])("suggests for the unknown %s the known %s", async (text, suggestion) => {
    await expect(parseModelReference(text, ["mine"])).rejects.toMatchObject({ code: "models/unknown" });
    await expect(parseModelReference(text, ["mine"])).rejects.toThrow(`"${suggestion}"`);
  });

  it("suggests nothing for what resembles nothing", async () => {
    await expect(parseModelReference("zzzzzzzzzzzzzzzzzzzzzzzz", [])).rejects.toThrow(/^there is no model "z+"$/);
  });
});
