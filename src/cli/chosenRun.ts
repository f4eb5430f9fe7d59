import { usualRunOf } from "../app/runs/usualRun.ts";
import type { Context } from "./command.ts";

/** What a command takes that is told no run, for its help. */
export const USUAL_RUN = "the run in use, or else the newest trained to its end";

/** The parameter of a command that takes a run, for its help. */
export const runParameter = (usual?: string): string =>
  `its id or how that begins, or latest${usual === undefined ? "" : ` (default: ${usual})`}`;

/**
 * The run that is named, or else the one that answers in the folder, which is then said. Where none can, `latest`: whoever
 * opens the newest run, or finds none, says why.
 */
export async function chosenRun(
  named: string | undefined,
  { folder, terminal }: Pick<Context, "folder" | "terminal">,
): Promise<string> {
  if (named !== undefined) return named;
  const usual = await usualRunOf(folder);
  if (usual === undefined) return "latest";
  terminal.note(terminal.colors.dim(`Run ${usual}`));
  return usual;
}
