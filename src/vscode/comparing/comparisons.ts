import * as vscode from "vscode";
import { type AnswerSession, openAnswerSession } from "../../app/answers/answerSession.ts";
import type { AnswerView, CompareForm, ComparisonView, Side, Vote, VoteCount } from "../../protocol/panel.ts";
import type { Activities } from "../activities.ts";
import { Cancelled, type Log, sentenceOf } from "../report.ts";
import type { RunStore } from "../runs/runStore.ts";
import { requireTrust } from "../trust.ts";

/** Questions asked in this window, with both answers as they come. */
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
  readonly form: CompareForm;
  /** Shown left is side 1: drawn by lot in a blind comparison. */
  readonly isSwapped: boolean;
  readonly view: ComparisonView;
}

export function trackComparisons(
  runs: RunStore,
  activities: Activities,
  log: Log,
  session: AnswerSession = openAnswerSession(),
): Comparisons {
  const changed = new vscode.EventEmitter<void>();
  const changedOne = new vscode.EventEmitter<ComparisonView>();
  const asked = new Map<string, Asked>();
  let counts: readonly VoteCount[] = [];
  let nextId = 1;

  const change = (id: string, next: (view: ComparisonView) => ComparisonView): void => {
    const before = asked.get(id);
    // It may have been cleared away while it was answered.
    if (!before) return;
    const view = next(before.view);
    asked.set(id, { ...before, view });
    changedOne.fire(view);
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

  return {
    list: () => [...asked.values()].map(({ view }) => view),
    votes: () => counts,
    onDidChange: changed.event,
    onDidChangeOne: changedOne.event,
    ask(folder, form) {
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
      const entry = { form, isSwapped, view };
      asked.set(id, entry);
      changed.fire();
      void answer(folder, id, entry).catch((error: unknown) => {
        const text = error instanceof Cancelled ? vscode.l10n.t("Stopped.") : sentenceOf(error);
        if (!(error instanceof Cancelled)) log.error(error instanceof Error ? error : text);
        change(id, (view) => ({ ...view, error: text }));
      });
    },
    clear() {
      for (const { subject, kind, id } of activities.list()) {
        if (kind === "answer" && asked.has(subject)) activities.cancel(id);
      }
      asked.clear();
      changed.fire();
    },
    async vote(folder, id, given) {
      const entry = asked.get(id);
      if (!entry || entry.view.vote !== undefined) return;
      const { form, view } = entry;
      const [left, right] = view.answers.map(({ side, text }) => ({
        ...(side.runId !== undefined && { runId: side.runId }),
        scale: side.scale,
        text,
      }));
      if (!left || !right) return;
      const { countVotes, vote } = await onDemand();
      await vote(folder, {
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
