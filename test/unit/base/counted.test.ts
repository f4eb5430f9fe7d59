import { expect, it } from "vitest";
import { counted } from "../../../src/base/counted.ts";

it.each([
  [0, "0 files"],
  [1, "1 file"],
  [1234, "1,234 files"],
])("counts %d in the number that its word has then", (count, said) => {
  expect(counted(count, "file")).toBe(said);
});

it("takes words whose plural has no s of its own", () => {
  expect(counted(2, "copy", "copies")).toBe("2 copies");
  expect(counted(1, "example takes part", "examples take part")).toBe("1 example takes part");
});
