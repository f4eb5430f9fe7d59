import { createTerminal, type Terminal } from "../../src/cli/terminal.ts";

/** A terminal whose two streams are kept as text. */
export function capturedTerminal({
  json = false,
  isTTY = false,
  env = {},
}: {
  json?: boolean;
  isTTY?: boolean;
  env?: Readonly<Record<string, string>>;
} = {}): { terminal: Terminal; stdout: () => string; stderr: () => string } {
  const [out, err]: [string[], string[]] = [[], []];
  const stream = (kept: string[]) => ({ isTTY, columns: 80, write: (text: string) => void kept.push(text) });
  const terminal = createTerminal({ json, env, stdout: stream(out), stderr: stream(err) });
  return { terminal, stdout: () => out.join(""), stderr: () => err.join("") };
}
