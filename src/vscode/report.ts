import * as vscode from "vscode";
import { messageOf, UserError } from "../base/errors.ts";

/** Where the extension says what it does. */
export interface Log extends vscode.Disposable {
  info(message: string, ...details: unknown[]): void;
  warn(message: string, ...details: unknown[]): void;
  error(error: string | Error, ...details: unknown[]): void;
  show(): void;
}

/**
 * The extension's log. What a window leaves behind when it is closed still ends, and fails, after the log is gone: the
 * editor's channel would throw then, and the error of the log would hide the one that was to be told.
 */
export function createLog(): Log {
  const channel = vscode.window.createOutputChannel("Espalier", { log: true });
  let isOpen = true;
  return {
    info: (message, ...details) => void (isOpen && channel.info(message, ...details)),
    warn: (message, ...details) => void (isOpen && channel.warn(message, ...details)),
    error: (error, ...details) => void (isOpen && channel.error(error, ...details)),
    show: () => void (isOpen && channel.show()),
    dispose() {
      isOpen = false;
      channel.dispose();
    },
  };
}

/** Something the user may do about an error. */
export interface ErrorAction {
  readonly title: string;
  readonly run: () => unknown;
}

/** Shows what went wrong: what the user can mend with its hint, a bug with one line, its stack in the log. */
export async function reportError(log: Log, error: unknown, actions: readonly ErrorAction[] = []): Promise<void> {
  if (isStopped(error)) return log.info(`Stopped: ${error instanceof Error ? error.message : String(error)}`);
  const isUsers = error instanceof UserError;
  const text = error instanceof Error ? error.message : String(error);
  const [firstLine = text] = text.split("\n");
  log.error(isUsers ? `${error.code}: ${text}\n${error.hint}` : error instanceof Error ? error : text);
  const offered = [
    ...actions,
    { title: vscode.l10n.t("Show Logs"), run: () => log.show() },
    ...(isUsers
      ? []
      : [
          {
            title: vscode.l10n.t("Report Problem"),
            run: () => vscode.commands.executeCommand("espalier.reportProblem"),
          },
        ]),
  ];
  const message = isUsers ? sentenceOf(error) : vscode.l10n.t("Espalier failed: {0}", firstLine);
  const titles = offered.map(({ title }) => title);
  const chosen = await vscode.window.showErrorMessage(message, ...titles);
  await offered.find(({ title }) => title === chosen)?.run();
}

/** Thrown by work that the user cancelled: nothing to report. */
export class Cancelled extends Error {
  override readonly name = "Cancelled";
}

const isStopped = (error: unknown): boolean =>
  error instanceof Cancelled || (error instanceof Error && error.name === "AbortError");

/** What went wrong, and what to do about it where the user can do something. */
export function sentenceOf(error: unknown): string {
  const text = messageOf(error);
  const [firstLine = text] = text.split("\n");
  return error instanceof UserError ? `${capitalized(firstLine)}. ${error.hint}` : firstLine;
}

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Aborts with Cancelled when an editor's token is cancelled. */
export function signalOf(token: vscode.CancellationToken): AbortSignal {
  const controller = new AbortController();
  const cancel = (): void => controller.abort(new Cancelled("the editor no longer asks"));
  if (token.isCancellationRequested) cancel();
  else token.onCancellationRequested(cancel);
  return controller.signal;
}

/**
 * Runs a command's work and reports what it throws; where a process died under it, it can be done again.
 *
 * @param passing codes of errors that nobody needs to hear of. Defaults to none.
 */
export const reporting = <Args extends readonly unknown[], Result>(
  log: Log,
  work: (...args: Args) => Result,
  passing: readonly string[] = [],
) => {
  const run = async (...args: Args): Promise<Awaited<Result> | undefined> => {
    try {
      return await work(...args);
    } catch (error) {
      const isPassing = error instanceof UserError && passing.includes(error.code);
      if (!isPassing)
        void reportError(
          log,
          error,
          againAfterDeath(error, () => run(...args)),
        );
      return undefined;
    }
  };
  return run;
};

/** What can be done about an error where a process died under the work: another takes its place. */
export const againAfterDeath = (error: unknown, again: () => unknown): readonly ErrorAction[] =>
  error instanceof UserError && error.code === "worker/died" ? [{ title: vscode.l10n.t("Try Again"), run: again }] : [];

/** Shows work as a notification with a bar and a cancel button; cancelling aborts the signal with Cancelled. */
export async function withProgress<T>(
  title: string,
  work: (signal: AbortSignal, report: (text: string, fraction?: number) => void) => Promise<T>,
): Promise<T> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (progress, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort(new Cancelled(title)));
      let shown = 0;
      return work(controller.signal, (message, fraction) => {
        const increment = fraction === undefined ? 0 : Math.max(0, fraction * 100 - shown);
        shown += increment;
        progress.report({ message, increment });
      });
    },
  );
}
