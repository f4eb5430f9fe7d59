import * as vscode from "vscode";
import { UserError } from "../../base/errors.ts";
import { openPlace } from "../openPlace.ts";
import { againAfterDeath, type ErrorAction, type Log, reportError, reporting } from "../report.ts";
import { requireTrust } from "../trust.ts";
import { OPEN_PLACE } from "./answerMarkdown.ts";
import { type AskedPlace, askedPlace } from "./askedPlace.ts";
import type { Asking } from "./asking.ts";
import { Conversation, type Turn } from "./conversation.ts";
import { insertDocComment } from "./insertDocComment.ts";
import { type ReadingAhead, readingAhead } from "./readingAhead.ts";
import { addAnswer, addCorrection, type AnsweredQuestion, type Learning, textOf } from "./learnFromAnswer.ts";
import type { FoundSymbol } from "./symbols.ts";
import { rangeOfThread } from "./threadPlace.ts";

/** Named in the menus of package.json. */
const CONTROLLER_ID = "espalier.ask";
/**
 * Whether a document holds what is typed into a thread of ours, and not into a comment that is corrected, or into another
 * extension's thread. Which thread it is, its name does not say reliably.
 */
const isReply = ({ scheme, path }: vscode.Uri): boolean =>
  scheme === "comment" && /^\/[\w-]+\.espalier\/commentinput-/i.test(path);

/** Where a question is asked from: a lens and a light bulb name the place, the palette means the cursor's. */
export interface AskTarget {
  readonly uri: string;
  /** 0-based line and character, twice. */
  readonly range: readonly [number, number, number, number];
}

/** Questions in editors: their threads, and all commands about them. */
export function registerInlineAsking(log: Log, asking: Asking, learning: Learning): vscode.Disposable {
  const controller = vscode.comments.createCommentController(CONTROLLER_ID, "Espalier");
  controller.options = {
    prompt: vscode.l10n.t("Ask Espalier"),
    placeHolder: vscode.l10n.t("Ask what follows from that"),
  };
  const conversations = new Map<vscode.CommentThread, Conversation>();
  const ahead = readingAhead(asking);
  const ask = (conversation: Conversation, question: string): void => {
    ahead.stop();
    // The newest stands last: what is typed next most likely follows it.
    conversations.delete(conversation.thread);
    conversations.set(conversation.thread, conversation);
    const again = (): void => ask(conversation, question);
    void conversation.ask(question).catch((error: unknown) => reportError(log, error, actionsOn(error, again)));
  };

  async function askAt(target: unknown, choose: (place: AskedPlace) => Thenable<string | undefined>): Promise<void> {
    requireTrust();
    const { document, range } = await targetOf(target);
    const place = await askedPlace(document, range, asking);
    const question = (await choose(place))?.trim() ?? "";
    if (question === "") return;
    for (const each of conversations.values()) each.giveWay(place);
    const thread = controller.createCommentThread(place.uri, rangeOfThread(place, range), []);
    thread.label = place.lines.title ?? vscode.workspace.asRelativePath(place.uri);
    thread.canReply = true;
    thread.collapsibleState = vscode.CommentThreadCollapsibleState.Expanded;
    ask(new Conversation(thread, place, asking), question);
  }

  function close(conversation: Conversation): void {
    conversations.delete(conversation.thread);
    conversation.close();
  }

  /** The conversation that a menu of the thread or of a comment is about; the only one, where a key asks. */
  function about(given: unknown): { readonly conversation: Conversation; readonly turn: Turn | undefined } {
    for (const conversation of conversations.values()) {
      const turn = conversation.turnOf(given as vscode.Comment);
      if (turn || conversation.thread === given) return { conversation, turn: turn ?? conversation.turns.at(-1) };
    }
    throw new UserError("ask/no-thread", "there is no such answer any more", "Ask again with Espalier: Ask.");
  }

  function answered(given: unknown): { conversation: Conversation; turn: Turn; asked: AnsweredQuestion } {
    const { conversation, turn } = about(given);
    if (!turn?.result) throw new UserError("ask/unanswered", "there is no answer yet", "Wait for it, or ask again.");
    const { folder, lines } = conversation.place;
    return {
      conversation,
      turn,
      asked: { folder, question: turn.question, about: lines, answer: turn.result.answer },
    };
  }

  const on = (command: string, work: (...args: readonly unknown[]) => unknown) =>
    vscode.commands.registerCommand(command, reporting(log, work));
  return vscode.Disposable.from(
    controller,
    on("espalier.ask", (target) => askAt(target, (place) => typed(place, ahead))),
    on("espalier.explain", (target) =>
      askAt(target, ({ lines, symbol }) => Promise.resolve(explaining(lines.title, symbol))),
    ),
    on("espalier.ask.send", (reply) => {
      const { thread, text = "" } = (reply ?? {}) as Partial<vscode.CommentReply>;
      const { conversation } = about(thread);
      if (text.trim() !== "") ask(conversation, text.trim());
    }),
    on("espalier.ask.stop", (thread) => about(thread).conversation.stop()),
    on("espalier.ask.close", (thread) => close(about(thread).conversation)),
    on("espalier.ask.insertDocComment", async (comment) => {
      const { conversation, turn, asked } = answered(comment);
      const { uri, symbol } = conversation.place;
      await insertDocComment(uri, symbol?.name, conversation.line, turn.correction ?? textOf(asked.answer));
    }),
    on("espalier.ask.addToDataset", (comment) => addAnswer(learning, answered(comment).asked)),
    on("espalier.ask.correct", (comment) => {
      const { conversation, turn } = answered(comment);
      conversation.beginCorrection(turn);
    }),
    on("espalier.ask.saveCorrection", async (comment) => {
      const { conversation, turn, asked } = answered(comment);
      const { body } = comment as vscode.Comment;
      const corrected = typeof body === "string" ? body : body.value;
      await addCorrection(learning, asked, corrected);
      turn.correction = corrected.trim();
      conversation.showAnswer(turn);
    }),
    on("espalier.ask.cancelCorrection", (comment) => {
      const { conversation, turn } = answered(comment);
      conversation.showAnswer(turn);
    }),
    on(OPEN_PLACE, openCited),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (isReply(document.uri)) {
        const newest = [...conversations.values()].at(-1);
        if (newest) ahead.typed(document.getText(), newest.askedSoFar);
        return;
      }
      for (const conversation of conversations.values()) {
        if (conversation.place.uri.toString() === document.uri.toString()) conversation.moved(contentChanges);
      }
    }),
    {
      dispose() {
        ahead.stop();
        for (const conversation of conversations.values()) conversation.close();
      },
    },
  );
}

