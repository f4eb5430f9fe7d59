import * as vscode from "vscode";
import { messageOf, UserError } from "../../base/errors.ts";
import type { DatasetName } from "../../protocol/curation.ts";
import { type DatasetTabView, type Measured, type MeasuredParts, NOTHING_MEASURED } from "../../protocol/datasetTab.ts";
import { NO_CHOICES } from "../../protocol/datasetViews.ts";
import type { JobFunctions } from "../../protocol/jobs.ts";
import type { Remote } from "../../protocol/rpc.ts";
import type { Activities } from "../activities.ts";
import type { Curation } from "../review/curation.ts";
import type { Jobs } from "../jobs.ts";
import { Cancelled, type Log } from "../report.ts";

/** What the Dataset tab shows of the dataset that is open in this window, found out when it is asked for. */
export interface DatasetTab extends vscode.Disposable {
  view(): DatasetTabView;
  /** Looks at the dataset, and goes on following it. */
  look(): Promise<void>;
  /** Finds something out in a process of its own, as an activity; its value stays until it is found out again. */
  measure<Key extends MeasuredKey>(key: Key, text: string, work: MeasuringWork<Key>): Promise<void>;
  /** Does something with the dataset as an activity. Throws what the work throws. */
  work<T>(subject: string, text: string, work: Work<T>): Promise<T>;
  change(change: Partial<Changeable>): void;
  readonly onDidChange: vscode.Event<void>;
}

type MeasuredKey = keyof MeasuredParts;
type ValueOf<Key extends MeasuredKey> = NonNullable<MeasuredParts[Key]["value"]>;
type Changeable = MeasuredParts & Pick<DatasetTabView, "importing" | "built" | "imported" | "exported">;

export type Report = (progress: { readonly done: number; readonly total: number; readonly part?: string }) => void;
type Work<T> = (
  dataset: DatasetName,
  functions: Remote<JobFunctions>,
  signal: AbortSignal,
  report: Report,
) => Promise<T>;
type MeasuringWork<Key extends MeasuredKey> = Work<ValueOf<Key>>;

/** What says something about the examples as they are. */
const OF_EXAMPLES = ["splits", "lengths", "exportable", "draw", "duplicates"] as const;
/** Decisions come one upon the other. */
const SETTLE_MS = 250;

export function openDatasetTab(curation: Curation, jobs: Jobs, activities: Activities, log: Log): DatasetTab {
  const changed = new vscode.EventEmitter<void>();
  let known: Partial<DatasetTabView> & MeasuredParts = NOTHING_MEASURED;
  let choices = NO_CHOICES;
  let [isLookedAt, ofName] = [false, ""];
  let timer: NodeJS.Timeout | undefined;
  /** Counts changes of the dataset, so that what was found out of an older one is known to be old. */
  let version = 0;

  const set = (change: Partial<DatasetTabView>): void => {
    known = { ...known, ...change };
    changed.fire();
  };

  /** What is known of one dataset says nothing about another. */
  function follow(): void {
    const dataset = curation.dataset();
    const name = dataset.kind === "open" ? dataset.name : "";
    if (name === ofName) return;
    [ofName, known] = [name, NOTHING_MEASURED];
    version += 1;
    if (isLookedAt && name !== "") void readFacts();
  }

  function makeOld(isReloaded: boolean): void {
    version += 1;
    const next = { ...known };
    for (const key of OF_EXAMPLES) {
      const { state, ...rest } = next[key];
      if (state === "ready" || state === "outdated") {
        Object.assign(next, { [key]: { ...rest, state: isReloaded ? "wanted" : "outdated" } });
      }
    }
    known = next;
    changed.fire();
    clearTimeout(timer);
    if (isLookedAt) timer = setTimeout(() => void readFacts(), SETTLE_MS);
  }

  async function readFacts(): Promise<void> {
    if (curation.dataset().kind !== "open") return;
    const dataset = curation.require();
    try {
      const facts = await curation.functions["dataset/facts"](dataset);
      if (dataset.name === ofName) set({ facts });
    } catch (error) {
      log.error(error instanceof Error ? error : messageOf(error));
    }
  }

  const work: DatasetTab["work"] = async (subject, text, doing) => {
    const dataset = await curation.target();
    return activities.run({ kind: "measure", subject, text }, (signal, report) =>
      jobs((functions) =>
        doing(dataset, functions, signal, ({ done, total, part }) =>
          report(part === undefined ? text : `${text}: ${part}`, total > 0 ? Math.min(1, done / total) : undefined),
        ),
      ),
    );
  };

  const listeners = [
    curation.onDidChange(() => {
      follow();
      changed.fire();
    }),
    // Counting tokens leaves remarks, which must not make what was counted old.
    curation.onDidChangeExamples(({ isReloaded, isOfRemarksOnly = false }) => {
      if (!isOfRemarksOnly) makeOld(isReloaded);
    }),
  ];
  return {
    view: () => ({
      dataset: curation.dataset(),
      names: curation.names(),
      ...choices,
      ...known,
    }),
    async look() {
      isLookedAt = true;
      await curation.look();
      follow();
      await readFacts();
      if (choices !== NO_CHOICES || !vscode.workspace.isTrusted) return;
      choices = await curation.functions["datasets/choices"]();
      changed.fire();
    },
    async measure(key, text, doing) {
      if (known[key].state === "measuring") return;
      const [began, name] = [version, ofName];
      const { value } = known[key];
      const settle = (next: Measured<unknown>): void => {
        // Another dataset is looked at meanwhile.
        if (name === ofName) set({ [key]: next });
      };
      set({ [key]: { state: "measuring", ...(value !== undefined && { value }) } });
      try {
        const found = await work(key, text, doing);
        const isOld = version !== began && OF_EXAMPLES.some((each) => each === key);
        settle({ state: isOld ? "outdated" : "ready", value: found });
      } catch (error) {
        if (!(error instanceof Cancelled)) log.error(error instanceof Error ? error : messageOf(error));
        settle({ state: "failed", problem: problemOf(error), ...(value !== undefined && { value }) });
      }
    },
    work,
    change: set,
    onDidChange: changed.event,
    dispose() {
      clearTimeout(timer);
      vscode.Disposable.from(...listeners, changed).dispose();
    },
  };
}

function problemOf(error: unknown): NonNullable<Measured<unknown>["problem"]> {
  if (error instanceof Cancelled) return { message: vscode.l10n.t("Stopped."), hint: "" };
  const hint = error instanceof UserError ? error.hint : vscode.l10n.t("The log tells more: Espalier: Show Logs.");
  return { message: messageOf(error), hint };
}
