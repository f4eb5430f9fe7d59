import type { CommitFacts } from "../../core/commit.ts";
import { gitLines } from "./gitLines.ts";

const [START, BODY, PATHS] = ["\u0001", "\u0002", "\u0003"];
/** A commit that touches more has one subject for many matters. The rest of its paths is left out. */
const MAX_PATHS = 100;

/**
 * The last commits that touched files below `root`, newest first, merges left out. Empty where there is no git or no
 * repository. @throws only the signal's reason.
 *
 * @param limit at most so many.
 */
export async function gitSubjects(root: string, limit: number, signal?: AbortSignal): Promise<CommitFacts[]> {
  const log = ["log", `--max-count=${limit}`, "--no-merges", "--name-only", "--no-renames", "--relative"];
  const format = `--format=${START}%H %s%n${BODY}%n%b%n${PATHS}`;
  const commits: { commit: string; subject: string; body: string[]; paths: string[] }[] = [];
  let part: "body" | "paths" = "body";
  for await (const line of gitLines(root, [...log, format, "--", "."], signal)) {
    const current = commits.at(-1);
    if (line.startsWith(START)) {
      const [, commit = "", subject = ""] = /^([0-9a-f]+) (.*)$/.exec(line.slice(1)) ?? [];
      commits.push({ commit, subject, body: [], paths: [] });
    } else if (line === BODY) part = "body";
    else if (line === PATHS) part = "paths";
    else if (part === "body") current?.body.push(line);
    else if (line !== "" && current !== undefined && current.paths.length < MAX_PATHS) current.paths.push(line);
  }
  return commits.map((each) => ({ ...each, body: each.body.join("\n").trim() }));
}
