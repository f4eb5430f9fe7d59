import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rowOf } from "../../src/curation/formats/jsonl.ts";
import { CLI, runCli, runJson } from "../support/cliProcess.ts";
import { chat } from "../support/duplicatePairs.ts";
import { folderOf } from "../support/folder.ts";
import { processEnvironment } from "../support/processEnvironment.ts";
import { proseOf } from "../support/prose.ts";
import { until } from "../support/until.ts";

/** As a shell counts who was ended by SIGHUP. */
const HUNG_UP = 129;

async function reviewed(): Promise<string> {
  const rows = [1, 2].map((i) => rowOf(chat(`id${i}`, `${i}?`, proseOf(i), `f${i}.md`)));
  const folder = folderOf({ "rows.jsonl": rows.join("") });
  await runCli(folder, "dataset", "import", "rows.jsonl");
  return folder;
}

/** Reviews on a terminal of `script`, which is closed once all was seen and typed; returns the exit code. */
async function closedAfter(folder: string, steps: readonly { readonly seen: string; readonly typed: string }[]) {
  const code = join(folder, "code.txt");
  // The shell stays, to see how the review ends.
  const program = join(folder, "review.sh");
  writeFileSync(
    program,
    `trap "" HUP\n"${process.execPath}" "${CLI}" dataset review\necho $? > code.tmp\nmv code.tmp code.txt\n`,
  );
  const env = processEnvironment(join(folder, "home"));
  const terminal = spawn("script", ["-qec", `sh "${program}"`, "/dev/null"], { cwd: folder, env });
  let shown = "";
  terminal.stdout.on("data", (text: Buffer) => (shown += text.toString()));
  for (const { seen, typed } of steps) {
    await until(() => shown.includes(seen));
    shown = "";
    terminal.stdin.write(typed);
  }
  terminal.kill("SIGKILL");
  await once(terminal, "close");
  await until(() => existsSync(code));
  return Number(readFileSync(code, "utf8"));
}

// `script` of other systems has other flags.
describe.runIf(process.platform === "linux")("a terminal that is closed during a review", () => {
  const KEYS = "u undo";

  it("ends it as it ends other programs, and keeps what was decided", async () => {
    const folder = await reviewed();
    const steps = [
      { seen: KEYS, typed: "a" },
      { seen: KEYS, typed: "" },
    ];
    expect(await closedAfter(folder, steps)).toBe(HUNG_UP);
    const rows = await runJson(folder, "dataset", "show", "--state", "accepted");
    expect(rows).toHaveLength(1);
  });

  it("ends it also while a note is typed", async () => {
    const steps = [
      { seen: KEYS, typed: "t" },
      { seen: "Note:", typed: "half a" },
    ];
    expect(await closedAfter(await reviewed(), steps)).toBe(HUNG_UP);
  });
});
