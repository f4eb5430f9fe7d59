import { fork, type ChildProcess } from "node:child_process";
import { constants, setPriority } from "node:os";
import { UserError } from "../../base/errors.ts";
import { connect, type Remote } from "../../protocol/rpc.ts";
import { channelTo } from "./childChannel.ts";
import { findBundle } from "./workerBundle.ts";

export type WorkerName = "trainer" | "inference" | "retriever" | "corpus" | "jobs" | "curator" | "asker";

export interface WorkerOptions<Host extends object> {
  /** What the worker may call here. Defaults to nothing. */
  readonly host?: Host;
  /** Added to this process's environment. Defaults to nothing. */
  readonly env?: Readonly<Record<string, string>>;
  /** Flags for Node itself, such as a limit of memory. Defaults to none. */
  readonly execArgv?: readonly string[];
  /** Whether other programs go first: for work that nobody waits for at every key. Defaults to false. */
  readonly givesWay?: boolean;
  /** Folder of the worker's bundle. Defaults to the one this code was bundled into. */
  readonly folder?: string;
}

/** A child process that serves `Functions`. */
export interface WorkerProcess<Functions> extends AsyncDisposable {
  readonly pid: number;
  /** Its functions; see Connection.remote. When the process dies they reject with UserError `worker/died`. */
  readonly functions: Remote<Functions>;
  /** Resolves when the process has ended, with the UserError `worker/died` if nobody asked it to. */
  readonly ended: Promise<UserError | undefined>;
  /** Ends the process and waits until it is gone. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts a worker process. It works on its own: a crash in native code ends the worker and rejects its calls, with
 * its exit code or signal and its last words, and leaves this process as it was. It ends when this process does.
 *
 *     await using trainer = forkWorker<TrainerFunctions, TrainerHost>("trainer", { host: { "run/event": show } });
 *     await trainer.functions["run/train"](request);
 *
 * In the worker's main, `connectToParent` of src/protocol/parentProcess.ts is the other end.
 * Throws UserError `worker/missing` when the bundle is not there.
 */
export function forkWorker<Functions, Host extends object = object>(
  name: WorkerName,
  { host, env = {}, execArgv = [], givesWay = false, folder }: WorkerOptions<Host> = {},
): WorkerProcess<Functions> {
  const child = fork(findBundle(name, folder), [], {
    // This process's own flags (a debugger's port, a loader) are not the worker's.
    execArgv: [...execArgv],
    // In an editor, this process is Electron, which runs a script as Node only when told so.
    env: { ...process.env, ...env, ELECTRON_RUN_AS_NODE: "1" },
    serialization: "advanced",
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  if (givesWay) letGiveWay(child);
  const connection = connect<Functions>(channelTo(child), host ?? {});
  const lastWords = keepLastLines(child);
  let asked = false;

  // Whatever ends it, calls must not wait for a dead process.
  const ended = new Promise<UserError | undefined>((resolve) => {
    const finish = (how: string): void => {
      const death = diedError(name, how, lastWords());
      connection.close(death);
      resolve(asked ? undefined : death);
    };
    child.once("error", (error) => finish(`could not start: ${error.message}`));
    // After `close`, not `exit`: by then its last words have arrived.
    child.once("close", (code, signal) => finish(signal ? `was ended by ${signal}` : `ended with exit code ${code}`));
  });

  return {
    pid: child.pid ?? -1,
    functions: connection.remote,
    ended,
    async [Symbol.asyncDispose]() {
      asked = true;
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** Threads and processes that it starts later give way as well. */
function letGiveWay({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended already, which is told elsewhere.
  }
}

function diedError(name: WorkerName, how: string, lastWords: readonly string[]): UserError {
  return new UserError(
    "worker/died",
    `the ${name} process ${how}${lastWords.length ? `; it last said:\n${lastWords.join("\n")}` : ""}`,
    "If the machine was short of memory, close other programs or choose a smaller model; else please report this.",
  );
}

const KEPT_LINES = 20;
const KEPT_CHARACTERS = 4000;

/** The last lines of what the process writes, for the report of its death. */
function keepLastLines(child: ChildProcess): () => string[] {
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      text = (text + chunk).slice(-KEPT_CHARACTERS);
    });
  }
  return () =>
    text
      .split("\n")
      .filter((line) => line.trim() !== "")
      .slice(-KEPT_LINES);
}
