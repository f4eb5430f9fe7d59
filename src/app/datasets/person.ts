import { execFile } from "node:child_process";
import { userInfo } from "node:os";
import { promisify } from "node:util";

/** Whose decisions are written down in a folder: git's user.name there, else who is logged in to this machine. */
export async function personAt(folder: string): Promise<string> {
  const named = await promisify(execFile)("git", ["config", "user.name"], { cwd: folder }).then(
    ({ stdout }) => stdout.trim(),
    // No git, or no name set.
    () => "",
  );
  return named || loginName();
}

function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user without an entry in the system's list, as in some containers.
    return process.env["USER"] ?? "somebody";
  }
}
