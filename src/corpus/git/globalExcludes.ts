import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { gitLines } from "./gitLines.ts";

/** By the top of a repository. A process asks git once: which file it is hardly ever changes, what is in it may. */
const known = new Map<string, Promise<string>>();

/**
 * The file of patterns that a person's git leaves out in every repository: `core.excludesFile` as git has it for the
 * repository at `top`, or git's default place. It need not be there.
 */
export function globalExcludes(top: string): Promise<string> {
  let asked = known.get(top);
  if (asked === undefined) known.set(top, (asked = ask(top)));
  return asked;
}

async function ask(top: string): Promise<string> {
  // An empty value stands for no file.
  for await (const path of gitLines(top, ["config", "--type=path", "--get", "core.excludesFile"]))
    return resolve(top, path);
  const { XDG_CONFIG_HOME } = process.env;
  return join(
    XDG_CONFIG_HOME === undefined || XDG_CONFIG_HOME === "" ? join(homedir(), ".config") : XDG_CONFIG_HOME,
    "git",
    "ignore",
  );
}
