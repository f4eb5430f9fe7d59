import type { IndexProgress } from "../../core/search.ts";
import type { AskedLines } from "../../core/groundedAnswer.ts";
import type { AnsweredBy, AskerFunctions, AskEvent } from "../../protocol/asking.ts";
import type { StartInference } from "../answers.ts";
import { askWorkspace } from "../askWorkspace.ts";
import type { StartRetriever } from "../retriever.ts";
import { type ChosenAnswerer, chooseAnswering } from "./chooseAnswering.ts";
import { followFolder, type FollowedFolder } from "./followFolder.ts";
import { keepModel } from "./keptModel.ts";

export interface AskerOptions {
  readonly startRetriever?: StartRetriever;
  readonly startInference?: StartInference;
  readonly choose?: (by: AnsweredBy, signal: AbortSignal) => Promise<ChosenAnswerer>;
}

/** Of a selection, so much is measured; a model this small reads less. */
const MAX_ASKED_LINES = 400;
const MAX_ASKED_CHARACTERS = 24_000;

/** The functions of the asking process. */
export function askerFunctions({
  startRetriever,
  startInference,
  choose = chooseAnswering,
}: AskerOptions = {}): AskerFunctions & AsyncDisposable {
  const model = keepModel(startInference ? { start: startInference } : {});
  const followed = new Map<string, FollowedFolder>();
  const folderAt = (root: string): FollowedFolder => {
    const known = followed.get(root) ?? followFolder(root, startRetriever);
    followed.set(root, known);
    return known;
  };

  return {
    async "question/ask"({ question, before, about, options, anyway, ...by }, signal, onEvent) {
      const folder = folderAt(by.folder);
      const chosen = await choose(by, signal);
      // The model is loaded while the files are looked at.
      const ready = folder.ready(signal, (progress) => reportReading(progress, onEvent));
      ready.catch(() => undefined);
      const answer = await model.use(
        chosen.load,
        async (inference, loaded) => {
          await ready;
          return askWorkspace(
            { retriever: folder, inference, model: loaded },
            { question, before, about: about && shortened(about), adapter: chosen.adapter, options, anyway },
            {
              onSources: (sources) => onEvent({ kind: "sources", sources }),
              onText: (text) => onEvent({ kind: "text", text }),
            },
            signal,
          );
        },
        signal,
        (fraction) => onEvent({ kind: "stage", stage: { kind: "loading", fraction } }),
      );
      const { title, runId } = chosen;
      return { answer, by: title, ...(runId !== undefined && { runId }) };
    },
    async "chat/answer"({ messages, options, ...by }, signal, onText) {
      const { load, adapter } = await choose(by, signal);
      return model.use(
        load,
        (inference) => inference["answer/generate"]({ messages, adapter, options }, signal, onText),
        signal,
      );
    },
    async "tokens/count"(by, texts, signal) {
      const { load } = await choose(by, signal);
      const measured = await model.use(load, (inference) => inference["tokens/measure"](texts), signal);
      return [...measured.counts];
    },
    "files/changed": (folder, paths) => folderAt(folder).changed(paths),
    "buffer/set": (folder, path, text) => folderAt(folder).setBuffer(path, text),
    async [Symbol.asyncDispose]() {
      await model[Symbol.asyncDispose]();
      for (const folder of followed.values()) await folder[Symbol.asyncDispose]();
    },
  };
}

function reportReading(progress: IndexProgress, onEvent: (event: AskEvent) => void): void {
  if (progress.phase !== "read" || progress.total === 0) return;
  const { done, total } = progress;
  onEvent({ kind: "stage", stage: { kind: "reading", done, total } });
}

/** The beginning of what is too long to be read whole. */
function shortened(lines: AskedLines): AskedLines {
  const text = lines.text.slice(0, MAX_ASKED_CHARACTERS).split("\n").slice(0, MAX_ASKED_LINES).join("\n");
  return { ...lines, text, endLine: lines.startLine + text.split("\n").length - 1 };
}
