import { describe, expect, it } from "vitest";
import { showModelProgress } from "../../../src/cli/modelProgress.ts";
import { capturedTerminal } from "../../support/capturedTerminal.ts";

describe("the progress of a model", () => {
  it("says which sources did not serve, and which one did", () => {
    const { terminal, stdout, stderr } = capturedTerminal();
    const { show, stop } = showModelProgress(terminal);
    show({ kind: "trying", source: "Ollama" });
    show({ kind: "skipped", source: "Ollama", reason: "it does not have this model" });
    show({ kind: "trying", source: "Hub" });
    show({ kind: "bytes", source: "Hub", phase: "downloading", doneBytes: 0, totalBytes: 9, bytesPerSecond: 0 });
    // Where the Hub fails after that, the error tells of all.
    expect(stderr()).not.toContain("Ollama");
    show({ kind: "obtained", id: "small", source: "Hub", location: "org/small:small.gguf" });
    stop();
    expect(stderr()).toBe("Ollama: it does not have this model\nGot small from Hub (org/small:small.gguf).\n");
    expect(stdout()).toBe("");
  });
});
