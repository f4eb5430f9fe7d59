import { expect, it } from "vitest";
import { placeText, wholePlaceText } from "../../../src/core/placeText.ts";

const place = { path: "src/lock.ts", startLine: 3, endLine: 9 };
const signature = "async function lock(name: string, options: { readonly waitMs?: number } = {}): Promise<Lock>";

it("names lines and what stands there", () => {
  expect(placeText({ ...place, title: "How a run is locked" })).toBe("src/lock.ts:3-9 How a run is locked");
  expect(placeText(place)).toBe("src/lock.ts:3-9");
});

it("cuts a signature that is longer than a view is wide, and has the whole of it for who asks", () => {
  expect(placeText({ ...place, title: signature })).toBe(
    "src/lock.ts:3-9 async function lock(name: string, options: { re…",
  );
  expect(wholePlaceText({ ...place, title: signature })).toBe(`src/lock.ts:3-9 ${signature}`);
});
