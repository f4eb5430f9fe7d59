import { messageOf } from "../../base/errors.ts";
import { errorCode } from "../../storage/atomicWrite.ts";

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: "its name cannot be resolved",
  EAI_AGAIN: "its name cannot be resolved at the moment",
  ECONNREFUSED: "it refuses the connection",
  ECONNRESET: "the connection was cut",
  EPIPE: "the connection was cut",
  ETIMEDOUT: "it does not answer in time",
  EHOSTUNREACH: "there is no route to it",
  ENETUNREACH: "there is no network",
  UND_ERR_CONNECT_TIMEOUT: "it does not answer in time",
  UND_ERR_HEADERS_TIMEOUT: "it does not answer in time",
  UND_ERR_BODY_TIMEOUT: "it stopped sending",
  UND_ERR_SOCKET: "the connection was cut",
};

/** Why `fetch` or reading its body failed. undici hides the reason in `cause`, sometimes two deep. */
export function networkReason(error: unknown): string {
  let reason = messageOf(error);
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    const code = errorCode(cause);
    if (code !== undefined) return REASONS[code] ?? `${cause.message} (${code})`;
    reason = cause.message;
  }
  return reason;
}
