/** What reading from, writing to, or setting a terminal that was closed answers. */
const GONE: ReadonlySet<unknown> = new Set(["EIO", "ENXIO"]);

export const isTerminalGone = (error: unknown): boolean =>
  error instanceof Error && "code" in error && GONE.has(error.code);

/**
 * Ends this process by the signal that a closed terminal sends, which a shell counts as 129. To exit in any other way,
 * Node would give the terminal its settings back, and fault since there is none.
 */
export function endWithTerminal(): void {
  process.removeAllListeners("SIGHUP");
  process.kill(process.pid, "SIGHUP");
}
