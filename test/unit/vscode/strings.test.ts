import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { bundlePath, gatherStrings } from "../../../scripts/strings.mjs";

const root = join(import.meta.dirname, "../../..");
const manifest = readFileSync(join(root, "package.json"), "utf8");
const titles = JSON.parse(readFileSync(join(root, "package.nls.json"), "utf8")) as Record<string, string>;

it("offers translators every text that the extension shows: `npm run strings` gathers them", () => {
  expect(JSON.parse(readFileSync(bundlePath, "utf8"))).toEqual(gatherStrings());
});

it("has a text for every placeholder of the manifest, and none that nothing asks for", () => {
  const asked = [...manifest.matchAll(/"%([^"%]+)%"/g)].map(([, name]) => name);
  expect([...new Set(asked)].sort()).toEqual(Object.keys(titles).sort());
});
