import { UserError } from "../../../base/errors.ts";

/** Throws UserError `dataset/two-decisions` for findings that shall be both allowed and redacted. */
export function requireOneDecision(allowed: readonly string[], redacted: readonly string[]): void {
  const both = allowed.filter((id) => redacted.includes(id));
  if (both.length === 0) return;
  throw new UserError(
    "dataset/two-decisions",
    `--allow and --redact were both given for ${[...new Set(both)].join(", ")}, expected one of them for each finding`,
    "Redact what is a secret, allow what is none. Nothing was decided.",
  );
}
