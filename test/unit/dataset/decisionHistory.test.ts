import { describe, expect, it } from "vitest";
import type { Decision } from "../../../src/core/review.ts";
import { DecisionHistory } from "../../../src/dataset/decisionHistory.ts";

const decision = (id: string, minute: number, changes: Partial<Decision> = {}): Decision => ({
  id,
  state: "accepted",
  of: "h",
  by: "ann",
  at: new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString(),
  operation: `${id}${minute}`,
  ...changes,
});
const historyOf = (...decisions: Decision[]): DecisionHistory => {
  const history = new DecisionHistory();
  decisions.forEach((each) => history.apply(each));
  return history;
};
const later = Date.UTC(2026, 0, 2);
const applied = (history: DecisionHistory, decisions: readonly Decision[]): readonly Decision[] => {
  decisions.forEach((each) => history.apply(each));
  return decisions;
};

describe("DecisionHistory", () => {
  it("counts the newest decision about an example", () => {
    const history = historyOf(decision("a", 1), decision("a", 2, { state: "rejected" }));
    expect(history.decisionOf("a")?.state).toBe("rejected");
  });

  it("passes over a line that a merge put behind a newer one", () => {
    const history = historyOf(decision("a", 2, { state: "rejected" }), decision("a", 1));
    expect(history.decisionOf("a")?.state).toBe("rejected");
  });

  it("takes a decision that says nothing for none", () => {
    expect(historyOf(decision("a", 1), decision("a", 2, { state: "proposed" })).decisionOf("a")).toBeUndefined();
    expect([...historyOf(decision("a", 1, { state: "proposed" })).decisions()]).toEqual([]);
  });

  it("undoes a bulk decision in one go, back to what was before each", () => {
    const history = historyOf(
      decision("a", 1, { state: "flagged", note: "look" }),
      decision("a", 2, { operation: "bulk" }),
      decision("b", 2, { operation: "bulk" }),
    );
    const undone = applied(history, history.undoing("ann", later));
    expect(undone.map(({ id, undoes }) => [id, undoes])).toEqual([
      ["a", "bulk"],
      ["b", "bulk"],
    ]);
    expect(history.decisionOf("a")).toMatchObject({ state: "flagged", note: "look" });
    expect(history.decisionOf("b")).toBeUndefined();
  });

  it("undoes one operation after another, and redoes them in turn", () => {
    const history = historyOf(decision("a", 1), decision("a", 2, { state: "rejected" }));
    applied(history, history.undoing("ann", later));
    expect(history.decisionOf("a")?.state).toBe("accepted");
    applied(history, history.undoing("ann", later));
    expect(history.decisionOf("a")).toBeUndefined();
    expect([history.canUndo("ann"), history.canRedo("ann")]).toEqual([false, true]);
    expect(history.undoing("ann", later)).toEqual([]);
    applied(history, history.redoing("ann", later));
    expect([history.canUndo("ann"), history.canRedo("ann")]).toEqual([true, true]);
    applied(history, history.redoing("ann", later));
    expect(history.decisionOf("a")?.state).toBe("rejected");
    expect([history.canUndo("ann"), history.canRedo("ann")]).toEqual([true, false]);
    expect(history.redoing("ann", later)).toEqual([]);
    applied(history, history.undoing("ann", later));
    expect(history.decisionOf("a")?.state).toBe("accepted");
  });

  it("knows of nothing to undo or redo where others have decided since, or nobody has", () => {
    const history = historyOf(decision("a", 1), decision("a", 2, { by: "bob" }));
    expect(["ann", "bob", "eve"].map((by) => history.canUndo(by))).toEqual([false, true, false]);
    expect(["ann", "bob", "eve"].map((by) => history.canRedo(by))).toEqual([false, false, false]);
    applied(history, history.undoing("bob", later));
    // What Bob took back is Ann's decision again.
    expect(["ann", "bob"].map((by) => history.canUndo(by))).toEqual([true, false]);
    history.apply(decision("a", 2000, { by: "eve" }));
    expect(["ann", "bob"].map((by) => history.canRedo(by))).toEqual([false, false]);
  });

  it("undoes only what this person did, and leaves what others decided since", () => {
    const history = historyOf(
      decision("a", 1),
      decision("b", 2, { operation: "a1x" }),
      decision("a", 3, { by: "bob" }),
    );
    expect(history.undoing("cy", later)).toEqual([]);
    expect(history.undoing("ann", later).map(({ id }) => id)).toEqual(["b"]);
    applied(history, history.undoing("ann", later));
    // All that is left of Ann's is what Bob decided anew.
    expect(history.undoing("ann", later)).toEqual([]);
    expect(history.decisionOf("a")?.by).toBe("bob");
  });

  it("forgets what was undone once something new is done", () => {
    const history = historyOf(decision("a", 1));
    applied(history, history.undoing("ann", later));
    history.apply(decision("b", 5000));
    expect(history.redoing("ann", later)).toEqual([]);
  });

  it("can be undone after a restart, from the lines alone", () => {
    const lines = [decision("a", 1), decision("a", 2, { state: "rejected" })];
    const first = historyOf(...lines);
    const undo = first.undoing("ann", later);
    const restarted = historyOf(...lines, ...undo);
    applied(restarted, restarted.undoing("ann", later));
    expect(restarted.decisionOf("a")).toBeUndefined();
    applied(restarted, restarted.redoing("ann", later));
    applied(restarted, restarted.redoing("ann", later));
    expect(restarted.decisionOf("a")?.state).toBe("rejected");
  });

  it("dates a new decision after the one it replaces, even if the clock went back", () => {
    const history = historyOf(decision("a", 10));
    expect(history.timeAfter("a", 0)).toBe(Date.UTC(2026, 0, 1, 0, 10) + 1);
    expect(history.timeAfter("b", 5)).toBe(5);
  });
});
