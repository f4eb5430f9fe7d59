import { UserError } from "../base/errors.ts";
import { systemReason } from "../base/systemReason.ts";

/** Why something that is there could not be read, as the user can understand it; other errors come back as they are. */
export function readError(error: unknown, path: string): unknown {
  const reason = systemReason(error);
  if (reason === undefined) return error;
  return new UserError(
    "storage/unreadable",
    `cannot read ${path}: ${reason}`,
    "Look at what lies there, and at its permissions.",
  );
}
