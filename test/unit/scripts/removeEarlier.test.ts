import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { removeEarlier } from "../../../scripts/removeEarlier.mjs";
import { temporaryFolder } from "../../support/temporaryFolder.ts";

/** A file of this name in `folder`. */
function put(folder: string, name: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, "");
  return path;
}

it("removes what the build before made and this one does not, and nothing else", async () => {
  const dist = temporaryFolder();
  const [program, old, now, foreign] = [
    put(dist, "cli.js"),
    put(dist, "chunks/a-1.js"),
    put(dist, "chunks/a-2.js"),
    put(dist, "theirs.js"),
  ];
  await removeEarlier(dist, [program, old]);
  expect([program, old, now, foreign].map((path) => existsSync(path))).toEqual([true, true, true, true]);
  await removeEarlier(dist, [program, now]);
  expect([program, old, now, foreign].map((path) => existsSync(path))).toEqual([true, false, true, true]);
});

it("removes nothing outside of its folder, whatever the list says", async () => {
  const folder = temporaryFolder();
  const outside = put(folder, "outside.js");
  writeFileSync(put(join(folder, "dist"), ".outputs.json"), JSON.stringify(["../outside.js"]));
  await removeEarlier(join(folder, "dist"), []);
  expect(existsSync(outside)).toBe(true);
});
