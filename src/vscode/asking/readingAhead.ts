import { followTyping } from "../../app/asking/followTyping.ts";
import type { Asking, Question } from "./asking.ts";

/** Has the model read along while one question is typed. */
export interface ReadingAhead {
  /** @param asked what else is known of the question: where it is asked, and about what. */
  typed(text: string, asked: AskedSoFar): void;
  /** The question was asked, or given up. */
  stop(): void;
}

export type AskedSoFar = Omit<Question, "question">;

export function readingAhead(asking: Pick<Asking, "readAhead">): ReadingAhead {
  let asked: AskedSoFar | undefined;
  let reading = new AbortController();
  const typing = followTyping((question) => {
    // Before a question that follows others, what was read for those is worth more than nothing.
    if (asked === undefined || (question === "" && (asked.before?.length ?? 0) > 0)) return;
    reading = new AbortController();
    // What is wrong is told when the question is asked.
    asking.readAhead({ ...asked, question }, reading.signal).catch(() => undefined);
  });
  return {
    typed(text, soFar) {
      asked = soFar;
      typing.typed(text);
    },
    stop() {
      typing.stop();
      reading.abort(new Error("no longer typed"));
    },
  };
}
