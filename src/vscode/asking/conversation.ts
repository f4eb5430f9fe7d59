import * as vscode from "vscode";
import type { Source } from "../../core/groundedAnswer.ts";
import { type Lines, movedLines } from "../../core/movedLines.ts";
import type { AskedAnswer, AskEvent, AskStage } from "../../protocol/asking.ts";
import { Cancelled, sentenceOf } from "../report.ts";
import { type AnswerContext, answerMarkdown, OPEN_PLACE, partMarkdown } from "./answerMarkdown.ts";
import { type AskedPlace, placeNow } from "./askedPlace.ts";
import type { Asking } from "./asking.ts";
import { textOf } from "./learnFromAnswer.ts";
import type { AskedSoFar } from "./readingAhead.ts";
import { escaped } from "./safeMarkdown.ts";

/** A question of a thread, with its answer as far as it has come. */
export interface Turn {
  readonly question: string;
  /** As it is drawn now: another one whenever it becomes of another kind. */
  answerComment: vscode.Comment;
  result?: AskedAnswer;
  /** What a person wrote in the answer's place. */
  correction?: string;
}

/**
 * Words come faster than an eye, and drawing a comment is not for nothing. The editor draws a thread only once it was left
 * alone for 100 ms: what is told of more often is not seen before it ends.
 */
const DRAW_MS = 200;

/** What menus ask of a comment and of a thread. */
const KIND = {
  question: "question",
  coming: "coming",
  answered: "answered",
  abstained: "abstained",
  failed: "failed",
  correcting: "correcting",
  corrected: "corrected",
} as const;

/** Questions about one place, each following those before it, shown as a thread of comments there. */
export class Conversation {
  readonly thread: vscode.CommentThread;
  readonly turns: Turn[] = [];
  readonly #asking: Asking;
  readonly #context: AnswerContext;
  #place: AskedPlace;
  #lines: Lines;
  #running: AbortController | undefined;

