import { execFileSync, spawnSync } from "node:child_process";
import { chownSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { folderOf } from "../support/folder.ts";
import { pausedRun } from "../support/pausedRun.ts";
import { processEnvironment } from "../support/processEnvironment.ts";
import { temporaryFolder } from "../support/temporaryFolder.ts";
import { fillTinyWorkspace, TINY_FLAGS } from "../support/tinyWorkspace.ts";

const CLI = resolve(import.meta.dirname, "../../dist/cli.js");
/** As most systems number the user who owns nothing; who may do anything is kept from nothing by permissions. */
const NOBODY = 65534;
const isRoot = process.getuid?.() === 0;

it("says of all that it is asked to write into a folder that cannot be written that it cannot, and what to do", async () => {
  const folder = folderOf({
    "docs/quince.md": `# Quince

## How is the quince pruned?

The quince is pruned in May, to six buds on each of its arms, with a clean knife, before the first leaves have opened.

## How is the quince tied?

Tie the quince to the third wire with soft twine, loosely, so that the bark can swell through the summer.
`,
    "rows.jsonl": `${JSON.stringify({ id: "a", form: "text", kind: "imported", text: "A row." })}\n`,
  });
  const home = temporaryFolder();
  if (isRoot) chownSync(home, NOBODY, NOBODY);
  await fillTinyWorkspace(folder);
  const env = { ...processEnvironment(join(home, "models")), HOME: home };
  const prepare = (...args: string[]) => execFileSync(process.execPath, [CLI, ...args], { cwd: folder, env });
  prepare("dataset", "build");
  prepare("index");
  const run = await pausedRun(folder);
  prepare("runs", "use", run);
  const [id = ""] = idsIn(prepare("dataset", "show", "--json").toString());
  execFileSync("chmod", ["-R", "a-w,a+rX", folder]);
  onTestFinished(() => void execFileSync("chmod", ["-R", "u+w", folder]));

  const attempt = (...args: string[]) => {
    const who = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
    const { status, stderr, stdout } = spawnSync(process.execPath, [CLI, ...args], {
      cwd: folder,
      env: { ...env, NODE_OPTIONS: `--import ${pathToFileURL(noteProgram(home)).href}` },
      ...who,
      encoding: "utf8",
    });
    return { what: args.join(" "), status, said: stderr || stdout };
  };
  const before = readdirSync(folder, { recursive: true });
  const results = [
    attempt("dataset", "build"),
    attempt("dataset", "build", "--out", "other"),
    attempt("dataset", "import", "rows.jsonl"),
    attempt("dataset", "review", id, "--accept"),
    attempt("dataset", "review", "--undo"),
    attempt("dataset", "dedupe", "--write"),
    attempt("dataset", "dedupe", "--out", "kept.jsonl"),
    attempt("dataset", "split", "--seed", "1", "--write"),
    attempt("dataset", "export", "messages.jsonl", "--format", "messages"),
    attempt("index"),
    attempt("index", "--delete"),
    attempt("runs", "use", run),
    attempt("runs", "use", "--newest"),
    attempt("runs", "rename", run, "mine"),
    attempt("runs", "rm", run),
    attempt("export"),
    attempt("train", ...TINY_FLAGS),
    // Of the default model, which is not on this machine: it is not fetched for nothing.
    attempt("train"),
    attempt("train", "--resume"),
  ];
  expect(startedPrograms(home)).toContain("cli.js");
  expect(startedPrograms(home)).not.toContain("trainer.js");
  for (const { what, status, said } of results) {
    expect(said, what).toMatch(/cannot write .*\n {2}Check the folder's permissions/);
    expect({ what, status }).toEqual({ what, status: 2 });
  }
  // What it found is told; only the note of it is missing.
  const check = attempt("dataset", "check");
  expect(check.status).toBeLessThan(2);
  expect(check.said).toMatch(/cannot write .*; `dataset show --remark` does not know of these remarks/);
  expect(readdirSync(folder, { recursive: true })).toEqual(before);
});

/** What Node imports before a program, to note which one was started. */
function noteProgram(home: string): string {
  const [path, notes] = [join(home, "note.mjs"), join(home, "programs")];
  const lines = [
    `import { appendFileSync } from "node:fs";`,
    `import { basename } from "node:path";`,
    `appendFileSync(${JSON.stringify(notes)}, basename(process.argv[1]) + "\\n");`,
  ];
  if (!existsSync(path)) writeFileSync(path, lines.join("\n"));
  return path;
}
const startedPrograms = (home: string): string[] => readFileSync(join(home, "programs"), "utf8").trim().split("\n");

const idsIn = (json: string): string[] => [...json.matchAll(/"id":\s*"([^"]+)"/g)].map(([, id = ""]) => id);
