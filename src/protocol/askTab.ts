import type { Source } from "../core/groundedAnswer.ts";
import type { Answering, AskedAnswer, AskStage } from "./asking.ts";

/** A question of the panel, with its answer as far as it has come. */
export interface AskedView {
  readonly id: string;
  readonly question: string;
  /** Absolute: where its sources lie. */
  readonly folder: string;
  readonly state: "waiting" | "answering" | "done" | "failed";
  readonly stage?: AskStage;
  /** As it comes; when it is done, what counts stands in `result`. */
  readonly text: string;
  readonly sources: readonly Source[];
  readonly result?: AskedAnswer;
  readonly error?: string;
  /** It is an example of the dataset now. */
  readonly isKept?: boolean;
}

export interface AskForm {
  readonly question: string;
  readonly answering: Answering;
  /** Answer even where the sources seem not to say. */
  readonly anyway?: boolean;
}

/** What the Ask tab may ask of the extension. */
export interface AskTabHostFunctions {
  /** Asks; the answer comes by `asked/changed`. */
  "ask/send"(form: AskForm): void;
  /** Says how far a question is typed, so that the model can read ahead. */
  "ask/typed"(form: AskForm): void;
  "ask/stop"(id: string): void;
  /** Forgets all questions, and stops those that are being answered. */
  "ask/clear"(): void;
  /** Opens the lines of a source of that answer. */
  "ask/openSource"(id: string, number: number): Promise<void>;
  /** Makes an example of an answer. */
  "ask/keep"(id: string): Promise<void>;
}

/** What the extension tells it. */
export interface AskTabViewFunctions {
  "asked/changed"(asked: AskedView): void;
}
