import { existsSync } from "node:fs";
import { join } from "node:path";
import { type EmbeddingChoice, ONNX_FILES, vectorModelOf } from "../core/embedding.ts";
import { type Embedder, openEmbedder } from "../inference/embedder.ts";
import { inferenceErrors } from "../inference/errors.ts";
import { sha256File } from "../storage/fingerprint.ts";
import { onlyStatic, type OpenEmbedding } from "../workspaceIndex/staticModel.ts";

/**
 * Models are opened once; they are native, and so is nothing else in the retrieval process: without one, none of it is
 * loaded. Opening throws UserError `embedding/missing`, `embedding/load`, `embedding/changed`.
 */
export function embeddingOpener(): OpenEmbedding {
  const opened = new Map<string, Promise<Embedder>>();
  const opening = (choice: EmbeddingChoice): Promise<Embedder> => {
    const key = JSON.stringify(choice);
    const known = opened.get(key);
    if (known !== undefined) return known;
    const embedder = openUnchanged(choice);
    opened.set(key, embedder);
    embedder.catch(() => opened.delete(key));
    return embedder;
  };
  return async (choice) => {
    if (choice === undefined) return onlyStatic(undefined);
    const { dimension, embed } = await opening(choice);
    return { kind: "texts", id: vectorModelOf(choice), dimension, embed };
  };
}

/** Vectors of other weights than those the index was made with cannot be compared with its own. */
async function openUnchanged(choice: EmbeddingChoice): Promise<Embedder> {
  const path = join(choice.folder, ONNX_FILES[choice.precision]);
  // What is missing is told with how to get it.
  if (existsSync(path)) {
    const found = (await sha256File(path, {})).slice(0, choice.fingerprint.length);
    if (found !== choice.fingerprint)
      throw inferenceErrors.embeddingChanged(choice.id, path, choice.fingerprint, found);
  }
  return openEmbedder(choice);
}
