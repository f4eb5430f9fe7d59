import { setTimeout as delay } from "node:timers/promises";
import { modelErrors } from "../modelErrors.ts";
import { downloadOnce, type AttemptResult, type DownloadedFile, type DownloadRequest } from "./downloadAttempt.ts";
import { UnreachableError } from "./hubRequest.ts";

export interface RetryPolicy {
  /** Failures in a row, without a byte in between, after which it ends. Defaults to `5`. */
  readonly attempts?: number;
  /** Wait before the next attempt; doubles with each failure in a row. Defaults to `1000`. */
  readonly firstWaitMs?: number;
  readonly onRetry?: (reason: string, waitMs: number) => void;
}

const LONGEST_WAIT_MS = 30_000;
/** The partial file of another version is discarded once; a server that goes on contradicting itself is not humoured. */
const MAX_RESTARTS = 3;

/**
 * Downloads into a partial file and goes on where an earlier attempt, or an earlier process, stopped.
 * A server that was never reached is not asked again: the caller may have another source.
 * Throws UserError `models/no-network`, `models/connection-lost`, `models/disk-full` and what the server's answer
 * means; the signal's reason when aborted, which keeps the partial file for the next time.
 */
export async function resumableDownload(request: DownloadRequest, policy: RetryPolicy = {}): Promise<DownloadedFile> {
  const { attempts = 5, firstWaitMs = 1000, onRetry } = policy;
  const { host } = new URL(request.url);
  let failures = 0;
  let restarts = 0;
  let wasReached = false;
  for (;;) {
    request.signal.throwIfAborted();
    const result = await attempt(request, wasReached);
    wasReached = true;
    if (result.kind === "complete") return result.file;
    if (result.kind === "restart") {
      if (++restarts > MAX_RESTARTS) throw modelErrors.badAnswer(request.url, "ranges that do not fit together");
      continue;
    }
    failures = result.madeProgress ? 1 : failures + 1;
    if (failures >= attempts) throw modelErrors.connectionLost(host, result.reason, failures);
    const waitMs = result.waitMs ?? Math.min(LONGEST_WAIT_MS, firstWaitMs * 2 ** (failures - 1));
    onRetry?.(result.reason, waitMs);
    await delay(waitMs, undefined, { signal: request.signal }).catch(() => request.signal.throwIfAborted());
  }
}

async function attempt(request: DownloadRequest, wasReached: boolean): Promise<AttemptResult> {
  try {
    return await downloadOnce(request);
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error;
    if (!wasReached) throw modelErrors.noNetwork(error.host, error.message, isProxyIgnored());
    return { kind: "broken", reason: error.message, madeProgress: false };
  }
}

/** Node's `fetch` looks at these variables only when told so, and only in newer versions. */
function isProxyIgnored(): boolean {
  const { HTTPS_PROXY, https_proxy, ALL_PROXY, all_proxy, NODE_USE_ENV_PROXY } = process.env;
  return Boolean(HTTPS_PROXY ?? https_proxy ?? ALL_PROXY ?? all_proxy) && NODE_USE_ENV_PROXY !== "1";
}
