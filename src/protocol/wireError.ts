import { messageOf, UserError } from "../base/errors.ts";

/** An error as plain data: structured clone keeps no fields of an Error beyond message and stack. */
export interface WireError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  /** Present on a UserError, with its hint. */
  readonly code?: string;
  readonly hint?: string;
}

export function toWire(error: unknown): WireError {
  const { name, stack } = error instanceof Error ? error : { name: "Error", stack: undefined };
  return {
    name,
    message: messageOf(error),
    ...(stack !== undefined && { stack }),
    ...(error instanceof UserError && { code: error.code, hint: error.hint }),
  };
}

/** The error that crossed the wire: a UserError again if it was one, its stack the one of where it was thrown. */
export function fromWire(wire: WireError): Error {
  const error =
    wire.code !== undefined && wire.hint !== undefined
      ? new UserError(wire.code, wire.message, wire.hint)
      : Object.assign(new Error(wire.message), { name: wire.name });
  if (wire.stack !== undefined) error.stack = wire.stack;
  return error;
}
