import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { repeat } from "lit/directives/repeat.js";
import { answerParts } from "../../../core/answerParts.ts";
import { usualRun } from "../../../core/usualRun.ts";
import { placeText, wholePlaceText } from "../../../core/placeText.ts";
import type { Source } from "../../../core/groundedAnswer.ts";
import type { AskedView } from "../../../protocol/askTab.ts";
import type { Answering, AskedAnswer, AskStage } from "../../../protocol/asking.ts";
import { besideBlocks } from "../../besideBlocks.ts";
import { counted, factsText } from "../../format.ts";
import type { Host } from "../../host.ts";
import type { Dispatch, PanelState } from "../state.ts";
import { SEND_KEYS } from "../../sendKeys.ts";
import { t } from "../../strings.ts";
import { answerPiece } from "./answerPiece.ts";
import { button, emptyState, note, progressBar, selectField, typedIn } from "../../components/controls.ts";

const USUAL = "";
const BASE = "base";

/** Questions answered from the folder's files, with their sources. */
export function askView(state: PanelState, dispatch: Dispatch, host: Host): TemplateResult {
  const asked = state.snapshot?.asked ?? [];
  return html`
    <h2 class="unseen">${t("Ask")}</h2>
    <section class="asking" aria-label=${t("Question")}>${formView(state, dispatch, host)}</section>
    <section aria-label=${t("Answers")} aria-live="polite" aria-busy=${asked.some(isComing) ? "true" : "false"}>
      ${
        asked.length === 0
          ? emptyState(
              "comment-discussion",
              t("Ask what this folder's files say. Answers name the lines they rest on, and those are checked."),
            )
          : html`<div class="row end">
              ${button(t("Clear history"), () => host["ask/clear"](), { isSecondary: true, icon: "clear-all" })}
            </div>`
      }
      ${repeat(
        asked.toReversed(),
        ({ id }) => id,
        (each) => askedView(each, answeringOf(state.ask.answering), host),
      )}
    </section>
  `;
}

const answeringOf = (choice: string): Answering =>
  choice === USUAL ? { kind: "usual" } : choice === BASE ? { kind: "base" } : { kind: "run", runId: choice };

function formView({ snapshot, ask }: PanelState, dispatch: Dispatch, host: Host): TemplateResult {
  const runs = (snapshot?.runs ?? []).filter(({ hasResult }) => hasResult);
  const usual = usualRun(snapshot?.runs ?? [])?.title ?? t("Base model");
  // A run that was deleted answers no more.
  const chosen = ask.answering === BASE || runs.some(({ id }) => id === ask.answering) ? ask.answering : USUAL;
  const send = (typed = ask.question): void => {
    const question = typed.trim();
    if (question === "") return;
    void host["ask/send"]({ question, answering: answeringOf(chosen) });
    dispatch({ kind: "ask", change: { question: "" } });
  };
  // What stands in the box counts, not what was drawn last: it may be sent and emptied before it is drawn.
  return html`
    <vscode-textarea
      class="question"
      .label=${t("Question")}
      .value=${live(ask.question)}
      placeholder=${t("Ask a question ({0})", SEND_KEYS)}
      rows="3"
      @input=${(event: Event) => {
        const question = typedIn(event);
        dispatch({ kind: "ask", change: { question } });
        void host["ask/typed"]({ question, answering: answeringOf(chosen) });
      }}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send(typedIn(event));
      }}
    ></vscode-textarea>
    <div class="row wrap fields">
      ${selectField(
        {
          id: "answering",
          label: t("Answered by"),
          value: chosen,
          choices: [
            { value: USUAL, label: t("The model in use: {0}", usual) },
            { value: BASE, label: t("Base model") },
            ...runs.map(({ id, title, isActive }) => ({
              value: id,
              label: isActive ? t("{0} (in use)", title) : title,
            })),
          ],
        },
        (answering) => dispatch({ kind: "ask", change: { answering } }),
      )}
      ${button(t("Ask"), () => send(), { icon: "send", isDisabled: ask.question.trim() === "" })}
    </div>
  `;
}

function askedView(asked: AskedView, answering: Answering, host: Host): TemplateResult {
  const { id, question, state, text, stage, sources, result, error } = asked;
  return html`<article class="comparison" aria-label=${question} data-state=${state}>
    <h3>${question}</h3>
    <div class="card">
      ${state === "waiting" ? progressBar(stageText(stage), fractionOf(stage)) : nothing}
      ${result ? resultView(asked, result, answering, host) : answerView(id, text, sources, host)}
      ${error === undefined ? nothing : note("error", error)}
      ${
        isComing(asked)
          ? button(t("Stop answering"), () => host["ask/stop"](id), { icon: "debug-stop", isSecondary: true })
          : nothing
      }
    </div>
  </article>`;
}

/** Until then it is read aloud by nobody: a word at a time, it would interrupt itself. */
const isComing = ({ state }: AskedView): boolean => state === "waiting" || state === "answering";

function stageText(stage: AskStage | undefined): string {
  switch (stage?.kind) {
    case undefined:
      return t("Looking into the files");
    case "reading":
      return t("Reading files: {0} of {1}", stage.done, stage.total);
    case "loading":
      return t("Loading the model");
  }
}

