import type * as vscode from "vscode";
import type { Log } from "../../src/vscode/report.ts";

type Listener = (event: unknown) => unknown;
const nothing = { dispose: () => undefined };
const noEvent = () => nothing;

class EventEmitter {
  readonly #listeners = new Set<Listener>();
  readonly event = (listener: Listener): vscode.Disposable => {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  };
  fire(event: unknown): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
  dispose(): void {
    this.#listeners.clear();
  }
}

class Disposable {
  readonly dispose: () => unknown;
  constructor(dispose: () => unknown) {
    this.dispose = dispose;
  }
  static from(...all: readonly { dispose(): unknown }[]): Disposable {
    return new Disposable(() => {
      for (const each of all) each.dispose();
    });
  }
}

const trusted = new EventEmitter();

/** What the editor was asked to show, and what is answered; what commands it was given. */
export const editor = {
  isTrusted: true,
  /** Errors shown, with the titles of their actions. */
  errors: [] as { readonly message: string; readonly actions: readonly string[] }[],
  warnings: [] as string[],
  /** What the user presses, message by message. */
  presses: [] as string[],
  commands: new Map<string, (...args: unknown[]) => unknown>(),
  grantTrust(): void {
    editor.isTrusted = true;
    trusted.fire(undefined);
  },
  reset(): void {
    Object.assign(editor, { isTrusted: true, errors: [], warnings: [], presses: [], commands: new Map() });
  },
};

/** Stands for the module "vscode" where a part of the extension is tested without an editor: `vi.mock("vscode", …)`. */
export const vscodeStandIn = {
  EventEmitter,
  Disposable,
  version: "1.104.0",
  l10n: { t: (text: string, ...args: unknown[]) => text.replaceAll(/\{(\d+)\}/g, (_, i) => String(args[Number(i)])) },
  env: { appHost: "desktop", uiKind: 1, remoteName: undefined },
  UIKind: { Desktop: 1, Web: 2 },
  ProgressLocation: { Window: 10, Notification: 15 },
  RelativePattern: class {},
  window: {
    withProgress: (_options: unknown, work: (progress: { report(): void }) => unknown) =>
      work({ report: () => undefined }),
    async showErrorMessage(message: string, ...actions: string[]) {
      editor.errors.push({ message, actions });
      return editor.presses.shift();
    },
    showWarningMessage(message: string): Promise<undefined> {
      editor.warnings.push(message);
      return Promise.resolve(undefined);
    },
  },
  commands: {
    registerCommand(name: string, run: (...args: unknown[]) => unknown) {
      editor.commands.set(name, run);
      return nothing;
    },
    executeCommand: () => Promise.resolve(undefined),
  },
  workspace: {
    get isTrusted() {
      return editor.isTrusted;
    },
    workspaceFolders: undefined as readonly vscode.WorkspaceFolder[] | undefined,
    onDidGrantWorkspaceTrust: trusted.event,
    onDidChangeConfiguration: noEvent,
    createFileSystemWatcher: () => ({
      ...nothing,
      onDidCreate: noEvent,
      onDidChange: noEvent,
      onDidDelete: noEvent,
    }),
  },
};

/** What a workspace remembers, in memory; JSON, as the editor keeps it. */
export function mementoStandIn(): vscode.Memento {
  const values = new Map<string, string>();
  return {
    keys: () => [...values.keys()],
    get: <T>(key: string, otherwise?: T) => {
      const found = values.get(key);
      return found === undefined ? (otherwise as T) : (JSON.parse(found) as T);
    },
    async update(key, value) {
      values.set(key, JSON.stringify(value));
    },
  };
}

/** Folders of a workspace of which one is chosen. */
export function foldersStandIn(...paths: readonly string[]) {
  const changed = new EventEmitter();
  let current = paths[0];
  return {
    current: () => current,
    require: () => current ?? "",
    all: () => paths.map((path) => ({ path, name: path })),
    areVirtual: () => false,
    shownName: () => undefined,
    async choose(path: string) {
      current = path;
      changed.fire(path);
    },
    onDidChange: changed.event as vscode.Event<string | undefined>,
    dispose: () => undefined,
  };
}

/** Notes what went wrong. */
export function logStandIn() {
  const errors: unknown[] = [];
  const log: Log = {
    error: (error: unknown) => void errors.push(error),
    warn: () => undefined,
    info: () => undefined,
    show: () => undefined,
    dispose: () => undefined,
  };
  return { log, errors };
}