  constructor(thread: vscode.CommentThread, place: AskedPlace, asking: Asking) {
    [this.thread, this.#place, this.#asking] = [thread, place, asking];
    this.#lines = { start: place.range.start.line, end: place.range.end.line };
    this.#context = { folder: place.folder, t: vscode.l10n.t };
    this.#draw();
  }

  get isAnswering(): boolean {
    return this.#running !== undefined;
  }

  /** As the file was when it was last asked about. */
  get place(): AskedPlace {
    return this.#place;
  }

  /** 0-based: where what it is about begins now. */
  get line(): number {
    return this.#lines.start;
  }

  /** What is known of its next question before that is typed. */
  get askedSoFar(): AskedSoFar {
    const { folder, lines } = this.#place;
    return { folder, about: lines, before: this.turns.map(({ question }) => question) };
  }

  /** Follows edits of its file. */
  moved(changes: readonly vscode.TextDocumentContentChangeEvent[]): void {
    for (const { range, text } of changes) {
      const replaced = { start: range.start.line, end: range.end.line };
      this.#lines = movedLines(this.#lines, replaced, text.split("\n").length);
    }
  }

  /** Folds its thread, which would push a newer one about the same lines out of sight. */
  giveWay({ uri, range }: AskedPlace): void {
    const isApart = this.#lines.end < range.start.line || range.end.line < this.#lines.start;
    if (isApart || this.#place.uri.toString() !== uri.toString()) return;
    this.thread.collapsibleState = vscode.CommentThreadCollapsibleState.Collapsed;
  }

  turnOf(comment: vscode.Comment): Turn | undefined {
    return this.turns.find(({ answerComment }) => answerComment === comment);
  }

  /** Asks, and shows the answer as it comes. What goes wrong is shown too, and thrown. */
  async ask(question: string): Promise<void> {
    this.#running?.abort(new Cancelled("a newer question"));
    const controller = new AbortController();
    this.#running = controller;
    const before = this.turns.map((turn) => turn.question);
    const answer = this.#comment("Espalier", KIND.coming, this.#markdown(waitingText(undefined)));
    const turn: Turn = { question, answerComment: answer };
    this.turns.push(turn);
    const asked = this.#comment(vscode.l10n.t("You"), KIND.question, this.#markdown(escaped(question)));
    this.thread.comments = [...this.thread.comments, asked, answer];
    this.#draw();
    const show = this.#painter(turn);
    try {
      this.#place = await placeNow(this.#place, this.#lines);
      const about = { folder: this.#place.folder, about: this.#place.lines };
      turn.result = await this.#asking.ask({ ...about, question, before }, show, controller.signal);
      this.showAnswer(turn);
    } catch (error) {
      this.#become(turn, KIND.failed, this.#markdown(failureText(error)));
      if (!(error instanceof Cancelled)) throw error;
    } finally {
      if (this.#running === controller) this.#running = undefined;
      this.#draw();
    }
  }

  /** Draws an answer that has come, with what was made of it since. */
  showAnswer(turn: Turn): void {
    const { result, correction } = turn;
    if (result === undefined) return;
    if (correction !== undefined) {
      this.#become(turn, KIND.corrected, this.#markdown(escaped(correction)), { label: vscode.l10n.t("corrected") });
    } else {
      const kind = result.answer.outcome === "answered" ? KIND.answered : KIND.abstained;
      this.#become(turn, kind, this.#markdown(answerMarkdown(result, this.#context)));
    }
  }

  /** Puts the answer into an editor, in its plain text. */
  beginCorrection(turn: Turn): void {
    const text = turn.result ? textOf(turn.result.answer) : "";
    this.#become(turn, KIND.correcting, text, { mode: vscode.CommentMode.Editing });
  }

  stop(): void {
    this.#running?.abort(new Cancelled(this.turns.at(-1)?.question ?? ""));
  }

  close(): void {
    this.stop();
    this.thread.dispose();
  }

  /** What comes is gathered and drawn at intervals, at the end by whoever has the whole answer. */
  #painter(turn: Turn): (event: AskEvent) => void {
    const comment = turn.answerComment;
    let [text, sources]: [string, readonly Source[]] = ["", []];
    let stage: AskStage | undefined;
    let timer: NodeJS.Timeout | undefined;
    const paint = (): void => {
      timer = undefined;
      if (turn.answerComment !== comment) return;
      comment.body = this.#markdown(text === "" ? waitingText(stage) : partMarkdown(text, sources, this.#context));
      this.#draw();
    };
    return (event) => {
      if (event.kind === "text") text += event.text;
      else if (event.kind === "sources") sources = event.sources;
      else stage = event.stage;
      timer ??= setTimeout(paint, DRAW_MS);
    };
  }

  /**
   * Puts another comment in the place of an answer's. The editor looks for the actions of a comment when it first draws it:
   * one that had none then never gets any, whatever it becomes.
   */
  #become(turn: Turn, kind: string, body: vscode.Comment["body"], more: Partial<vscode.Comment> = {}): void {
    const before = turn.answerComment;
    turn.answerComment = { ...this.#comment(before.author.name, kind, body), ...more };
    this.thread.comments = this.thread.comments.map((comment) => (comment === before ? turn.answerComment : comment));
    this.#draw();
  }

  #comment(name: string, kind: string, body: vscode.Comment["body"]): vscode.Comment {
    return { body, mode: vscode.CommentMode.Preview, author: { name }, contextValue: kind };
  }

  /** Nothing in it is trusted but links that open lines. */
  #markdown(text: string): vscode.MarkdownString {
    const markdown = new vscode.MarkdownString(text);
    markdown.isTrusted = { enabledCommands: [OPEN_PLACE] };
    return markdown;
  }

  /** The editor looks at comments only when it is given them anew. */
  #draw(): void {
    this.thread.comments = [...this.thread.comments];
    this.thread.contextValue = this.isAnswering ? "answering" : this.turns.length > 0 ? "asked" : "empty";
  }
}

function waitingText(stage: AskStage | undefined): string {
  const { l10n } = vscode;
  switch (stage?.kind) {
    case undefined:
      return escaped(l10n.t("Looking into the files…"));
    case "reading":
      return escaped(l10n.t("Reading files: {0} of {1}", stage.done, stage.total));
    case "loading":
      return escaped(l10n.t("Loading the model: {0} %", Math.floor(stage.fraction * 100)));
  }
}

function failureText(error: unknown): string {
  if (error instanceof Cancelled) return escaped(vscode.l10n.t("Stopped."));
  return `⚠ ${escaped(sentenceOf(error))}`;
}
