/** What an extension host calls to run the tests inside it: `extensionTestsPath`. */
import { writeFileSync } from "node:fs";

interface HostTest {
  readonly title: string;
  readonly error?: string;
}

/** Runs every suite; writes what became of each test where ESPALIER_HOST_TESTS_OUT says. Throws when one failed. */
export async function run(): Promise<void> {
  const { default: Mocha } = await import("mocha");
  const mocha = new Mocha({ ui: "bdd", timeout: 120_000, color: false });
  // The suites are part of this bundle: nothing is loaded from files, so Mocha's globals are made by hand.
  mocha.suite.emit("pre-require", globalThis, "", mocha);
  // A folder is trusted or not for as long as it is open, so each has a host of its own.
  const suites = {
    restricted: () => import("./restricted.ts"),
    nowhere: () => import("./nowhere.ts"),
    empty: () => import("./emptyFolder.ts"),
  };
  const { ESPALIER_HOST_SUITE: suite = "" } = process.env;
  await (Object.hasOwn(suites, suite) ? suites[suite as keyof typeof suites]() : import("./suites.ts"));
  const tests: HostTest[] = [];
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on("pass", (test) => tests.push({ title: test.fullTitle() }));
    runner.on("fail", (test, error: unknown) => {
      tests.push({
        title: test.fullTitle(),
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
    });
  });
  const out = process.env.ESPALIER_HOST_TESTS_OUT;
  if (out !== undefined) writeFileSync(out, JSON.stringify(tests));
  if (failures > 0) throw new Error(`${failures} tests failed`);
}
