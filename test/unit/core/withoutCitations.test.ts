import { expect, it } from "vitest";
import { withoutCitations } from "../../../src/core/withoutCitations.ts";

it("leaves out what an answer cites", () => {
  expect(withoutCitations("It locks [1]. It waits [2, 3], then goes [ 4 ].")).toBe("It locks. It waits, then goes.");
});

it("leaves code as it is", () => {
  expect(withoutCitations("Use `a[1]` [1]:\n```\nb[2];\n```\nand [3] ```c[4]")).toBe(
    "Use `a[1]`:\n```\nb[2];\n```\nand ```c[4]",
  );
});
