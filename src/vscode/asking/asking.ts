import { existsSync } from "node:fs";
import { resolve } from "node:path";
import * as vscode from "vscode";
import { openAsker } from "../../app/asking/openAsker.ts";
import type { Message } from "../../core/example.ts";
import type { Generation } from "../../core/generation.ts";
import type { AskedLines } from "../../core/groundedAnswer.ts";
import type { AnsweredBy, Answering, AskedAnswer, AskEvent, QuestionRequest } from "../../protocol/asking.ts";
import type { Log } from "../report.ts";
import { requireTrust } from "../trust.ts";
import { type EditorFiles, followEditorFiles } from "./editorFiles.ts";

export interface Question {
  /** Absolute. */
  readonly folder: string;
  readonly question: string;
  /** Earlier questions of the conversation, oldest first. Defaults to none. */
  readonly before?: readonly string[];
  readonly about?: AskedLines | undefined;
  /** Defaults to the run in use. */
  readonly answering?: Answering;
  /** Answer even where the sources seem not to say. */
  readonly anyway?: boolean;
  /** In tokens. Defaults to the setting. */
  readonly maxTokens?: number;
}

/** Questions asked in this window, answered by a process of its own from the files as they are in the editor. */
export interface Asking extends vscode.Disposable {
  ask(question: Question, onEvent: (event: AskEvent) => void, signal: AbortSignal): Promise<AskedAnswer>;
  /** Has the model read what a question that is being typed will need; nothing in Restricted Mode. */
  readAhead(question: Question, signal: AbortSignal): Promise<void>;
  /** The innermost symbol or section of a file's text that holds a line, from 1, as Espalier itself reads the file. */
  linesAround(folder: string, path: string, text: string, line: number): Promise<AskedLines | undefined>;
  /** Answers a conversation without looking into files. */
  chat(
    request: Pick<Question, "folder" | "answering" | "maxTokens"> & { readonly messages: readonly Message[] },
    onText: (text: string) => void,
    signal: AbortSignal,
  ): Promise<Generation>;
  countTokens(
    request: Pick<Question, "folder" | "answering">,
    texts: readonly string[],
    signal: AbortSignal,
  ): Promise<number[]>;
}

/** Nothing is asked in Restricted Mode: it throws UserError `workspace/untrusted`. */
export function openAsking(log: Log): Asking {
  let files: EditorFiles | undefined;
  const asker = openAsker({
    onStarted(functions) {
      // What another process is to be told, it is not told twice.
      files?.dispose();
      files = followEditorFiles({
        changed: (folder, paths) => void functions["files/changed"](folder, paths).catch(() => undefined),
        buffer: (folder, path, text) => void functions["buffer/set"](folder, path, text).catch(() => undefined),
      });
      files.tellBuffers();
    },
    onEnded(death) {
      files?.dispose();
      files = undefined;
      if (death) log.error(`${death.code}: ${death.message}`);
    },
  });
  const use: typeof asker.use = async (work) => {
    requireTrust();
    return asker.use(work);
  };
  const requestOf = ({ question, before = [], about, anyway, ...by }: Question): QuestionRequest => {
    files?.flush();
    const options = { maxTokens: by.maxTokens ?? longestAnswer(by.folder) };
    return { ...answeredBy(by), question, before, about, options, anyway };
  };
  return {
    ask: (question, onEvent, signal) =>
      use((functions) => functions["question/ask"](requestOf(question), signal, onEvent)),
    readAhead: (question, signal) => use((functions) => functions["question/ahead"](requestOf(question), signal)),
    linesAround: (folder, path, text, line) => use((functions) => functions["lines/around"](folder, path, text, line)),
    chat: ({ messages, ...by }, onText, signal) =>
      use((functions) => {
        const options = { maxTokens: by.maxTokens ?? longestAnswer(by.folder) };
        return functions["chat/answer"]({ ...answeredBy(by), messages, options }, signal, onText);
      }),
    countTokens: (by, texts, signal) => use((functions) => functions["tokens/count"](answeredBy(by), texts, signal)),
    dispose() {
      files?.dispose();
      void asker[Symbol.asyncDispose]();
    },
  };
}

const settingsOf = (folder: string) => vscode.workspace.getConfiguration("espalier", vscode.Uri.file(folder));

const longestAnswer = (folder: string): number =>
  Math.min(4096, Math.max(16, Math.round(settingsOf(folder).get<number>("ask.longestAnswer", 256))));

function answeredBy({ folder, answering = { kind: "usual" } }: Pick<Question, "folder" | "answering">): AnsweredBy {
  const model = settingsOf(folder).get<string>("model", "").trim();
  if (model === "") return { folder, answering };
  // A path of the settings is one of the folder's, wherever the process runs.
  const path = resolve(folder, model);
  return { folder, answering, model: existsSync(path) ? path : model };
}
