import picocolors from "picocolors";
import { visibleControls } from "./visibleControls.ts";

type Colors = ReturnType<typeof picocolors.createColors>;

/** A stream to write to; `isTTY` and `columns` as Node's terminals have them. */
export interface OutputStream {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

export interface TerminalOptions {
  /** Values instead of text: stdout then carries JSON and nothing else. */
  readonly json: boolean;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Where a command's words go: results to stdout, everything about the way there to stderr. */
export interface Terminal {
  readonly json: boolean;
  /** A person is watching: bars may move and lines may be rewritten. */
  readonly interactive: boolean;
  readonly stderr: OutputStream;
  /** Characters in a line. */
  readonly width: number;
  readonly colors: Colors;
  /** A result for people; nothing when the output is JSON. */
  print(text: string): void;
  /** A result without a line break, for text that arrives in pieces. */
  printPart(text: string): void;
  /** A result for machines, one line; nothing when the output is text. */
  emit(value: unknown): void;
  /** A remark that is not a result. */
  note(text: string): void;
}

const DEFAULT_WIDTH = 100;
/** Narrower columns cannot hold a word, wider lines cannot be read. */
const [MIN_WIDTH, MAX_WIDTH] = [40, 160];

/** A terminal that does not know its size says 0. */
const widthOf = ({ columns }: OutputStream): number =>
  columns ? Math.max(MIN_WIDTH, Math.min(columns, MAX_WIDTH)) : DEFAULT_WIDTH;

export function createTerminal({ json, stdout, stderr, env }: TerminalOptions): Terminal {
  const interactive = stderr.isTTY === true && !json && env.CI === undefined;
  // https://no-color.org: any non-empty value.
  const colored = stdout.isTTY === true && stderr.isTTY === true && !env.NO_COLOR && env.TERM !== "dumb";
  const shown = (text: string): string => visibleControls(text, colored);
  return {
    json,
    interactive,
    stderr,
    width: widthOf(stdout),
    colors: picocolors.createColors(colored),
    print: (text) => void (json || stdout.write(`${shown(text)}\n`)),
    printPart: (text) => void (json || stdout.write(shown(text))),
    emit: (value) => void (json && stdout.write(`${JSON.stringify(value)}\n`)),
    note: (text) => void stderr.write(`${shown(text)}\n`),
  };
}
