import type { Message } from "../core/example.ts";
import { sha256 } from "./fingerprint.ts";

/** Stable over runs and machines: 16 hexadecimal digits of a hash over kind, path and messages. */
export function exampleId(kind: string, path: string | undefined, messages: readonly Message[]): string {
  return sha256(
    kind,
    path ?? "",
    messages.map(({ role, content }) => [role, content]),
  ).slice(0, 16);
}
