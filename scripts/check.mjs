// Every check of the repository, all of them even when one fails. The last line of stdout counts them: each test of
// Vitest is one check, and so is each of the static ones.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const bin = (name) => join(root, "node_modules", ...name.split("/"));

// Two at a time: lint takes as long as the others together.
const LINT = [["lint", bin("eslint/bin/eslint.js"), "."]];
const OTHERS = [
  ["types", bin("typescript/bin/tsc"), "--noEmit"],
  ["types of webviews", bin("typescript/bin/tsc"), "--noEmit", "-p", "src/webview"],
  ["format", bin("prettier/bin/prettier.cjs"), "--check", "--log-level=warn", "."],
];

const counts = { passed: 0, failed: 0 };
for (const ok of await Promise.all([inTurn(...LINT), inTurn(...OTHERS)])) {
  counts.passed += ok.filter(Boolean).length;
  counts.failed += ok.filter((each) => !each).length;
}
const tests = runTests(process.argv.slice(2));
counts.passed += tests.passed;
counts.failed += tests.failed;
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed === 0 ? 0 : 1;

/** Whether each of some checks passes, one after another. */
async function inTurn(...checks) {
  const passed = [];
  for (const [name, ...command] of checks) {
    const ok = await new Promise((resolve) => {
      const child = spawn(process.execPath, command, { cwd: root, stdio: "inherit" });
      child.once("error", () => resolve(false));
      child.once("close", (code) => resolve(code === 0));
    });
    console.log(`${ok ? "✓" : "✗"} ${name}`);
    passed.push(ok);
  }
  return passed;
}

/**
 * What failed of the tests that start programs, browsers and whole editors is run again from its beginning, quietly, up to
 * twice: there a busy machine may start something too late. Where a test failed that starts nothing, nothing is.
 */
function runTests(args) {
  let result = runVitest(args);
  for (let again = 0; again < 2 && result.failedFiles.length > 0 && result.failedFiles.every(startsPrograms); again++) {
    const files = result.failedFiles.map((file) => relative(root, file));
    console.log(`failed; from the beginning: ${files.join(", ")}`);
    const next = runVitest(["--maxWorkers=1", ...files]);
    const passed = result.passed - result.passedOf(result.failedFiles) + next.passed;
    result = { ...next, passed, passedOf: next.passedOf };
  }
  return result;
}

function startsPrograms(file) {
  const [, folder] = relative(root, file).split(sep);
  return ["process", "model", "component", "workbench"].includes(folder);
}

function runVitest(args) {
  const folder = mkdtempSync(join(tmpdir(), "espalier-check-"));
  const path = join(folder, "report.json");
  try {
    const vitest = [bin("vitest/vitest.mjs"), "run", "--reporter=default", "--reporter=json", `--outputFile=${path}`];
    const { status } = spawnSync(process.execPath, [...vitest, ...args], { cwd: root, stdio: "inherit" });
    const report = JSON.parse(readFileSync(path, "utf8"));
    const failed = report.numTotalTests - report.numPassedTests;
    const failedFiles = report.testResults.filter(({ status }) => status === "failed").map(({ name }) => name);
    return {
      passed: report.numPassedTests,
      // A file that cannot be loaded, or an error outside any test, fails the run without failing a test.
      failed: status !== 0 && failed === 0 ? 1 : failed,
      failedFiles,
      passedOf: (files) =>
        report.testResults
          .filter(({ name }) => files.includes(name))
          .flatMap(({ assertionResults }) => assertionResults)
          .filter(({ status }) => status === "passed").length,
    };
  } catch (error) {
    console.log(`✗ the tests did not finish: ${error.message}`);
    return { passed: 0, failed: 1, failedFiles: [], passedOf: () => 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
