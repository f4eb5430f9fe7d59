import { readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import * as z from "zod";
import { userHome, type Environment } from "../../storage/modelPaths.ts";
import { statIfThere } from "../statIfThere.ts";
import type { FoundModel, MachineStore } from "./foundModel.ts";
import { walkFiles } from "./walkFiles.ts";

const MODEL_LAYER = "application/vnd.ollama.image.model";
const MAX_MANIFEST_BYTES = 1 << 20;
/** host / namespace / name / tag. */
const MANIFEST_DEPTH = 4;

const manifestSchema = z.object({
  layers: z.array(
    z.object({ mediaType: z.string(), digest: z.string().regex(/^sha256:[0-9a-f]{64}$/), size: z.number() }),
  ),
});

/**
 * Models that Ollama pulled: `manifests/HOST/NAMESPACE/NAME/TAG` is JSON that names the blob of the weights,
 * `blobs/sha256-HASH`, which is a GGUF file.
 */
export const ollamaStore: MachineStore = {
  kind: "ollama",
  title: "Ollama",
  async find(env) {
    const found: FoundModel[] = [];
    for (const store of storeFolders(env)) {
      const manifests = join(store, "manifests");
      for (const manifest of await walkFiles(manifests, MANIFEST_DEPTH)) {
        const name = ollamaName(relative(manifests, manifest).split(sep));
        const layer = name === undefined ? undefined : await modelLayer(manifest);
        if (name === undefined || layer === undefined) continue;
        const path = join(store, "blobs", `sha256-${layer.sha256}`);
        const blob = await statIfThere(path);
        // A pull that is under way has the manifest's name last, but a full disk may cut anything.
        if (blob?.sizeBytes !== layer.sizeBytes) continue;
        found.push({ kind: "ollama", reference: `ollama:${name}`, path, ...layer });
      }
    }
    return found;
  },
};

/** `OLLAMA_MODELS`, else the user's store and the one that the Linux service keeps. */
function storeFolders(env: Environment): string[] {
  if (env.OLLAMA_MODELS) return [env.OLLAMA_MODELS];
  const ofUser = join(userHome(env), ".ollama", "models");
  return process.platform === "linux" ? [ofUser, "/usr/share/ollama/.ollama/models"] : [ofUser];
}

/** As Ollama itself writes it: its own registry and the namespace `library` are left out. */
function ollamaName(parts: readonly string[]): string | undefined {
  const [host, namespace, name, tag, ...rest] = parts;
  if (host === undefined || namespace === undefined || name === undefined || tag === undefined || rest.length > 0) {
    return undefined;
  }
  if (host !== "registry.ollama.ai") return `${host}/${namespace}/${name}:${tag}`;
  return namespace === "library" ? `${name}:${tag}` : `${namespace}/${name}:${tag}`;
}

/** Undefined for what is not a manifest of a model: such a file is Ollama's affair. */
async function modelLayer(manifest: string): Promise<{ sha256: string; sizeBytes: number } | undefined> {
  const size = (await statIfThere(manifest))?.sizeBytes ?? Infinity;
  if (size > MAX_MANIFEST_BYTES) return undefined;
  let content: unknown;
  try {
    content = JSON.parse(await readFile(manifest, "utf8"));
  } catch {
    return undefined;
  }
  const layer = manifestSchema.safeParse(content).data?.layers.find(({ mediaType }) => mediaType === MODEL_LAYER);
  return layer && { sha256: layer.digest.slice("sha256:".length), sizeBytes: layer.size };
}
