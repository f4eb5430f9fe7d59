import { modelErrors } from "../modelErrors.ts";
import { networkReason } from "./networkReason.ts";

/** No answer from `host`; the message says why. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError";
  constructor(
    readonly host: string,
    cause: unknown,
  ) {
    super(networkReason(cause), { cause });
  }
}

export interface HubResponse {
  readonly response: Response;
  /** The address that answered in the end. */
  readonly url: string;
  /** SHA-256 of a large file, which the Hub announces before it redirects to the storage. */
  readonly linkedSha256?: string;
  readonly linkedSizeBytes?: number;
}

const MAX_REDIRECTS = 8;

/**
 * GET that follows redirects itself, for two reasons: the Hub tells hash and size of a file only in its own
 * answer, before the redirect; and the token must not reach another host than the one it was made for.
 * Throws UnreachableError, UserError `models/bad-answer` for redirects that lead nowhere, and AbortError.
 */
export async function hubGet(
  url: string,
  options: { token?: string | undefined; headers: Readonly<Record<string, string>>; signal: AbortSignal },
): Promise<HubResponse> {
  const tokenOrigin = new URL(url).origin;
  let current = new URL(url);
  let linkedSha256: string | undefined;
  let linkedSizeBytes: number | undefined;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    const mayKnowToken = options.token !== undefined && current.origin === tokenOrigin;
    const response = await reach(current, options.signal, {
      ...options.headers,
      // A compressed answer could not be resumed by byte ranges.
      "Accept-Encoding": "identity",
      ...(mayKnowToken && { Authorization: `Bearer ${options.token}` }),
    });
    linkedSha256 ??= sha256Of(response.headers.get("x-linked-etag"));
    linkedSizeBytes ??= countOf(response.headers.get("x-linked-size"));
    const location = response.headers.get("location");
    if (response.status < 300 || response.status >= 400 || response.status === 304 || location === null) {
      return {
        response,
        url: current.href,
        ...(linkedSha256 !== undefined && { linkedSha256 }),
        ...(linkedSizeBytes !== undefined && { linkedSizeBytes }),
      };
    }
    await response.body?.cancel();
    current = redirectTarget(current, location);
  }
  throw modelErrors.badAnswer(url, `more than ${MAX_REDIRECTS} redirects`);
}

async function reach(url: URL, signal: AbortSignal, headers: Record<string, string>): Promise<Response> {
  try {
    return await fetch(url, { redirect: "manual", signal, headers });
  } catch (error) {
    // `fetch` reports every failure to connect as a TypeError with a cause; without one it is a bug of ours.
    if (error instanceof TypeError && error.cause !== undefined) throw new UnreachableError(url.host, error);
    throw error;
  }
}

function redirectTarget(from: URL, location: string): URL {
  const target = URL.canParse(location, from.href) ? new URL(location, from.href) : undefined;
  if (target?.protocol !== "https:" && target?.protocol !== "http:") {
    throw modelErrors.badAnswer(from.href, `a redirect to "${location.slice(0, 200)}"`);
  }
  if (from.protocol === "https:" && target.protocol === "http:") {
    throw modelErrors.badAnswer(from.href, `a redirect to the unencrypted ${target.origin}`);
  }
  return target;
}

/** Large files carry their SHA-256 there, in quotes; small ones a Git hash, which says nothing to us. */
function sha256Of(header: string | null): string | undefined {
  return /^"?([0-9a-f]{64})"?$/.exec(header ?? "")?.[1];
}

export function countOf(header: string | null): number | undefined {
  const number = header === null || !/^\d+$/.test(header) ? NaN : Number(header);
  return Number.isSafeInteger(number) ? number : undefined;
}
