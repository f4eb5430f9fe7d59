import * as vscode from "vscode";
import type { AskedView, AskForm } from "../../protocol/askTab.ts";
import type { AskEvent } from "../../protocol/asking.ts";
import { openPlace } from "../openPlace.ts";
import { Cancelled, type Log, reportError, sentenceOf } from "../report.ts";
import type { Asking } from "./asking.ts";
import { actionsOn } from "./inline.ts";
import { addAnswer, type Learning } from "./learnFromAnswer.ts";
import { readingAhead } from "./readingAhead.ts";

/** Questions of the panel, kept with their answers over a reload of the window. */
export interface AskedHistory extends vscode.Disposable {
  /** Oldest first. */
  list(): readonly AskedView[];
  ask(folder: string, form: AskForm): void;
  /** The next question, as far as it is typed. */
  typed(folder: string, form: AskForm): void;
  stop(id: string): void;
  clear(): void;
  /** Throws UserError `place/…`. */
  openSource(id: string, number: number): Promise<void>;
  /** Throws UserError `ask/no-answer`. */
  keep(id: string): Promise<void>;
  /** One of them has changed. */
  readonly onDidChangeOne: vscode.Event<AskedView>;
  /** Which there are. */
  readonly onDidChange: vscode.Event<void>;
}

const KEY = "espalier.asked";
/** Raise it with every change of what `AskedView` holds. */
const VERSION = 2;
/** With their passages, some ten kilobytes each. */
const KEPT = 30;
/** Words come faster than an eye. */
const TELL_MS = 80;

export function keepAsked(asking: Asking, learning: Learning, memory: vscode.Memento, log: Log): AskedHistory {
  const changed = new vscode.EventEmitter<void>();
  const changedOne = new vscode.EventEmitter<AskedView>();
  const running = new Map<string, AbortController>();
  const views = new Map(kept(memory).map((view) => [view.id, view]));
  const ahead = readingAhead(asking);
  const askedBefore = (folder: string): string[] =>
    [...views.values()].filter((view) => view.folder === folder).map(({ question }) => question);
  let nextId = Math.max(0, ...[...views.keys()].map(Number)) + 1;

  const save = (): void => {
    // What is still asked when the window goes is asked no more when it comes back.
    const done = [...views.values()].filter(({ state }) => state === "done" || state === "failed");
    void memory.update(KEY, { version: VERSION, asked: done.slice(-KEPT) });
  };
  function change(id: string, part: Partial<AskedView>): void {
    const before = views.get(id);
    // It may have been cleared away while it was answered.
    if (!before) return;
    const view = { ...before, ...part };
    views.set(id, view);
    changedOne.fire(view);
    if (view.state === "done" || view.state === "failed") save();
  }

  async function answer(folder: string, id: string, form: AskForm, before: readonly string[]): Promise<void> {
    const controller = new AbortController();
    running.set(id, controller);
    const teller = gathered((part) => change(id, part));
    try {
      const result = await asking.ask({ ...form, folder, before }, teller.on, controller.signal);
      teller.stop();
      change(id, { state: "done", result, sources: result.answer.sources });
    } catch (error) {
      teller.stop();
      change(id, {
        state: "failed",
        error: error instanceof Cancelled ? vscode.l10n.t("Stopped.") : sentenceOf(error),
      });
      if (!(error instanceof Cancelled))
        void reportError(
          log,
          error,
          actionsOn(error, () => ask(folder, form)),
        );
    } finally {
      running.delete(id);
    }
  }

  function ask(folder: string, form: AskForm): void {
    ahead.stop();
    const id = String(nextId++);
    const before = askedBefore(folder);
    views.set(id, { id, question: form.question, folder, state: "waiting", text: "", sources: [] });
    changed.fire();
    void answer(folder, id, form, before);
  }

  return {
    list: () => [...views.values()],
    onDidChange: changed.event,
    onDidChangeOne: changedOne.event,
    typed(folder, { question, answering }) {
      ahead.typed(question, { folder, answering, before: askedBefore(folder) });
    },
    ask,
    stop: (id) => running.get(id)?.abort(new Cancelled(id)),
    clear() {
      for (const controller of running.values()) controller.abort(new Cancelled(KEY));
      views.clear();
      save();
      changed.fire();
    },
    async openSource(id, number) {
      const view = views.get(id);
      const source = view?.sources.find((each) => each.number === number);
      if (view && source) await openPlace(view.folder, source);
    },
    async keep(id) {
      const view = views.get(id);
      if (!view?.result) return;
      const { folder, question, result } = view;
      await addAnswer(learning, { folder, question, answer: result.answer });
      change(id, { isKept: true });
    },
    dispose() {
      ahead.stop();
      for (const controller of running.values()) controller.abort(new Cancelled(KEY));
      vscode.Disposable.from(changed, changedOne).dispose();
    },
  };
}

/** Tells what comes at intervals. */
function gathered(tell: (part: Partial<AskedView>) => void): { on: (event: AskEvent) => void; stop: () => void } {
  let text = "";
  let part: Partial<AskedView> = {};
  let timer: NodeJS.Timeout | undefined;
  return {
    on(event) {
      if (event.kind === "stage") part = { ...part, stage: event.stage };
      else if (event.kind === "sources") part = { ...part, sources: event.sources };
      else part = { ...part, state: "answering", text: (text += event.text) };
      timer ??= setTimeout(() => {
        timer = undefined;
        tell(part);
        part = {};
      }, TELL_MS);
    },
    stop: () => clearTimeout(timer),
  };
}

/** What an earlier window kept; what another version wrote is left. */
function kept(memory: vscode.Memento): readonly AskedView[] {
  const found = memory.get<{ readonly version: number; readonly asked: readonly AskedView[] }>(KEY);
  return found?.version === VERSION ? found.asked : [];
}
