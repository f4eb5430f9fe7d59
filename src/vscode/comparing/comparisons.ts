import * as vscode from "vscode";
import { type AnswerSession, openAnswerSession } from "../../app/answers/answerSession.ts";
import type { AnswerView, CompareForm, ComparisonView, Side, Vote, VoteCount } from "../../protocol/panel.ts";
import type { Activities } from "../activities.ts";
import { againAfterDeath, Cancelled, type Log, reportError, sentenceOf } from "../report.ts";
import type { RunStore } from "../runs/runStore.ts";
import { requireTrust } from "../trust.ts";

/** Questions asked in this workspace, with both answers as they come, kept over a reload of the window. */
export interface Comparisons extends vscode.Disposable {
  list(): readonly ComparisonView[];
  votes(): readonly VoteCount[];
  ask(folder: string, form: CompareForm): void;
  clear(): void;
  vote(folder: string, id: string, vote: Vote): Promise<void>;
  readVotes(folder: string | undefined): Promise<void>;
  /** One of them with what was asked; undefined when it was cleared away. */
  find(id: string): Pick<Asked, "form" | "view"> | undefined;
  update(id: string, next: (view: ComparisonView) => ComparisonView): void;
  /** One of them has changed. */
  readonly onDidChangeOne: vscode.Event<ComparisonView>;
  /** Which there are, or what was voted. */
  readonly onDidChange: vscode.Event<void>;
}

const onDemand = () => import("../onDemand.ts");

interface Asked {
  /** Whose run answered; another one may be shown when it is voted. */
  readonly folder: string;
  readonly form: CompareForm;
  /** Shown left is side 1: drawn by lot in a blind comparison. */
  readonly isSwapped: boolean;
  readonly view: ComparisonView;
}

export function trackComparisons(
  runs: Pick<RunStore, "find">,
  activities: Activities,
  memory: vscode.Memento,
  log: Log,
  session: AnswerSession = openAnswerSession(),
): Comparisons {
  const changed = new vscode.EventEmitter<void>();
  const changedOne = new vscode.EventEmitter<ComparisonView>();
  const asked = new Map(kept(memory).map((entry) => [entry.view.id, entry]));
  let counts: readonly VoteCount[] = [];
  let nextId = Math.max(0, ...[...asked.keys()].map(Number)) + 1;

  const save = (): void => {
    // What is still answered when the window goes is answered no more when it comes back.
    const settled = [...asked.values()].filter(({ view }) => isSettled(view));
    void memory.update(KEY, { version: 1, asked: settled.slice(-KEPT) });
  };

  const change = (id: string, next: (view: ComparisonView) => ComparisonView): void => {
    const before = asked.get(id);
    // It may have been cleared away while it was answered.
    if (!before) return;
    const view = next(before.view);
    asked.set(id, { ...before, view });
    changedOne.fire(view);
    if (isSettled(view)) save();
  };

  const titleOf = ({ runId, scale }: Side): string => {
    if (runId === undefined) return vscode.l10n.t("Base model");
    const title = runs.find(runId)?.title ?? runId;
    return scale === 1 ? title : `${title} × ${scale}`;
  };

  async function answer(folder: string, id: string, { form, isSwapped }: Asked): Promise<void> {
    const place = (side: number): 0 | 1 => ((side === 0) === isSwapped ? 1 : 0);
    const onAnswer = (side: number, next: (view: AnswerView) => AnswerView): void =>
      change(id, (view) => {
        const [left, right] = view.answers;
        return { ...view, answers: place(side) === 0 ? [next(left), right] : [left, next(right)] };
      });
    await activities.run({ kind: "answer", subject: id, text: vscode.l10n.t("Answering") }, async (signal, report) => {
      requireTrust();
      const { serveSides } = await onDemand();
      const served = await serveSides(folder, form.runId, form.sides, signal);
      const { modelPath, template, adapters } = served;
      const { messages, maxTokens, temperature, seed } = form;
      await session.answer(
        { modelPath, template, messages, sides: adapters, maxTokens, temperature, seed },
        {
          onLoading: (fraction) => report(vscode.l10n.t("Loading the model"), fraction),
          onText: (side, text) => onAnswer(side, (view) => ({ ...view, state: "answering", text: view.text + text })),
          onAnswer: (side, { text, tokensPerSecond, answerTokens, finish }) =>
            onAnswer(side, (view) => ({
              ...view,
              state: "done",
              text,
              tokensPerSecond,
              answerTokens,
              isCut: finish === "length",
            })),
        },
        signal,
      );
    });
  }

  function ask(folder: string, form: CompareForm): void {
    const id = String(nextId++);
    const isSwapped = form.isBlind && Math.random() < 0.5;
    const views = form.sides.map((side): AnswerView => ({ side, title: titleOf(side), text: "", state: "waiting" }));
    const [first, second] = views;
    if (!first || !second) return;
    const view: ComparisonView = {
      id,
      question: form.messages.findLast(({ role }) => role === "user")?.content ?? "",
      ...(form.reference !== undefined && { reference: form.reference }),
      answers: isSwapped ? [second, first] : [first, second],
      isBlind: form.isBlind,
    };
    const entry = { folder, form, isSwapped, view };
    asked.set(id, entry);
    changed.fire();
    void answer(folder, id, entry).catch((error: unknown) => {
      const text = error instanceof Cancelled ? vscode.l10n.t("Stopped.") : sentenceOf(error);
      change(id, (view) => ({ ...view, error: text }));
      const actions = againAfterDeath(error, () => ask(folder, form));
      if (actions.length > 0) void reportError(log, error, actions);
      else if (!(error instanceof Cancelled)) log.error(error instanceof Error ? error : text);
    });
  }

  return {
    list: () => [...asked.values()].map(({ view }) => view),
    votes: () => counts,
    onDidChange: changed.event,
    onDidChangeOne: changedOne.event,
    ask,
    clear() {
      for (const { subject, kind, id } of activities.list()) {
        if (kind === "answer" && asked.has(subject)) activities.cancel(id);
      }
      asked.clear();
      save();
      changed.fire();
    },
    async vote(folder, id, given) {
      const entry = asked.get(id);
      if (!entry || entry.view.vote !== undefined) return;
      const { folder: home, form, view } = entry;
      const [left, right] = view.answers.map(({ side, text }) => ({
        ...(side.runId !== undefined && { runId: side.runId }),
        scale: side.scale,
        text,
      }));
      if (!left || !right) return;
      const { countVotes, vote } = await onDemand();
      await vote(home, {
        runId: form.runId,
        question: view.question,
        isBlind: form.isBlind,
        answers: [left, right],
        better: given === "left" ? 0 : given === "right" ? 1 : "same",
      });
      change(id, (before) => ({ ...before, vote: given }));
      counts = await countVotes(folder);
      changed.fire();
    },
    find: (id) => asked.get(id),
    update: change,
    async readVotes(folder) {
      counts = folder === undefined ? [] : await (await onDemand()).countVotes(folder);
      changed.fire();
    },
    dispose() {
      void session[Symbol.asyncDispose]();
      changed.dispose();
      changedOne.dispose();
    },
  };
}

const KEY = "espalier.compared";
/** With two answers, some kilobytes each. */
const KEPT = 30;

const isSettled = ({ answers, error }: ComparisonView): boolean =>
  error !== undefined || answers.every(({ state }) => state === "done");

/** What an earlier window kept; what another version wrote is left. */
function kept(memory: vscode.Memento): readonly Asked[] {
  const found = memory.get<{ readonly version: number; readonly asked: readonly Asked[] }>(KEY);
  return found?.version === 1 ? found.asked : [];
}
