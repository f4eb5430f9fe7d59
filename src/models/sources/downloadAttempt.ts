import { modelErrors } from "../modelErrors.ts";
import { countOf, hubGet, type HubResponse } from "./hubRequest.ts";
import type { PartialFile, PartialIdentity } from "./partialFile.ts";
import { receiveBody } from "./receiveBody.ts";
import { silenceWatch, type SilenceWatch } from "./silenceWatch.ts";

export interface DownloadRequest {
  readonly url: string;
  readonly token?: string | undefined;
  readonly into: PartialFile;
  /** What is known of the file beforehand; another size or hash is refused before the first byte. */
  readonly expected: { readonly sizeBytes?: number | undefined; readonly sha256?: string | undefined };
  readonly isGguf: boolean;
  readonly signal: AbortSignal;
  readonly onBytes: (doneBytes: number, totalBytes: number | undefined) => void;
  /** The UserError for an answer that is not the file. */
  readonly refuse: (response: Response) => Error;
  /** A connection that is silent this long is given up. Defaults to `60000`. */
  readonly silenceMs?: number;
}

export interface DownloadedFile {
  readonly sizeBytes: number;
  /** The hash that the server announced, when it did. */
  readonly announcedSha256?: string;
}

export type AttemptResult =
  | { readonly kind: "complete"; readonly file: DownloadedFile }
  /** What was there is of another file and has been discarded. */
  | { readonly kind: "restart" }
  | {
      readonly kind: "broken";
      readonly reason: string;
      readonly madeProgress: boolean;
      /** When the server asks for patience. */
      readonly waitMs?: number;
    };

const MAX_PATIENCE_MS = 60_000;

/**
 * One connection: from where the partial file ends to wherever the connection does.
 * Throws UnreachableError, UserError for answers that are not the file, and the signal's reason.
 */
export async function downloadOnce(request: DownloadRequest): Promise<AttemptResult> {
  const { into, url, token, signal, silenceMs = 60_000 } = request;
  const { offset, identity } = await into.resumePoint(url);
  const watch = silenceWatch(signal, silenceMs);
  try {
    const hub = await hubGet(url, { token, headers: rangeHeaders(offset, identity), signal: watch.signal });
    try {
      return await takeResponse(request, hub, offset, identity, watch);
    } finally {
      // Does nothing to a body that was read to its end.
      await hub.response.body?.cancel().catch(() => undefined);
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!watch.hasExpired()) throw error;
    const sizeNow = (await into.resumePoint(url)).offset;
    return { kind: "broken", reason: "it stopped sending", madeProgress: sizeNow > offset };
  } finally {
    watch.end();
  }
}

function rangeHeaders(offset: number, identity: PartialIdentity | undefined): Record<string, string> {
  if (offset === 0) return {};
  const etag = identity?.etag;
  // A weak tag may not be used here (RFC 9110, section 13.1.5).
  return { Range: `bytes=${offset}-`, ...(etag !== undefined && !etag.startsWith("W/") && { "If-Range": etag }) };
}

async function takeResponse(
  request: DownloadRequest,
  hub: HubResponse,
  offset: number,
  identity: PartialIdentity | undefined,
  watch: SilenceWatch,
): Promise<AttemptResult> {
  const { into, url } = request;
  const { response, linkedSha256, linkedSizeBytes } = hub;
  const { status, headers } = response;
  if (status === 408 || status === 429 || status >= 500) {
    const waitMs = retryAfterMs(headers.get("retry-after"));
    return { kind: "broken", reason: `HTTP ${status}`, madeProgress: false, ...(waitMs !== undefined && { waitMs }) };
  }
  const isRest = offset > 0 && (status === 206 || status === 416);
  if (!isRest && status !== 200) throw request.refuse(response);

  const announced = linkedSha256 === undefined ? {} : { announcedSha256: linkedSha256 };
  const range = contentRange(headers.get("content-range"));
  if (isRest) {
    const isSame = !isOtherFile(identity, linkedSha256, headers.get("etag"));
    // A process that ended between the last byte and the check left all of it.
    if (status === 416 && isSame && range?.totalBytes === offset) {
      return { kind: "complete", file: { sizeBytes: offset, ...announced } };
    }
    if (status === 416 || !isSame || range?.start !== offset) {
      await into.discard();
      return { kind: "restart" };
    }
  }
  const from = isRest ? offset : 0;
  const totalBytes = (isRest ? range?.totalBytes : countOf(headers.get("content-length"))) ?? linkedSizeBytes;
  if (/^text\/html\b/i.test(headers.get("content-type") ?? "")) throw modelErrors.badAnswer(hub.url, "a web page");
  requireExpected(request, linkedSha256, linkedSizeBytes ?? totalBytes);

  const etag = headers.get("etag");
  const file = await into.openAt(from, {
    version: 1,
    url,
    ...(linkedSha256 !== undefined && { contentSha256: linkedSha256 }),
    ...(etag !== null && { etag }),
  });
  try {
    const onBytes = (doneBytes: number) => {
      watch.heard();
      request.onBytes(doneBytes, totalBytes);
    };
    const plan = { url, path: into.path, from, totalBytes, isGguf: request.isGguf, signal: watch.signal, onBytes };
    const { doneBytes, brokenBy } = await receiveBody(response, file, plan);
    if (brokenBy !== undefined) return { kind: "broken", reason: brokenBy, madeProgress: doneBytes > from };
    return { kind: "complete", file: { sizeBytes: doneBytes, ...announced } };
  } finally {
    await file.close();
  }
}

/** The announced hash decides; only where there is none, the tag of the server that sends the bytes. */
function isOtherFile(identity: PartialIdentity | undefined, sha256: string | undefined, etag: string | null): boolean {
  if (sha256 !== undefined && identity?.contentSha256 !== undefined) return sha256 !== identity.contentSha256;
  return etag !== null && identity?.etag !== undefined && etag !== identity.etag;
}

function requireExpected(
  { url, expected }: DownloadRequest,
  announcedSha256: string | undefined,
  announcedBytes: number | undefined,
): void {
  if (expected.sha256 !== undefined && announcedSha256 !== undefined && expected.sha256 !== announcedSha256) {
    throw modelErrors.wrongHash(url, expected.sha256, announcedSha256);
  }
  if (expected.sizeBytes !== undefined && announcedBytes !== undefined && expected.sizeBytes !== announcedBytes) {
    throw modelErrors.wrongSize(url, expected.sizeBytes, announcedBytes);
  }
}

/** Seconds or a date (RFC 9110, section 10.2.3). */
function retryAfterMs(header: string | null): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), MAX_PATIENCE_MS) : undefined;
}

/** `bytes 100-199/200`, or with an asterisk for the range when it lay outside. */
function contentRange(header: string | null): { start?: number; totalBytes?: number } | undefined {
  const match = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(header ?? "");
  if (match === null) return undefined;
  const [, start, total] = match;
  return {
    ...(start !== undefined && { start: Number(start) }),
    ...(total !== undefined && total !== "*" && { totalBytes: Number(total) }),
  };
}
