import { expect, it } from "vitest";
import { ProgramCache } from "../../../../src/engine/train/programCache.ts";

function program(released: string[], name: string): () => Promise<{ name: string; release: () => Promise<void> }> {
  return async () => ({ name, release: async () => void released.push(name) });
}

it("makes a program once and gives it again", async () => {
  const cache = new ProgramCache();
  let made = 0;
  const make = async () => ({ made: ++made, release: async () => undefined });
  expect(await cache.get("a", make)).toBe(await cache.get("a", make));
  expect(made).toBe(1);
});

it("lets the least recently used program go when there are too many", async () => {
  const released: string[] = [];
  const cache = new ProgramCache();
  for (let i = 0; released.length === 0 && i < 1000; i++) {
    await cache.get(`p${i}`, program(released, `p${i}`));
    // Always in use: never the one to go.
    await cache.get("p0", program(released, "another"));
  }
  expect(released).toEqual(["p1"]);
});

it("releases every program at the end, both halves of a pair", async () => {
  const released: string[] = [];
  const release = (name: string) => ({ release: async () => void released.push(name) });
  const cache = new ProgramCache();
  await cache.get("pair", async () => ({ forward: release("forward"), backward: release("backward") }));
  await cache.get("single", async () => release("single"));
  await cache.release();
  expect(released.sort()).toEqual(["backward", "forward", "single"]);
});
