import type { IncomingMessage } from "node:http";
import { messageOf, UserError } from "../../base/errors.ts";

/** A conversation longer than this fits into no model. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

/**
 * The JSON of a request.
 *
 * @throws UserError `serve/not-json` unless it says that it is JSON (a form of a foreign page cannot say so),
 * `serve/too-large`, `serve/request` where it is not.
 */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  const type = request.headers["content-type"] ?? "none";
  if (!/^application\/json\s*(?:;|$)/i.test(type)) {
    throw new UserError("serve/not-json", `the content type is ${type}`, "Send application/json.");
  }
  const parts: Buffer[] = [];
  let size = 0;
  // Destroyed, it would take the connection with it, and the client would never learn why.
  for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MAX_BODY_BYTES) {
      throw new UserError("serve/too-large", `the body is longer than ${MAX_BODY_BYTES} bytes`, "Send less.");
    }
    parts.push(part);
  }
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(parts))) as unknown;
  } catch (error) {
    throw new UserError("serve/request", `the body is not JSON: ${messageOf(error)}`, "Send valid JSON in UTF-8.");
  }
}
