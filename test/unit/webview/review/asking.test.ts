import { describe, expect, it } from "vitest";
import type { CuratedExample } from "../../../../src/core/review.ts";
import type { LocatedPage, PageRequest } from "../../../../src/protocol/curation.ts";
import type { ReviewDataset } from "../../../../src/protocol/review.ts";
import { createAsking } from "../../../../src/webview/review/asking.ts";
import { INITIAL_REVIEW, reduceReview, type ReviewAction } from "../../../../src/webview/review/state.ts";
import { counts } from "../../../support/datasetCounts.ts";

/** A view and an extension that answers pages only while the process that holds the dataset lives. */
function review() {
  const asked: PageRequest[] = [];
  let [state, isAlive] = [INITIAL_REVIEW, true];
  const host = {
    "examples/page": (request: PageRequest): Promise<LocatedPage | undefined> => {
      asked.push(request);
      return Promise.resolve(isAlive ? { total: 0, rows: [] } : undefined);
    },
    "example/get": (): Promise<CuratedExample | undefined> => Promise.resolve(undefined),
  };
  const ask = createAsking(host, dispatch);
  function dispatch(action: ReviewAction): void {
    state = reduceReview(state, action);
    ask(state);
  }
  return {
    asked,
    total: () => state.list.total,
    die: () => (isAlive = false),
    recover: () => (isAlive = true),
    show: (dataset: ReviewDataset) => dispatch({ kind: "snapshot", snapshot: { dataset, names: ["dataset"] } }),
  };
}

const OPEN = { kind: "open", name: "dataset", counts } as const;
const FAILED = { kind: "failed", name: "dataset", message: "ended by SIGKILL", hint: "" } as const;

describe("what a review asks for", () => {
  it("asks again for a page that was asked for as the dataset went away", async () => {
    const view = review();
    view.show({ kind: "opening" });
    view.die();
    view.show(OPEN);
    await Promise.resolve();
    view.show(FAILED);
    expect(view.asked).toHaveLength(1);
    view.recover();
    view.show(OPEN);
    await Promise.resolve();
    expect(view.asked).toHaveLength(2);
    expect(view.total()).toBe(0);
  });

  it("asks for nothing twice while nothing changes", async () => {
    const view = review();
    view.die();
    view.show(OPEN);
    await Promise.resolve();
    view.show(OPEN);
    expect(view.asked).toHaveLength(1);
  });
});
