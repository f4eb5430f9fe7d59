import * as vscode from "vscode";
import type { Message } from "../../core/example.ts";
import type { Answering } from "../../protocol/asking.ts";
import type { Folders } from "../folders.ts";
import { signalOf } from "../report.ts";
import type { RunStore } from "../runs/runStore.ts";
import type { Asking } from "./asking.ts";

/** Named in package.json. */
export const VENDOR = "espalier";
const BASE_ID = "base";
/** As the smallest model of the catalogue reads; a longer conversation is refused by the model that answers. */
const CONTEXT_TOKENS = 8192;
const ANSWER_TOKENS = 1024;

export const answeringOfModel = (id: string): Answering =>
  id === BASE_ID ? { kind: "base" } : { kind: "run", runId: id };

/** Base and tuned models as language models of the editor, for any chat there. Editors that take none are left alone. */
export function registerChatModels(folders: Folders, runs: RunStore, asking: Asking): vscode.Disposable {
  const { lm } = vscode as { readonly lm?: Partial<typeof vscode.lm> };
  if (lm?.registerLanguageModelChatProvider === undefined) return new vscode.Disposable(() => undefined);
  const changed = new vscode.EventEmitter<void>();
  let known = "";
  const provider: vscode.LanguageModelChatProvider = {
    onDidChangeLanguageModelChatInformation: changed.event,
    provideLanguageModelChatInformation() {
      if (folders.current() === undefined || !vscode.workspace.isTrusted) return [];
      const tuned = runs.seen().runs.filter(({ hasResult }) => hasResult);
      return [
        modelOf(BASE_ID, vscode.l10n.t("Espalier: base model"), vscode.l10n.t("not tuned")),
        ...tuned.toReversed().map(({ id, title, modelName }) => modelOf(id, `Espalier: ${title}`, modelName)),
      ];
    },
    async provideLanguageModelChatResponse({ id }, messages, _options, progress, token) {
      const request = { folder: folders.require(), answering: answeringOfModel(id), maxTokens: ANSWER_TOKENS };
      await asking.chat(
        { ...request, messages: messages.map(messageOf) },
        (text) => progress.report(new vscode.LanguageModelTextPart(text)),
        signalOf(token),
      );
    },
    async provideTokenCount({ id }, text, token) {
      const counted = typeof text === "string" ? text : messageOf(text).content;
      const by = { folder: folders.require(), answering: answeringOfModel(id) };
      return (await asking.countTokens(by, [counted], signalOf(token)))[0] ?? 0;
    },
  };
  return vscode.Disposable.from(
    changed,
    lm.registerLanguageModelChatProvider(VENDOR, provider),
    vscode.workspace.onDidGrantWorkspaceTrust(() => changed.fire()),
    runs.onDidChange(({ now }) => {
      const ids = now.runs.flatMap(({ id, title, hasResult }) => (hasResult ? [`${id} ${title}`] : [])).join("\n");
      if (ids === known) return;
      known = ids;
      changed.fire();
    }),
  );
}

const modelOf = (id: string, name: string, detail: string): vscode.LanguageModelChatInformation => ({
  id,
  name,
  family: VENDOR,
  version: id,
  detail,
  tooltip: vscode.l10n.t("Answers on this machine"),
  maxInputTokens: CONTEXT_TOKENS - ANSWER_TOKENS,
  maxOutputTokens: ANSWER_TOKENS,
  // It calls none; but a chat lists only models that say they could.
  capabilities: { toolCalling: true },
});

/** Text alone: pictures and tools are nothing to a model this small. */
function messageOf({ role, content }: vscode.LanguageModelChatRequestMessage): Message {
  const text = content.flatMap((part) => (part instanceof vscode.LanguageModelTextPart ? [part.value] : [])).join("");
  return { role: role === vscode.LanguageModelChatMessageRole.Assistant ? "assistant" : "user", content: text };
}
