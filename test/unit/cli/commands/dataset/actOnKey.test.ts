import { describe, expect, it } from "vitest";
import { actOnKey } from "../../../../../src/cli/commands/dataset/actOnKey.ts";
import { datasetOf, openAs, proposed } from "../../../../support/sampleDataset.ts";

const ids = ["a", "b", "c"];
const reviewing = async () => {
  const session = await openAs(datasetOf(ids.map((id) => proposed(id))), "ann");
  return {
    session,
    press: (key: string, position: number) =>
      actOnKey(session, { ids, position, key, ask: () => Promise.resolve("a note") }),
  };
};

describe("a key of the review", () => {
  it("decides, says so, and goes on", async () => {
    const { session, press } = await reviewing();
    expect(await press("a", 0)).toEqual({ position: 1, said: "a: accepted" });
    expect(await press("r", 1)).toEqual({ position: 2, said: "b: rejected" });
    expect(await press("f", 2)).toEqual({ position: 3, said: "c: flagged" });
    expect((await session.get("b")).decision?.state).toBe("rejected");
  });

  it("takes back what was done last, says what, and goes to where it was done", async () => {
    const { press } = await reviewing();
    expect(await press("u", 1)).toEqual({ position: 1, said: "Nothing to be taken back." });
    await press("a", 0);
    expect(await press("t", 1)).toEqual({ position: 1, said: "b: noted" });
    expect(await press("u", 1)).toEqual({ position: 1, said: "b: taken back" });
    expect(await press("u", 2)).toEqual({ position: 0, said: "a: taken back" });
  });

  it("moves by n and p as by j and k", async () => {
    const { press } = await reviewing();
    for (const key of ["n", "j"]) expect(await press(key, 1)).toEqual({ position: 2 });
    for (const key of ["p", "k"]) expect(await press(key, 1)).toEqual({ position: 0 });
    expect(await press("k", 0)).toEqual({ position: 0 });
  });
});
