import * as vscode from "vscode";
import { sparingly } from "../base/sparingly.ts";
import { estimateSeconds } from "../core/estimateSeconds.ts";
import type { Activity } from "../protocol/panel.ts";
import { Cancelled } from "./report.ts";

/** What goes on in this window and takes long: it is seen in the panel, and in the status bar when the panel is not. */
export interface Activities extends vscode.Disposable {
  list(): readonly Activity[];
  /** Runs work as an activity; its signal aborts when it is cancelled, with Cancelled. */
  run<T>(
    about: Pick<Activity, "kind" | "subject" | "text">,
    work: (signal: AbortSignal, report: (text: string, fraction?: number) => void) => Promise<T>,
  ): Promise<T>;
  cancel(id: string): void;
  readonly onDidChange: vscode.Event<void>;
}

export function trackActivities(): Activities {
  const changed = new vscode.EventEmitter<void>();
  const running = new Map<string, { readonly activity: Activity; readonly controller: AbortController }>();
  let nextId = 1;
  const cancel = (id: string): void => running.get(id)?.controller.abort(new Cancelled(id));
  return {
    list: () => [...running.values()].map(({ activity }) => activity),
    cancel,
    onDidChange: changed.event,
    async run(about, work) {
      const id = String(nextId++);
      const controller = new AbortController();
      const show = (activity: Activity): void => {
        running.set(id, { activity, controller });
        changed.fire();
      };
      const beganMs = performance.now();
      show({ id, ...about });
      try {
        return await vscode.window.withProgress(
          { location: vscode.ProgressLocation.Window, title: about.text },
          (progress) => {
            const report = sparingly(({ text, fraction }: Reported) => {
              const percent = fraction === undefined ? [] : [`${Math.floor(fraction * 100)} %`];
              progress.report({ message: [...beyond(about.text, text), ...percent].join(" ") });
              const secondsLeft = estimateSeconds((performance.now() - beganMs) / 1000, fraction);
              show({
                ...{ id, ...about, text },
                ...(fraction !== undefined && { fraction }),
                ...(secondsLeft !== undefined && { secondsLeft }),
              });
            }, isNewStage);
            return work(controller.signal, (text, fraction) => report({ text, fraction }));
          },
        );
      } finally {
        running.delete(id);
        changed.fire();
      }
    },
    dispose() {
      for (const id of running.keys()) cancel(id);
      changed.dispose();
    },
  };
}

interface Reported {
  readonly text: string;
  readonly fraction: number | undefined;
}

/** A stage without a measure, or another one that begins. */
const isNewStage = ({ fraction }: Reported, last: Reported): boolean =>
  fraction === undefined || last.fraction === undefined || fraction < last.fraction;

/** What a text says beyond the title, which the editor writes before it. */
const beyond = (title: string, text: string): string[] =>
  text === title ? [] : [text.startsWith(`${title}: `) ? text.slice(title.length + 2) : text];
