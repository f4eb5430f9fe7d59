import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../repositoryRoot.ts";
import { launchBrowser, PATIENCE_MS, targetQuery } from "./workbench.ts";
import { startServer } from "./server.ts";

/** A test as Mocha saw it inside the extension host. */
export interface HostTest {
  readonly title: string;
  readonly error?: string;
}

export interface HostProgram {
  /** A file of dist/. */
  readonly program: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Folder of the extension. Defaults to this checkout. */
  readonly extension?: string;
  /** Opens the folder in Restricted Mode. Defaults to false. */
  readonly isRestricted?: boolean;
}

const TIMEOUT_MS = 600_000;

/** Runs the tests of test/vscode inside the extension host of a real workbench that has `workspace` open, or nothing. */
export const runHostTests = async (
  base: string,
  workspace: string | undefined,
  options: Omit<HostProgram, "program"> = {},
): Promise<readonly HostTest[]> =>
  (await runInHost(base, workspace, { program: "hostTests.cjs", settings: WITH_CHATS, ...options })) as HostTest[];

const WITH_CHATS = { "chat.disableAIFeatures": false };

/** Runs a program of dist/ inside an extension host, and returns what it wrote where ESPALIER_HOST_TESTS_OUT says. */
export async function runInHost(
  base: string,
  workspace: string | undefined,
  { program, env: more = {}, settings = {}, extension = repositoryRoot(), isRestricted = false }: HostProgram,
): Promise<unknown> {
  const out = join(base, `${program}.json`);
  rmSync(out, { force: true });
  const env = {
    ESPALIER_HOST_TESTS_OUT: out,
    ESPALIER_HOME: join(base, "home"),
    HF_ENDPOINT: "http://127.0.0.1:2",
    ...more,
  };
  await using server = await startServer({ base, env, settings, isTestDriver: true, isRestricted });
  const browser = await launchBrowser();
  try {
    const page = await (await browser.newContext()).newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    let finish: (code: number) => void = () => undefined;
    const finished = new Promise<number>((resolve) => (finish = resolve));
    await page.exposeFunction("codeAutomationLog", () => undefined);
    await page.exposeFunction("codeAutomationExit", (code: number) => finish(code));
    const uri = (path: string) => `vscode-remote://${new URL(server.url).host}${encodeURI(path)}`;
    const payload = [
      ["extensionDevelopmentPath", uri(extension)],
      ["extensionTestsPath", uri(join(repositoryRoot(), "dist", program))],
      ["skipWelcome", "true"],
    ];
    const query = `${targetQuery(workspace)}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
    await page.goto(`${server.url}/?${query}`, { waitUntil: "domcontentloaded" });
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    await Promise.race([finished, new Promise((resolve) => timeout.addEventListener("abort", resolve))]);
  } finally {
    await browser.close();
  }
  if (!existsSync(out))
    throw new Error(`the extension host reported nothing within ${TIMEOUT_MS / 1000} s; see ${base}`);
  return JSON.parse(readFileSync(out, "utf8")) as unknown;
}
