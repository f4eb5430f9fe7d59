import { describe, expect, it } from "vitest";
import { defaultThreads, threadsFor } from "../../../../src/engine/runtime/device.ts";

describe("the number of threads", () => {
  it("is whole for any number of processors", () => {
    for (const arch of ["x64", "arm64"]) {
      for (let processors = 1; processors <= 33; processors++) {
        const threads = threadsFor(arch, processors);
        expect(Number.isInteger(threads)).toBe(true);
        expect(threads).toBeGreaterThanOrEqual(1);
        expect(threads).toBeLessThanOrEqual(processors);
      }
    }
    expect(Number.isInteger(defaultThreads())).toBe(true);
  });

  it("takes one of the two threads of a core where x86 machines have them, and every core elsewhere", () => {
    expect(threadsFor("x64", 16)).toBe(8);
    expect(threadsFor("x64", 9)).toBe(4);
    expect(threadsFor("x64", 4)).toBe(4);
    expect(threadsFor("arm64", 10)).toBe(10);
  });
});
