import { describe, expect, it } from "vitest";
import { requireOneDecision } from "../../../../../src/cli/commands/dataset/requireOneDecision.ts";

describe("deciding about findings by flags", () => {
  it("takes different decisions about different findings", () => {
    expect(() => requireOneDecision(["a"], ["b"])).not.toThrow();
  });

  it("refuses to both allow and redact one finding, and names it", () => {
    expect(() => requireOneDecision(["a", "b", "b"], ["b"])).toThrow("both given for b, expected one of them");
  });
});