/**
 * Asked for at the keyboard, where the hands are; an empty thread would not take the keys. The model reads the lines as
 * soon as the box opens, and more as words are typed.
 */
async function typed({ folder, lines, symbol }: AskedPlace, ahead: ReadingAhead): Promise<string | undefined> {
  const { title, path, startLine, endLine } = lines;
  const asked = { folder, about: lines };
  const box = vscode.window.createInputBox();
  box.title = vscode.l10n.t("Ask Espalier about {0}", title ?? `${path}:${startLine}-${endLine}`);
  box.prompt = vscode.l10n.t("The answer comes from this folder's files, and stands at these lines.");
  box.placeholder = explaining(title, symbol);
  try {
    return await new Promise((resolve) => {
      box.onDidChangeValue((text) => ahead.typed(text, asked));
      box.onDidAccept(() => resolve(box.value));
      box.onDidHide(() => resolve(undefined));
      box.show();
      ahead.typed("", asked);
    });
  } finally {
    ahead.stop();
    box.dispose();
  }
}

/** What is asked of a symbol, a section or lines, when nothing is said. */
export function explaining(title: string | undefined, symbol?: Pick<FoundSymbol, "kind">): string {
  if (title === undefined) return vscode.l10n.t("What do these lines do?");
  // A heading of a document.
  if (symbol?.kind === vscode.SymbolKind.String) return vscode.l10n.t('What does the section "{0}" say?', title);
  return vscode.l10n.t("What does {0} do?", title);
}

/** What a link in an answer may do: open lines of a file in a folder of this workspace. */
async function openCited(...given: readonly unknown[]): Promise<void> {
  const [folder, path, startLine, endLine] = given;
  const isLine = (line: unknown): line is number => Number.isSafeInteger(line) && (line as number) > 0;
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  if (typeof folder !== "string" || !folders.includes(folder) || typeof path !== "string") throw badLink();
  if (!isLine(startLine) || !isLine(endLine) || endLine < startLine) throw badLink();
  await openPlace(folder, { path, startLine, endLine });
}

const badLink = (): UserError =>
  new UserError("ask/link", "the link names no lines of a folder that is open", "Ask again in this window.");

async function targetOf(target: unknown): Promise<{ document: vscode.TextDocument; range: vscode.Range }> {
  if (isTarget(target)) {
    const [startLine, start, endLine, end] = target.range;
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(target.uri, true));
    return { document, range: new vscode.Range(startLine, start, endLine, end) };
  }
  const editor = vscode.window.activeTextEditor;
  if (!editor) throw new UserError("ask/no-editor", "no editor is open", "Open a file, and go to what you ask about.");
  return { document: editor.document, range: editor.selection };
}

const isTarget = (given: unknown): given is AskTarget =>
  typeof given === "object" && given !== null && "range" in given && "uri" in given && typeof given.uri === "string";

/** A model that is not there is one step away, and so is an answer where a process died. */
export const actionsOn = (error: unknown, again: () => unknown): readonly ErrorAction[] =>
  error instanceof UserError && error.code === "ask/model-missing"
    ? [
        {
          title: vscode.l10n.t("Open Models"),
          run: () => vscode.commands.executeCommand("espalier.openModels"),
        },
      ]
    : againAfterDeath(error, again);
