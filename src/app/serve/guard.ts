import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

export interface Refusal {
  readonly status: 401 | 403;
  readonly code: string;
  readonly message: string;
}

/**
 * Why a request is not served; undefined for one that is. A page of another origin, a name that was made to resolve to
 * this machine (DNS rebinding) and a program that was not given the token are all refused before a body is read.
 *
 * @param port that the server listens on, on 127.0.0.1.
 */
export function refusalOf(headers: IncomingHttpHeaders, port: number, token: string): Refusal | undefined {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!hosts.includes(headers.host?.toLowerCase() ?? "")) {
    return {
      status: 403,
      code: "foreign_host",
      message: `the host is ${headers.host}; expected ${hosts.join(" or ")}`,
    };
  }
  const { origin } = headers;
  if (origin !== undefined && !hosts.some((host) => origin === `http://${host}`)) {
    return { status: 403, code: "foreign_origin", message: `pages of ${origin} may not ask` };
  }
  const [, given] = /^Bearer (.+)$/i.exec(headers.authorization ?? "") ?? [];
  if (given === undefined || !isSame(given, token)) {
    return { status: 401, code: "invalid_api_key", message: "the token that `espalier serve` printed is the API key" };
  }
  return undefined;
}

/** Hashed first, so that neither the length nor the beginning of the token shows in the time it takes. */
const isSame = (given: string, expected: string): boolean => timingSafeEqual(digest(given), digest(expected));
const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
