// Every check of the repository, one after another, all of them even when one fails. The last line of stdout counts them:
// each test of Vitest is one check, and so is each of the static ones.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const bin = (name) => join(root, "node_modules", ...name.split("/"));

const STATIC_CHECKS = [
  ["types", bin("typescript/bin/tsc"), "--noEmit"],
  ["types of webviews", bin("typescript/bin/tsc"), "--noEmit", "-p", "src/webview"],
  ["lint", bin("eslint/bin/eslint.js"), "."],
  ["format", bin("prettier/bin/prettier.cjs"), "--check", "--log-level=warn", "."],
];

const counts = { passed: 0, failed: 0 };
for (const [name, ...command] of STATIC_CHECKS) {
  const ok = run(command);
  console.log(`${ok ? "✓" : "✗"} ${name}`);
  counts[ok ? "passed" : "failed"]++;
}
const tests = runTests(process.argv.slice(2));
counts.passed += tests.passed;
counts.failed += tests.failed;
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed === 0 ? 0 : 1;

function run([script, ...args]) {
  return spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: "inherit" }).status === 0;
}

function runTests(args) {
  const folder = mkdtempSync(join(tmpdir(), "espalier-check-"));
  const report = join(folder, "report.json");
  try {
    const vitest = [bin("vitest/vitest.mjs"), "run", "--reporter=default", "--reporter=json", `--outputFile=${report}`];
    const ok = run([...vitest, ...args]);
    const { numPassedTests: passed, numTotalTests: total } = JSON.parse(readFileSync(report, "utf8"));
    // A file that cannot be loaded, or an error outside any test, fails the run without failing a test.
    const failed = total - passed;
    return { passed, failed: !ok && failed === 0 ? 1 : failed };
  } catch (error) {
    console.log(`✗ the tests did not finish: ${error.message}`);
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
