import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** One file on a server that plays the Hub: it announces hash and size, then redirects to a storage server. */
export interface FakeHub {
  /** For HF_ENDPOINT. */
  readonly endpoint: string;
  readonly hubRequests: IncomingMessage[];
  readonly storageRequests: IncomingMessage[];
  content: Buffer;
  /** What the Hub announces; nothing when undefined. */
  sha256: string | undefined;
  /** The storage's tag. */
  etag: string;
  /** Bytes after which the storage cuts the next connections, first to last. */
  cuts: number[];
  /** Answers instead of the Hub; true when it did. */
  interceptHub: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Answers instead of the storage; true when it did. */
  interceptStorage: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** The storage waits for it before each piece but the first; `sentBytes` of this connection have gone out. */
  beforePiece: (sentBytes: number) => Promise<void> | undefined;
}

const PIECE_BYTES = 16 * 1024;

/** Starts both servers on loopback; they end with the running test. */
export async function startFakeHub(content: Buffer, sha256: string | undefined): Promise<FakeHub> {
  const storage = await listen((request, response) => {
    hub.storageRequests.push(request);
    if (!hub.interceptStorage(request, response)) void sendContent(hub, request, response);
  });
  const front = await listen((request, response) => {
    hub.hubRequests.push(request);
    if (hub.interceptHub(request, response)) return;
    response.writeHead(302, {
      location: `http://127.0.0.1:${storage}/signed?for=you`,
      "x-linked-size": hub.content.length,
      ...(hub.sha256 !== undefined && { "x-linked-etag": `"${hub.sha256}"` }),
    });
    response.end("Found. Redirecting");
  });
  const hub: FakeHub = {
    endpoint: `http://127.0.0.1:${front}`,
    hubRequests: [],
    storageRequests: [],
    content,
    sha256,
    etag: '"storage-1"',
    cuts: [],
    interceptHub: () => false,
    interceptStorage: () => false,
    beforePiece: () => undefined,
  };
  return hub;
}

async function sendContent(hub: FakeHub, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { content, etag } = hub;
  const cut = hub.cuts.shift() ?? Infinity;
  const [, start] = /^bytes=(\d+)-$/.exec(request.headers.range ?? "") ?? [];
  const ifRange = request.headers["if-range"];
  const from = start !== undefined && (ifRange === undefined || ifRange === etag) ? Number(start) : 0;
  if (from >= content.length) {
    response.writeHead(416, { etag, "content-range": `bytes */${content.length}` }).end();
    return;
  }
  response.writeHead(from > 0 ? 206 : 200, {
    etag,
    "content-length": content.length - from,
    ...(from > 0 && { "content-range": `bytes ${from}-${content.length - 1}/${content.length}` }),
  });
  for (let at = from; at < content.length; at += PIECE_BYTES) {
    if (at - from >= cut) {
      // The client must have read what was sent before the connection breaks.
      await new Promise((resolve) => setTimeout(resolve, 50));
      response.destroy();
      return;
    }
    if (response.destroyed) return;
    if (at > from) await hub.beforePiece(at - from);
    response.write(content.subarray(at, at + PIECE_BYTES));
  }
  response.end();
}

async function listen(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<number> {
  const server: Server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  return (server.address() as AddressInfo).port;
}
