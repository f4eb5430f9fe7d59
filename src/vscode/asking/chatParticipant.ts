import * as vscode from "vscode";
import { UserError } from "../../base/errors.ts";
import type { Source } from "../../core/groundedAnswer.ts";
import type { AskedAnswer, Answering, AskEvent } from "../../protocol/asking.ts";
import type { Folders } from "../folders.ts";
import { sentenceOf, signalOf } from "../report.ts";
import { type AnswerContext, answerMarkdown, behindAnswer, OPEN_PLACE, partMarkdown } from "./answerMarkdown.ts";
import type { Asking } from "./asking.ts";
import { settledPart } from "./safeMarkdown.ts";
import { answeringOfModel, VENDOR } from "./chatModels.ts";

/** Named in package.json. */
const PARTICIPANT_ID = "espalier.chat";

interface AskedResult extends vscode.ChatResult {
  readonly metadata: { readonly symbols: readonly string[] };
}

/** `@espalier` in the editor's chat: the same answers as in the panel. Undefined in an editor that has no chat. */
export function registerChatParticipant(folders: Folders, asking: Asking): vscode.Disposable {
  // Editors that are built without chat lack the namespace that the types promise.
  const { chat } = vscode as { readonly chat?: typeof vscode.chat };
  if (chat === undefined) return new vscode.Disposable(() => undefined);
  const participant = chat.createChatParticipant(PARTICIPANT_ID, answerInChat(folders, asking));
  participant.iconPath = new vscode.ThemeIcon("comment-discussion");
  participant.followupProvider = {
    provideFollowups: ({ metadata }) =>
      ((metadata as AskedResult["metadata"] | undefined)?.symbols ?? []).map((symbol) => ({
        prompt: vscode.l10n.t("Where is {0} used?", symbol),
      })),
  };
  return participant;
}

/** Answers a question of a chat from the folder's files; what it cites becomes links, what it read references. */
export const answerInChat =
  (folders: Pick<Folders, "require">, asking: Pick<Asking, "ask">): vscode.ChatRequestHandler =>
  async (request, { history }, stream, token): Promise<AskedResult> => {
    try {
      return await answer(folders, asking, request, history, stream, token);
    } catch (error) {
      // What is merely thrown, a chat shows without what to do about it.
      if (!(error instanceof UserError)) throw error;
      return { errorDetails: { message: sentenceOf(error) }, metadata: { symbols: [] } };
    }
  };

async function answer(
  folders: Pick<Folders, "require">,
  asking: Pick<Asking, "ask">,
  request: vscode.ChatRequest,
  history: vscode.ChatContext["history"],
  stream: vscode.ChatResponseStream,
  token: vscode.CancellationToken,
): Promise<AskedResult> {
  const folder = folders.require();
  const context: AnswerContext = { folder, t: vscode.l10n.t };
  const before = history.flatMap((turn) => ("prompt" in turn ? [turn.prompt] : []));
  const asked = { folder, question: request.prompt, before, answering: answeringFor(request.model) };
  const show = (text: string): void => {
    const markdown = new vscode.MarkdownString(text);
    markdown.isTrusted = { enabledCommands: [OPEN_PLACE] };
    stream.markdown(markdown);
  };
  const written = writer(show, stream, context);
  const result = await asking.ask(asked, written.on, signalOf(token));
  written.finish(result);
  for (const source of result.answer.sources) stream.reference(locationOf(folder, source));
  return { metadata: { symbols: symbolsOf(result) } };
}

/** One of our own models answers itself; any other only says that somebody else was chosen in the list. */
const answeringFor = (model: vscode.LanguageModelChat): Answering =>
  model.vendor === VENDOR ? answeringOfModel(model.id) : { kind: "usual" };

/** Shows an answer as it comes; nothing that a chat was given can be taken back, so only what is settled is given. */
function writer(
  show: (markdown: string) => void,
  stream: Pick<vscode.ChatResponseStream, "progress">,
  context: AnswerContext,
): { readonly on: (event: AskEvent) => void; readonly finish: (result: AskedAnswer) => void } {
  let [text, shown]: [string, string] = ["", ""];
  let sources: readonly Source[] = [];
  let told = "";
  const tell = (progress: string): void => {
    if (told !== progress) stream.progress((told = progress));
  };
  const showUpTo = (answer: string): void => {
    const markdown = partMarkdown(answer, sources, context);
    if (markdown.length > shown.length) show(markdown.slice(shown.length));
    shown = markdown;
  };
  return {
    on(event) {
      switch (event.kind) {
        case "stage":
          return tell(
            event.stage.kind === "reading" ? vscode.l10n.t("Reading files") : vscode.l10n.t("Loading the model"),
          );
        case "sources":
          sources = event.sources;
          return tell(vscode.l10n.t("Reading {0} passages", sources.length));
        case "text":
          text += event.text;
          return showUpTo(settledPart(text.trimStart()));
      }
    },
    finish(result) {
      if (!("generation" in result.answer)) return show(answerMarkdown(result, context));
      showUpTo(text.trim());
      show(`\n\n${behindAnswer(result, context)}`);
    },
  };
}

const locationOf = (folder: string, { path, startLine, endLine }: Source): vscode.Location =>
  new vscode.Location(
    vscode.Uri.joinPath(vscode.Uri.file(folder), path),
    new vscode.Range(startLine - 1, 0, endLine - 1, Number.MAX_SAFE_INTEGER),
  );

/** What the best sources are about, to ask on. */
function symbolsOf({ answer }: AskedAnswer): string[] {
  const titles = answer.sources
    .toReversed()
    .flatMap(({ title }) => /[\p{L}_$][\p{L}\p{N}_$]*(?=\s*\()/u.exec(title ?? "") ?? []);
  return [...new Set(titles)].slice(0, 2);
}
