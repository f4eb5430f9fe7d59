import { once } from "node:events";
import { emitKeypressEvents } from "node:readline";
import { createInterface } from "node:readline/promises";
import type { openDataset } from "../../../app/datasets/datasetSession.ts";
import { messageOf, UserError } from "../../../base/errors.ts";
import type { Context } from "../../command.ts";
import { endWithTerminal, isTerminalGone } from "../../closedTerminal.ts";
import { formatCount } from "../../format.ts";
import { Interrupted } from "../../interrupt.ts";
import { actOnKey } from "./actOnKey.ts";
import { describeCurated } from "./describeCurated.ts";

type Session = Awaited<ReturnType<typeof openDataset>>;

/** What no key types. */
const INTERRUPT = "ctrl-c";
const KEYS = "a accept · r reject · f flag · e answer anew · t note · n or j next · p or k back · u undo · q quit";

/** Goes through examples one by one, each decided by a key; those that are given, or all that are not decided yet. */
export async function reviewOneByOne(
  session: Session,
  given: readonly string[] | undefined,
  { terminal, signal }: Context,
): Promise<void> {
  const ids = given ?? (await session.idsOf({ states: ["proposed"] }));
  if (ids.length === 0) return terminal.print("Nothing is left to decide.");
  let position = 0;
  while (position < ids.length) {
    signal.throwIfAborted();
    const id = ids[position] ?? "";
    const place = terminal.colors.dim(`[${formatCount(position + 1)} of ${formatCount(ids.length)}]`);
    terminal.print(`\n${place} ${describeCurated(await session.get(id))}\n${terminal.colors.dim(KEYS)}`);
    const key = await pressedKey(signal);
    if (key === "q") break;
    if (key === INTERRUPT) throw new Interrupted("stopped by the user");
    try {
      const done = await actOnKey(session, { ids, position, key, ask: typedLine });
      position = done.position;
      if (done.said !== undefined) terminal.print(done.said);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      terminal.print(terminal.colors.red(messageOf(error)));
    }
  }
  const { reviewed, total } = await session.counts();
  terminal.print(`${formatCount(reviewed)} of ${formatCount(total)} reviewed.`);
}

/** The next key, without waiting for a line's end; `q` where no more will come. On Ctrl-C, everything decided so far is on the disk. */
async function pressedKey(signal: AbortSignal): Promise<string> {
  const { stdin } = process;
  emitKeypressEvents(stdin);
  const over = new AbortController();
  const until = { signal: AbortSignal.any([signal, over.signal]) };
  stdin.on("error", endIfGone);
  try {
    stdin.setRawMode(true);
    stdin.resume();
    const [text, key] = (await Promise.race([
      once(stdin, "keypress", until),
      once(stdin, "end", until).then(() => ["q", {}]),
    ])) as [string | undefined, { readonly name?: string; readonly ctrl?: boolean }];
    return key.ctrl === true && key.name === "c" ? INTERRUPT : (text ?? key.name ?? "");
  } catch (error) {
    endIfGone(error);
    throw signal.aborted ? signal.reason : error;
  } finally {
    over.abort();
    stdin.off("error", endIfGone);
    stdin.setRawMode(false);
    stdin.pause();
  }
}

/** All that was decided is on the disk. */
function endIfGone(error: unknown): void {
  if (isTerminalGone(error)) endWithTerminal();
}

async function typedLine(question: string): Promise<string> {
  // Heard before the reader hears of it, which throws.
  process.stdin.on("error", endIfGone);
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await reader.question(question)).trim();
  } finally {
    reader.close();
    process.stdin.off("error", endIfGone);
  }
}
