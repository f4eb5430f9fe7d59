import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect, it } from "vitest";
import { repositoryRoot } from "../support/repositoryRoot.ts";

const entry = join(repositoryRoot(), "dist", "extension.js");

/** The files that are read before `activate` is called: the entry, and what it imports before it runs. */
function filesAtStart(path = entry, seen = new Set<string>()): Set<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const [, next = ""] of readFileSync(path, "utf8").matchAll(/^(?:import|\}|export).* from "(\.[^"]+)";$/gm)) {
    filesAtStart(resolve(dirname(path), next), seen);
  }
  return seen;
}

// How long the host waits for it was measured: npm run bench -- extension. This holds what makes it short.
it("loads no validator, no parser and no format of files before somebody asks for what needs them", () => {
  const text = [...filesAtStart()].map((path) => readFileSync(path, "utf8")).join("");
  const packages = new Set([...text.matchAll(/^\/\/ node_modules\/((?:@[^/]+\/)?[^/]+)/gm)].map(([, name]) => name));
  expect([...packages]).toEqual(["birpc"]);
  expect(text.length).toBeLessThan(260_000);
  expect(filesAtStart().size).toBeLessThan(6);
});

it("has the rest in a bundle of its own, which the entry names", () => {
  const [, onDemand = ""] = /import\("(\.[^"]+)"\)/.exec(readFileSync(entry, "utf8")) ?? [];
  expect(filesAtStart().has(resolve(dirname(entry), onDemand))).toBe(false);
  expect(readFileSync(resolve(dirname(entry), onDemand), "utf8")).toContain("from");
});
