import { forkWorker, type WorkerProcess } from "../app/workers/workerProcess.ts";
import type { JobFunctions } from "../protocol/jobs.ts";
import { requireTrust } from "./trust.ts";

/** Does heavy work in a process of its own, which ends with it. Throws UserError `workspace/untrusted`. */
export type Jobs = <T>(work: (functions: WorkerProcess<JobFunctions>["functions"]) => Promise<T>) => Promise<T>;

export const runJob: Jobs = async (work) => {
  requireTrust();
  await using worker = forkWorker<JobFunctions>("jobs", { givesWay: true });
  return await work(worker.functions);
};
