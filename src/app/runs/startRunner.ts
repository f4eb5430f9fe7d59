import { fork } from "node:child_process";
import { UserError } from "../../base/errors.ts";
import { connect } from "../../protocol/rpc.ts";
import type { RunnerFunctions } from "../../protocol/runner.ts";
import { channelTo } from "../workers/childChannel.ts";
import { findBundle } from "../workers/workerBundle.ts";

export interface RunnerOptions {
  /** Folder of the runner's bundle. Defaults to the one this code was bundled into. */
  readonly folder?: string;
  readonly signal?: AbortSignal;
}

/** So long it has to clear away a run that is given up before it began. */
const CLEARING_MS = 5_000;

/**
 * Starts a process that will own one run, and asks it to begin. Once the run has begun, the process is on its own and
 * goes on when this one ends. Throws what refuses the run, UserError `worker/died` when the process ends before, and the
 * signal's reason: `begin` passes the signal on, and a process that does not heed it is killed.
 */
export async function withRunner<T>(
  begin: (functions: ReturnType<typeof connect<RunnerFunctions>>["remote"]) => Promise<T>,
  { folder, signal }: RunnerOptions = {},
): Promise<T> {
  signal?.throwIfAborted();
  const child = fork(findBundle("runner", folder), [], {
    execArgv: [],
    env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
    serialization: "advanced",
    // Its own session: closing the terminal or the editor that this process belongs to does not reach it.
    detached: true,
    // What it has to say is in the run's folder. A pipe would break when this process ends.
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  const connection = connect<RunnerFunctions>(channelTo(child), {});
  let killing: NodeJS.Timeout | undefined;
  const onAbort = (): void => void (killing = setTimeout(() => child.kill("SIGKILL"), CLEARING_MS));
  signal?.addEventListener("abort", onAbort);
  child.once("error", (error) => connection.close(diedError(`could not start: ${error.message}`)));
  child.once("exit", (code, by) =>
    connection.close(diedError(by ? `was ended by ${by}` : `ended with exit code ${code}`)),
  );
  try {
    return await begin(connection.remote);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener("abort", onAbort);
    clearTimeout(killing);
    if (child.connected) child.disconnect();
    child.unref();
  }
}

const diedError = (how: string): UserError =>
  new UserError(
    "worker/died",
    `the process that was to own the run ${how} before the run began`,
    "If the machine was short of memory, close other programs or choose a smaller model; else please report this.",
  );
