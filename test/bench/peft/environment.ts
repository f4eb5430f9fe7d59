/** The Python with PyTorch and PEFT that the benchmark's peer runs in. Made here, never by `npm ci`. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { UserError, messageOf } from "../../../src/base/errors.ts";

/** Names a Python that has the packages of requirements.txt already; nothing is installed then. */
export const PEFT_PYTHON_VARIABLE = "ESPALIER_PEFT_PYTHON";
/** numpy's and transformers' pinned versions need it. */
const MIN_PYTHON = [3, 11] as const;
const INSTALLED_SIZE = "2.4 GB to download, 4.2 GB on disk with Linux's PyTorch; far less on other systems";

export interface EnvironmentOptions {
  readonly signal?: AbortSignal;
  /** Receives lines for people. */
  readonly report?: (line: string) => void;
  /** Defaults to `process.env`. */
  readonly env?: NodeJS.ProcessEnv;
}

/** The folder of train.py and requirements.txt, from the sources as from the bundle in dist/. */
export function peftFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const candidate = join(folder, "test", "bench", "peft");
    if (existsSync(join(candidate, "train.py"))) return candidate;
    if (folder === dirname(folder)) throw new Error("test/bench/peft is not above this program");
  }
}

/**
 * The path of a Python that can run train.py: the one of ESPALIER_PEFT_PYTHON, or a virtual environment in
 * `.bench/peft-venv`, made on the first call and again when requirements.txt changes.
 * Throws UserError `bench/no-python`, `bench/peft-missing` or `bench/install-failed`; the signal's reason.
 */
export async function peftPython(options: EnvironmentOptions = {}): Promise<string> {
  const { env = process.env } = options;
  const chosen = env[PEFT_PYTHON_VARIABLE];
  if (chosen) {
    await requirePeft(chosen, options);
    return chosen;
  }
  const folder = join(peftFolder(), "..", "..", "..", ".bench", "peft-venv");
  const python = process.platform === "win32" ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");
  const requirements = join(peftFolder(), "requirements.txt");
  const wanted = createHash("sha256")
    .update(await readFile(requirements))
    .digest("hex");
  // Written last: an installation that was cut short has none and is made again.
  const stamp = join(folder, ".espalier-installed");
  if (existsSync(stamp) && (await readFile(stamp, "utf8")) === wanted) return python;
  await install(folder, python, requirements, options);
  await requirePeft(python, options);
  await writeFile(stamp, wanted);
  return python;
}

async function install(
  folder: string,
  python: string,
  requirements: string,
  options: EnvironmentOptions,
): Promise<void> {
  const { report = () => undefined } = options;
  const system = await findPython(options);
  report(`Installing PyTorch and PEFT into ${folder} (${INSTALLED_SIZE})…`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(dirname(folder), { recursive: true });
  try {
    await run(system, ["-m", "venv", folder], options);
    const quiet = ["--disable-pip-version-check", "--progress-bar=off", "--no-deps"];
    await run(python, ["-m", "pip", "install", ...quiet, "-r", requirements], options);
  } catch (error) {
    options.signal?.throwIfAborted();
    throw new UserError(
      "bench/install-failed",
      `PyTorch and PEFT could not be installed: ${messageOf(error)}`,
      `Install test/bench/peft/requirements.txt yourself and set ${PEFT_PYTHON_VARIABLE} to that Python.`,
    );
  }
}

async function findPython(options: EnvironmentOptions): Promise<string> {
  const found: string[] = [];
  for (const name of ["python3", "python"]) {
    try {
      const version = await run(name, ["-c", "import sys; print('%d.%d' % sys.version_info[:2])"], {
        ...options,
        report: undefined,
      });
      const [major = 0, minor = 0] = version.trim().split(".").map(Number);
      if (major === MIN_PYTHON[0] && minor >= MIN_PYTHON[1]) return name;
      found.push(`${name} is ${version.trim()}`);
    } catch {
      options.signal?.throwIfAborted();
      found.push(`${name} is not there`);
    }
  }
  throw new UserError(
    "bench/no-python",
    `The comparison with PEFT needs Python ${MIN_PYTHON.join(".")} or newer; ${found.join(", ")}.`,
    `Install Python, or set ${PEFT_PYTHON_VARIABLE} to one that has PyTorch and PEFT.`,
  );
}

async function requirePeft(python: string, options: EnvironmentOptions): Promise<void> {
  try {
    await run(python, ["-c", "import torch, transformers, peft, gguf, psutil"], { ...options, report: undefined });
  } catch (error) {
    options.signal?.throwIfAborted();
    throw new UserError(
      "bench/peft-missing",
      `${python} cannot load PyTorch and PEFT: ${messageOf(error)}`,
      "Install test/bench/peft/requirements.txt into it with `pip install --no-deps -r`.",
    );
  }
}

interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  /** Receives each line of both streams as it comes. */
  readonly report?: ((line: string) => void) | undefined;
}

/** What the command printed on standard output. Rejects with the last line of standard error when it fails. */
function run(command: string, args: readonly string[], { signal, report }: RunOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...(signal && { signal }) });
    let output = "";
    let errors = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      for (const line of text.trimEnd().split("\n")) report?.(line);
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      errors += text;
      for (const line of text.trimEnd().split("\n")) report?.(line);
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(errors.trim().split("\n").at(-1) || `${command} exited with ${code}`));
    });
  });
}
