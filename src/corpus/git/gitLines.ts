import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** A repository is somebody else's files: nothing it configures may run a program here. */
const HARMLESS = ["core.fsmonitor=false", "core.quotePath=false", "diff.external=", "log.showSignature=false"];

/**
 * The lines that git prints, as they come; none where there is no git or no repository. Never throws because of git.
 * Leaving the loop ends git.
 */
export async function* gitLines(root: string, args: readonly string[], signal?: AbortSignal): AsyncGenerator<string> {
  signal?.throwIfAborted();
  const git = spawn("git", [...HARMLESS.flatMap((setting) => ["-c", setting]), "--no-pager", ...args], {
    cwd: root,
    // It looks only: it must neither wait for a lock nor ask for a password.
    env: { ...process.env, GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0" },
    stdio: ["ignore", "pipe", "ignore"],
    windowsHide: true,
  });
  const ended = new Promise<void>((resolve) => {
    git.once("error", () => resolve()).once("close", () => resolve());
  });
  const stop = (): void => void git.kill();
  signal?.addEventListener("abort", stop);
  try {
    for await (const line of createInterface({ input: git.stdout, crlfDelay: Infinity })) yield line;
    signal?.throwIfAborted();
  } finally {
    signal?.removeEventListener("abort", stop);
    git.kill();
    await ended;
  }
}
