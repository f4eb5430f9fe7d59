import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "./temporaryFolder.ts";

export interface IsolatedEnvironment extends Record<string, string | undefined> {
  HOME: string;
  ESPALIER_HOME: string;
  OLLAMA_MODELS: string;
}

/** An environment of a user who has nothing, so that no test meets this machine's own models and tokens. */
export function isolatedEnvironment(): IsolatedEnvironment {
  const root = temporaryFolder();
  const env = {
    HOME: join(root, "home"),
    ESPALIER_HOME: join(root, "espalier"),
    OLLAMA_MODELS: join(root, "ollama"),
    // Nothing listens there: a test that means the Hub must say where it is.
    HF_ENDPOINT: "http://127.0.0.1:2",
    PATH: join(root, "bin"),
  };
  for (const folder of [env.HOME, env.PATH]) mkdirSync(folder, { recursive: true });
  return env;
}
