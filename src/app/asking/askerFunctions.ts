import type { AdapterUse } from "../../core/generation.ts";
import type { IndexProgress } from "../../core/search.ts";
import type { AskedLines } from "../../core/groundedAnswer.ts";
import type { AnsweredBy, AskerFunctions, AskEvent, QuestionRequest } from "../../protocol/asking.ts";
import type { StartInference } from "../answers/answers.ts";
import type { Source } from "../../core/groundedAnswer.ts";
import { askWorkspace, type GroundedRequest, readAhead } from "../answers/askWorkspace.ts";
import type { StartRetriever } from "../search/retriever.ts";
import { type ChosenAnswerer, chooseAnswering } from "./chooseAnswering.ts";
import { followFolder, type FollowedFolder } from "./followFolder.ts";
import { isTraining } from "./isTraining.ts";
import { rememberShown } from "./rememberShown.ts";
import { keepModel } from "./keptModel.ts";

export interface AskerOptions {
  readonly startRetriever?: StartRetriever;
  readonly startInference?: StartInference;
  readonly choose?: (by: AnsweredBy, signal: AbortSignal) => Promise<ChosenAnswerer>;
  /** Whether nothing is to be read ahead. Defaults to whether a run of the folder is being trained. */
  readonly isBusy?: (folder: string) => Promise<boolean>;
}

/** Of a selection, so much is measured; a model this small reads less. */
const MAX_ASKED_LINES = 400;
const MAX_ASKED_CHARACTERS = 24_000;

/** The functions of the asking process. */
export function askerFunctions({
  startRetriever,
  startInference,
  choose = chooseAnswering,
  isBusy = isTraining,
}: AskerOptions = {}): AskerFunctions & AsyncDisposable {
  const model = keepModel(startInference ? { start: startInference } : {});
  const shown = rememberShown();
  let ahead: AbortController | undefined;
  const stopReading = (why: string): void => ahead?.abort(new Error(why));
  const followed = new Map<string, FollowedFolder>();
  const folderAt = (root: string): FollowedFolder => {
    const known = followed.get(root) ?? followFolder(root, startRetriever);
    followed.set(root, known);
    return known;
  };

  return {
    async "question/ask"(request, signal, onEvent) {
      stopReading("the question was asked");
      const folder = folderAt(request.folder);
      const chosen = await choose(request, signal);
      // The model is loaded while the files are looked at.
      const ready = folder.ready(signal, (progress) => reportReading(progress, onEvent));
      ready.catch(() => undefined);
      const answer = await model.use(
        chosen.load,
        async (inference, loaded) => {
          await ready;
          const asked = groundedOf(request, chosen.adapter, shown.of(loaded, request.folder, chosen.adapter));
          const answered = await askWorkspace(
            { retriever: folder, inference, model: loaded },
            asked,
            {
              onSources: (sources) => onEvent({ kind: "sources", sources }),
              onText: (text) => onEvent({ kind: "text", text }),
            },
            signal,
          );
          // What the gate stopped was not read.
          if ("generation" in answered) shown.set(loaded, request.folder, chosen.adapter, answered.sources);
          return answered;
        },
        signal,
        (fraction) => onEvent({ kind: "stage", stage: { kind: "loading", fraction } }),
      );
      return { answer, by: chosen.by };
    },
    async "question/ahead"(request, signal) {
      stopReading("typing went on");
      const own = new AbortController();
      ahead = own;
      const stop = AbortSignal.any([signal, own.signal]);
      if (await isBusy(request.folder)) return;
      const folder = folderAt(request.folder);
      const { load, adapter } = await choose(request, stop);
      // To look at the files is not begun anew at every word.
      const ready = folder.ready(new AbortController().signal, () => undefined);
      ready.catch(() => undefined);
      await model.use(
        load,
        async (inference, loaded) => {
          await ready;
          stop.throwIfAborted();
          await readAhead(
            { retriever: folder, inference, model: loaded },
            groundedOf(request, adapter, shown.of(loaded, request.folder, adapter)),
            stop,
            (begun) => shown.set(loaded, request.folder, adapter, begun),
          );
        },
        stop,
      );
    },
    async "chat/answer"({ messages, options, ...by }, signal, onText) {
      stopReading("somebody else asks");
      const { load, adapter } = await choose(by, signal);
      return model.use(
        load,
        (inference, loaded) => {
          shown.set(loaded, by.folder, adapter, []);
          return inference["answer/generate"]({ messages, adapter, options }, signal, onText);
        },
        signal,
      );
    },
    async "tokens/count"(by, texts, signal) {
      const { load } = await choose(by, signal);
      const measured = await model.use(load, (inference) => inference["tokens/measure"](texts), signal);
      return [...measured.counts];
    },
    "lines/around": (folder, path, text, line) => folderAt(folder).linesAround(path, text, line),
    "files/changed": (folder, paths) => folderAt(folder).changed(paths),
    "buffer/set": (folder, path, text) => folderAt(folder).setBuffer(path, text),
    async [Symbol.asyncDispose]() {
      await model[Symbol.asyncDispose]();
      for (const folder of followed.values()) await folder[Symbol.asyncDispose]();
    },
  };
}

const groundedOf = (
  { question, before, about, options, anyway }: QuestionRequest,
  adapter: AdapterUse | undefined,
  shown: readonly Source[],
): GroundedRequest => ({ question, before, about: about && shortened(about), adapter, options, anyway, shown });

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
