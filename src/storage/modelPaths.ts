import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The folder that all workspaces of one user share: `ESPALIER_HOME`, else the platform's cache folder
 * (XDG Base Directory specification; `%LOCALAPPDATA%`; `~/Library/Caches`) with `espalier` in it.
 */
export function espalierHome(env: Environment = process.env, platform: NodeJS.Platform = process.platform): string {
  if (env.ESPALIER_HOME) return env.ESPALIER_HOME;
  return join(cacheHome(env, platform), platform === "win32" ? join("espalier", "Cache") : "espalier");
}

/** Where models and their records lie, one folder each. */
export function modelsFolder(env: Environment = process.env, platform: NodeJS.Platform = process.platform): string {
  return join(espalierHome(env, platform), "models");
}

/** Where embeddings lie, one folder each. */
export function embeddingsFolder(env: Environment = process.env, platform: NodeJS.Platform = process.platform): string {
  return join(espalierHome(env, platform), "embeddings");
}

/** The user's home folder; the environment decides, so that a caller can point elsewhere. */
export function userHome(env: Environment = process.env): string {
  return env.HOME ?? env.USERPROFILE ?? homedir();
}

function cacheHome(env: Environment, platform: NodeJS.Platform): string {
  const home = userHome(env);
  if (platform === "win32") return env.LOCALAPPDATA ?? join(home, "AppData", "Local");
  if (platform === "darwin") return join(home, "Library", "Caches");
  // The specification: a relative path in the variable is to be ignored.
  const xdg = env.XDG_CACHE_HOME;
  return xdg !== undefined && isAbsolute(xdg) ? xdg : join(home, ".cache");
}
