import { readdir } from "node:fs/promises";
import { CATALOGUE } from "./catalogue.ts";
import type { HubFile } from "./catalogueModel.ts";
import { parseHubReference } from "./hubReference.ts";
import { modelErrors } from "./modelErrors.ts";
import { isModelId } from "./modelId.ts";
import { nearestNames } from "./nearestNames.ts";
import { statIfThere } from "./statIfThere.ts";

/** What a user can name a model by. */
export type ModelReference =
  /** Of the catalogue, or of a model that was added or downloaded. */
  | { readonly kind: "id"; readonly id: string }
  | { readonly kind: "path"; readonly path: string }
  | { readonly kind: "hub"; readonly hub: HubFile }
  /** `name` as Ollama writes it, with its tag. */
  | { readonly kind: "ollama"; readonly name: string };

const OLLAMA_PREFIX = "ollama:";

/**
 * What `text` names: `ollama:name[:tag]`, `organisation/repository:file.gguf`, an id, or a path.
 * Throws UserError `models/unknown` with the names that come nearest.
 */
export async function parseModelReference(text: string, storedIds: readonly string[]): Promise<ModelReference> {
  if (text.startsWith(OLLAMA_PREFIX)) return { kind: "ollama", name: withTag(text.slice(OLLAMA_PREFIX.length)) };
  const hub = parseHubReference(text);
  if (hub !== undefined) return { kind: "hub", hub };
  const knownIds = [...new Set([...CATALOGUE.map(({ id }) => id), ...storedIds])];
  // Ids are lower case; the user need not be.
  const id = text.toLowerCase();
  if (isModelId(id) && knownIds.includes(id)) return { kind: "id", id };
  const looksLikePath = /[\\/]/.test(text) || /\.gguf$/i.test(text);
  // A folder's too: whoever opens it says that it is one, and what to name instead.
  if (looksLikePath || (await isFileOrFolder(text))) return { kind: "path", path: text };
  throw modelErrors.unknown(text, nearestNames(text, knownIds));
}

async function isFileOrFolder(path: string): Promise<boolean> {
  return (
    (await statIfThere(path)) !== undefined ||
    (await readdir(path).then(
      () => true,
      () => false,
    ))
  );
}

function withTag(name: string): string {
  return /:[^/]*$/.test(name) ? name : `${name}:latest`;
}
