import { createHash } from "node:crypto";

/** As `Provenance.hash` has it: 16 hexadecimal digits of the SHA-256 of the lines, joined by `\n`. */
export const hashOfLines = (lines: readonly string[]): string =>
  createHash("sha256").update(lines.join("\n")).digest("hex").slice(0, 16);
