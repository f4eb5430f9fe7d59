import { UserError } from "../base/errors.ts";
import { errorCode } from "./atomicWrite.ts";

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "you have no permission",
  EPERM: "you have no permission",
  EISDIR: "it is a folder",
  ENOTDIR: "a file lies where a folder above it should be",
};

/** Why something that is there could not be read, as the user can understand it; other errors come back as they are. */
export function readError(error: unknown, path: string): unknown {
  const reason = REASONS[errorCode(error) ?? ""];
  if (reason === undefined) return error;
  return new UserError(
    "storage/unreadable",
    `cannot read ${path}: ${reason}`,
    "Look at what lies there, and at its permissions.",
  );
}
