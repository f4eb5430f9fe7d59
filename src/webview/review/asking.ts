import type { ReviewAction, ReviewState } from "./state.ts";
import type { ReviewHost } from "./reviewHost.ts";
import { wantedBy } from "./wanted.ts";

/**
 * Asks for what a state needs and does not have; call it after every change. Nothing is asked for twice while the
 * dataset and the query are the same, so that what cannot be read is not asked for for ever.
 */
export function createAsking(
  host: Pick<ReviewHost, "examples/page" | "example/get">,
  dispatch: (action: ReviewAction) => void,
): (state: ReviewState) => void {
  let asked = new Set<string>();
  let askedVersion = -1;
  const isNew = (version: number, question: string): boolean => {
    if (version !== askedVersion) [asked, askedVersion] = [new Set(), version];
    if (asked.has(question)) return false;
    asked.add(question);
    return true;
  };
  return (state) => {
    const { version } = state.list;
    const { pages, example } = wantedBy(state);
    for (const request of pages) {
      const { offset, locate } = request;
      const question = JSON.stringify([offset, locate]);
      if (!isNew(version, question)) continue;
      void host["examples/page"](request).then((page) => {
        if (askedVersion !== version || !page) return;
        // It may be dropped from memory later, and wanted again.
        asked.delete(question);
        dispatch({ kind: "page", version, offset, locate, page });
      });
    }
    if (example === undefined || !isNew(version, example)) return;
    void host["example/get"](example).then((read) => {
      // What was read before a change is not what stands there now.
      if (askedVersion !== version || !read) return;
      asked.delete(example);
      dispatch({ kind: "example", example: read });
    });
  };
}
