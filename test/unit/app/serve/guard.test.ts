import { describe, expect, it } from "vitest";
import { refusalOf } from "../../../../src/app/serve/guard.ts";

const good = { host: "127.0.0.1:8317", authorization: "Bearer secret" };
const statusOf = (headers: Record<string, string>): number | undefined => refusalOf(headers, 8317, "secret")?.status;

describe("the guard of the endpoint", () => {
  it("lets in who has the token, from this machine's own names and origins", () => {
    expect(statusOf(good)).toBeUndefined();
    expect(statusOf({ ...good, host: "localhost:8317", origin: "http://localhost:8317" })).toBeUndefined();
  });

  it.each(["", "Bearer", "Bearer ", "Bearer secre", "Bearer secret2", "Basic secret", "secret"])(
    "refuses the authorization %j",
    (authorization) => {
      expect(statusOf({ ...good, authorization })).toBe(401);
    },
  );

  it.each([
    "https://evil.example",
    "null",
    "http://127.0.0.1:8318",
    "http://127.0.0.1:8317.evil.example",
    "https://127.0.0.1:8317",
  ])("refuses the origin %s though the token is right", (origin) => {
    expect(statusOf({ ...good, origin })).toBe(403);
  });

  it.each(["evil.example", "evil.example:8317", "127.0.0.1", "127.0.0.1:1", ""])(
    "refuses a name that was made to resolve to this machine: %j",
    (host) => {
      expect(statusOf({ ...good, host })).toBe(403);
    },
  );
});