const fractionOf = (stage: AskStage | undefined): number | undefined =>
  stage?.kind === "loading" ? stage.fraction : stage && stage.total > 0 ? stage.done / stage.total : undefined;

/** Text as text and code as code; what it cites opens the lines. */
const answerView = (id: string, text: string, sources: readonly Source[], host: Host): TemplateResult => html`
  <div class="cited-answer">
    ${answerParts(text).map((part, index, parts) => {
      switch (part.kind) {
        case "text":
          return answerPiece(part.kind, besideBlocks(part.text, parts, index));
        case "code":
        case "block":
          return answerPiece(part.kind, part.text);
        case "citation":
          return part.numbers.map((number) => {
            const source = sources.find((each) => each.number === number);
            return source ? sourceLink(id, source, `[${number}]`, host) : `[${number}] ⚠`;
          });
      }
    })}
  </div>
`;

const sourceLink = (id: string, source: Source, label: string, host: Host): TemplateResult =>
  html`<button
    class="link"
    title=${wholePlaceText(source)}
    aria-label=${`[${source.number}] ${wholePlaceText(source)}`}
    @click=${() => host["ask/openSource"](id, source.number)}
  >
    ${label}
  </button>`;

function resultView(asked: AskedView, result: AskedAnswer, answering: Answering, host: Host): TemplateResult {
  const { id, question, isKept } = asked;
  const { answer } = result;
  if (answer.outcome === "abstained") {
    return html`
      <p>${t("The sources do not say.")}</p>
      ${passagesView(id, answer.sources, host)} ${factsView(result)}
      ${
        answer.by === "gate"
          ? button(t("Answer anyway"), () => host["ask/send"]({ question, answering, anyway: true }), {
              isSecondary: true,
              icon: "play",
            })
          : nothing
      }
    `;
  }
  const loose = answer.statements.filter(({ citations }) => !citations.some(({ isVerified }) => isVerified));
  const isNothing = loose.length === answer.statements.length;
  return html`
    ${answerView(id, answer.generation.text, answer.sources, host)}
    ${
      isNothing
        ? html`${note("warning", t("Nothing of this answer stands in the sources that were read."))}
          ${passagesView(id, answer.sources, host)}`
        : html`${citedView(id, answer, host)}
          ${
            loose.length > 0
              ? note("warning", `${t("Not in the sources:")} ${loose.map(({ text }) => `“${text}”`).join(" ")}`)
              : nothing
          }`
    }
    ${factsView(result)}
    <div class="row wrap answer-actions">
      ${
        isKept
          ? html`<span class="help" role="status">${t("In the dataset")}</span>`
          : button(t("Add to dataset"), () => host["ask/keep"](id), { isSecondary: true, icon: "add" })
      }
    </div>
  `;
}

function citedView(id: string, answer: AskedAnswer["answer"], host: Host): TemplateResult {
  const citations = answer.outcome === "answered" ? answer.statements.flatMap((each) => each.citations) : [];
  return html`<ul class="sources" aria-label=${t("Sources")}>
    ${answer.sources.map((source) => {
      const own = citations.filter(({ number }) => number === source.number);
      const holding = own.filter(({ isVerified }) => isVerified).length;
      const mark =
        own.length === 0
          ? t("read, not cited")
          : holding === 0
            ? `⚠ ${t("not verified: its lines do not say this")}`
            : `✓ ${t("verified")}${holding < own.length ? `, ${t("though not of all that names it")}` : ""}`;
      return html`<li>
        ${sourceLink(id, source, `[${source.number}] ${placeText(source)}`, host)} <span class="help">${mark}</span>
      </li>`;
    })}
  </ul>`;
}

/** The passages themselves, the best first. */
const passagesView = (id: string, sources: readonly Source[], host: Host): TemplateResult => html`
  <ul class="sources" aria-label=${t("Nearest to the question")}>
    ${sources.toReversed().map(
      (source) =>
        html`<li>
          ${sourceLink(id, source, `[${source.number}] ${placeText(source)}`, host)}
          <pre tabindex="0"><code>${source.text.split("\n").slice(0, 8).join("\n")}</code></pre>
        </li>`,
    )}
  </ul>
`;

function factsView({ answer, by: { model, run } }: AskedAnswer): TemplateResult {
  const { length: count } = answer.sources;
  const read = counted(count, t("1 passage read"), t("{0} passages read", count));
  if (!("generation" in answer)) {
    return html`<p class="help">${t("not asked: too little speaks for an answer")} · ${read}</p>`;
  }
  const { timings, generation } = answer;
  const facts = [
    t("{0} s to the first word", (timings.firstTokenMs / 1000).toFixed(1)),
    ...(generation.tokensPerSecond > 0 ? [t("{0} tokens/s", generation.tokensPerSecond.toFixed(1))] : []),
    `${read}, ${
      generation.reusedTokens > 0
        ? t("{0} tokens, {1} of them known", generation.promptTokens, generation.reusedTokens)
        : t("{0} tokens", generation.promptTokens)
    }`,
    ...(generation.finish === "length" ? [t("cut at the longest answer")] : []),
    run ? t("{0} tuned by {1}", model, run.title) : model,
  ];
  return html`<p class="help">${factsText(facts)}</p>`;
}
