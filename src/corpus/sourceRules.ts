import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../base/errors.ts";
import { walkTo } from "./discover.ts";

/** The file that rules are written to; the user may change it by hand. */
export const RULES_FILE = ".espalierignore";

const HEAD =
  "# What Espalier leaves out, and with a ! what it takes in although another file ignores it. Written as a .gitignore is.\n";

/** How the file is written; a test or a process with another disk puts its own in the place of this. */
export type WriteFile = (path: string, text: string) => Promise<void>;

/**
 * Takes a file or folder in, whatever ignores it.
 *
 * @param path relative to `root`, with forward slashes and no last one.
 * @returns whether a rule was written; nothing is where it was taken in before.
 * @throws UserError `sources/not-there`, `sources/never-read`, `sources/overruled`. The rules are then as they were.
 */
export async function includeSource(root: string, path: string, write: WriteFile): Promise<boolean> {
  const lines = await readRules(root);
  const kept = without(lines, [plain(path), `${plain(path)}/`]);
  return writeWhile(root, path, lines, kept, write, async (rules) => {
    for (let last = ""; ;) {
      const reached = await walkTo(root, path);
      if (!("reason" in reached)) return;
      if (!reached.isRule) throw refusal(path, reached);
      if (reached.at === last) throw overruled(path, reached.reason);
      last = reached.at;
      await rules.add(linesToInclude(reached.at, path));
    }
  });
}

/**
 * Leaves a file or folder out.
 *
 * @returns whether a rule was written; nothing is where it was left out before.
 * @throws UserError `sources/not-there`, `sources/overruled`. The rules are then as they were.
 */
export async function excludeSource(root: string, path: string, write: WriteFile): Promise<boolean> {
  const lines = await readRules(root);
  const kept = without(lines, [`!${plain(path)}`, `!${plain(path)}/`, `!${plain(path)}/**`]);
  return writeWhile(root, path, lines, kept, write, async (rules) => {
    const reached = await walkTo(root, path);
    if ("reason" in reached) {
      if (reached.reason === "not there") throw refusal(path, reached);
      return;
    }
    await rules.add([reached.isFolder ? `${plain(path)}/` : plain(path)]);
    const after = await walkTo(root, path);
    if (!("reason" in after)) throw overruled(path, "taken in by a rule of a folder below");
  });
}

/** The path as a pattern that matches nothing else. */
const plain = (path: string): string => `/${path.replace(/[\\*?[\]]|\s(?=\s*$)/g, "\\$&")}`;

/** Rules that unlock `at`: itself if it is what is wanted, else the way through it and nothing beside. */
function linesToInclude(at: string, path: string): string[] {
  if (!at.endsWith("/")) return [`!${plain(at)}`];
  const folder = plain(at.slice(0, -1));
  return at === `${path}/` ? [`!${folder}/`, `!${folder}/**`] : [`!${folder}/`, `${folder}/*`];
}

async function readRules(root: string): Promise<readonly string[]> {
  const text = await readFile(join(root, RULES_FILE), "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  });
  return text.split(/(?<=\n)/);
}

const without = (lines: readonly string[], rules: readonly string[]): readonly string[] =>
  lines.filter((line) => !rules.includes(line.replace(/\r?\n$/, "")));

/** Lets `work` add rules to `kept`; what was there comes back when it throws. */
async function writeWhile(
  root: string,
  path: string,
  before: readonly string[],
  kept: readonly string[],
  write: WriteFile,
  work: (rules: { add(lines: readonly string[]): Promise<void> }) => Promise<void>,
): Promise<boolean> {
  if (path === "" || path.split("/").includes("..")) throw outside(path);
  const file = join(root, RULES_FILE);
  const earlier = before.join("");
  let now = kept.join("");
  if (now !== earlier) await write(file, now);
  try {
    await work({
      async add(lines) {
        const gap = now === "" ? HEAD : now.endsWith("\n") ? "" : "\n";
        now += `${gap}${lines.join("\n")}\n`;
        await write(file, now);
      },
    });
  } catch (error) {
    if (now !== earlier) await write(file, earlier);
    throw error;
  }
  return now !== earlier;
}

const refusal = (path: string, { at, reason }: { readonly at: string; readonly reason: string }): UserError =>
  reason === "not there"
    ? new UserError("sources/not-there", `there is no ${path} in this folder`, "Choose a file or folder that is there.")
    : new UserError(
        "sources/never-read",
        `${path} cannot be taken in: ${at === path ? reason : `${at} is ${reason}`}`,
        "Copy what is yours of it to another folder.",
      );

const overruled = (path: string, reason: string): UserError =>
  new UserError(
    "sources/overruled",
    `a rule for ${path} at the top of the folder changes nothing: ${reason}`,
    "Look at the .gitignore and .espalierignore files in the folders that hold it: the deepest one decides.",
  );

const outside = (path: string): UserError =>
  new UserError("sources/outside", `"${path}" names nothing inside of this folder`, "Choose a file or folder in it.");
