import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "../../storage/atomicWrite.ts";
import { userHome, type Environment } from "../../storage/modelPaths.ts";
import { modelErrors } from "../modelErrors.ts";

export const DEFAULT_ENDPOINT = "https://huggingface.co";

/** What huggingface_hub reads from the environment, read the same way. */
export interface HubSettings {
  /** No slash at its end. */
  readonly endpoint: string;
  readonly isOffline: boolean;
  readonly token?: string;
}

/** Throws UserError `models/bad-setting` for an endpoint that is not a web address. */
export async function hubSettings(env: Environment): Promise<HubSettings> {
  const token = await findToken(env);
  return {
    endpoint: readEndpoint(env.HF_ENDPOINT),
    isOffline: isOn(env.HF_HUB_OFFLINE),
    ...(token !== undefined && { token }),
  };
}

/** Where huggingface_hub keeps downloaded files. */
export function hubCacheFolder(env: Environment): string {
  return env.HF_HUB_CACHE || env.HUGGINGFACE_HUB_CACHE || join(hubHome(env), "hub");
}

function hubHome(env: Environment): string {
  return env.HF_HOME || join(env.XDG_CACHE_HOME || join(userHome(env), ".cache"), "huggingface");
}

function readEndpoint(value: string | undefined): string {
  if (!value) return DEFAULT_ENDPOINT;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol !== "https:" && url?.protocol !== "http:") {
    throw modelErrors.badSetting("HF_ENDPOINT", value, "a web address such as https://huggingface.co");
  }
  return value.replace(/\/+$/, "");
}

/** The variables win over the file that `hf auth login` writes. */
async function findToken(env: Environment): Promise<string | undefined> {
  const fromEnvironment = clean(env.HF_TOKEN) ?? clean(env.HUGGING_FACE_HUB_TOKEN);
  if (fromEnvironment !== undefined) return fromEnvironment;
  if (isOn(env.HF_HUB_DISABLE_IMPLICIT_TOKEN)) return undefined;
  const path = env.HF_TOKEN_PATH || join(hubHome(env), "token");
  try {
    return clean(await readFile(path, "utf8"));
  } catch (error) {
    if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR") return undefined;
    throw modelErrors.unreadableToken(path, errorCode(error) ?? String(error));
  }
}

const clean = (text: string | undefined) => text?.trim() || undefined;
const isOn = (value: string | undefined) => ["1", "on", "yes", "true"].includes(value?.toLowerCase() ?? "");
