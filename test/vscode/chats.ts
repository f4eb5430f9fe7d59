import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import { UserError } from "../../src/base/errors.ts";
import { openAsking } from "../../src/vscode/asking/asking.ts";
import { answerInChat } from "../../src/vscode/asking/chatParticipant.ts";
import { removeFolder } from "../support/removeFolder.ts";
import { writeSpeakingModel } from "../support/speakingModel.ts";
import { espalier } from "./extensionUnderTest.ts";

const ANSWER = "The quince is pruned in month 5, to 6 buds on each of its arms.";

describe("language models of the editor", () => {
  before(() => espalier().activate());
  const models = () => vscode.lm.selectChatModels({ vendor: "espalier" });

  it("are the base model and every run that has a result", async () => {
    const ids = (await models()).map(({ id }) => id);
    assert.equal(ids.length, 2);
    assert.ok(ids.includes("base"));
  });

  it("answer, and count tokens, without an account", async () => {
    for (const model of await models()) {
      const messages = [vscode.LanguageModelChatMessage.User("2 bud?")];
      const { text } = await model.sendRequest(messages, {}, new vscode.CancellationTokenSource().token);
      let answer = "";
      for await (const part of text) answer += part;
      assert.notEqual(answer, "");
      assert.ok((await model.countTokens("2 bud?")) >= 2);
    }
  });
});

describe("@espalier in a chat", () => {
  const folder = mkdtempSync(join(tmpdir(), "espalier-chat-"));
  const asking = openAsking({ error: (text: string) => console.error(text) } as vscode.LogOutputChannel);
  const settings = () => vscode.workspace.getConfiguration("espalier");
  before(async () => {
    mkdirSync(join(folder, "docs"));
    writeFileSync(join(folder, "docs", "quince.md"), `# Quince\n\n## How is the quince pruned?\n\n${ANSWER}\n`);
    await writeSpeakingModel(join(folder, "speaking.gguf"), ANSWER);
    await settings().update("model", "speaking.gguf", vscode.ConfigurationTarget.Workspace);
  });
  after(async () => {
    asking.dispose();
    await settings().update("model", undefined, vscode.ConfigurationTarget.Workspace);
    await removeFolder(folder);
  });

  it("answers from the folder's files, with links that open their lines, and says what it read", async () => {
    const shown: string[] = [];
    const references: string[] = [];
    const stream = {
      progress: () => undefined,
      markdown: (text: vscode.MarkdownString) => {
        assert.deepEqual(text.isTrusted, { enabledCommands: ["espalier.ask.openPlace"] });
        shown.push(text.value);
      },
      reference: ({ uri }: vscode.Location) => references.push(uri.fsPath),
    } as unknown as vscode.ChatResponseStream;
    const request = { prompt: "How is the quince pruned?", model: { vendor: "other" } } as vscode.ChatRequest;
    await answerInChat({ require: () => folder }, asking)(
      request,
      { history: [] },
      stream,
      new vscode.CancellationTokenSource().token,
    );
    const text = shown.join("");
    assert.ok(text.includes("The quince is pruned in month 5"), text);
    assert.match(text, /command:espalier\.ask\.openPlace\?.*quince\.md/);
    assert.deepEqual(references, [join(folder, "docs", "quince.md")]);
  });

  it("says in words what cannot be answered, and what to do", async () => {
    const nowhere = () => {
      throw new UserError("workspace/none", "no folder is open", "Open one.");
    };
    const request = { prompt: "How is it pruned?", model: { vendor: "other" } } as vscode.ChatRequest;
    const answered = answerInChat({ require: nowhere }, asking);
    const { token } = new vscode.CancellationTokenSource();
    const result = await answered(request, { history: [] }, {} as vscode.ChatResponseStream, token);
    assert.equal((result as vscode.ChatResult).errorDetails?.message, "No folder is open. Open one.");
  });
});
