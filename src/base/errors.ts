/**
 * An error the user can mend. `message` says what was found and what was expected, with the values;
 * `hint` says what to do. Anything else that is thrown is a bug of ours.
 */
export class UserError extends Error {
  override readonly name = "UserError";
  constructor(
    /** Stable, dotted, machine-readable: `gguf/truncated`, `dataset/too-small`. */
    readonly code: string,
    message: string,
    readonly hint: string,
    /** `cause`: what was caught, where others look at it too. */
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The text of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
