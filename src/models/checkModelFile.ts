import { checkSizes } from "../gguf/checkSizes.ts";
import { metadataCount, metadataString } from "../gguf/metadata.ts";
import { openGguf } from "../gguf/open.ts";
import { modelErrors } from "./modelErrors.ts";

/** What a model file says of itself. */
export interface ModelFileFacts {
  readonly architecture: string;
  /** Tokens; absent where the file does not say. */
  readonly contextLength?: number;
  readonly name?: string;
}

/**
 * Opens the file as GGUF, which checks that every tensor lies inside it, and reads what it is.
 * Throws UserError `gguf/...`, or `models/not-a-model` for adapters, projectors, vocabularies and the like.
 */
export async function checkModelFile(path: string): Promise<ModelFileFacts> {
  const file = await openGguf(path);
  try {
    const type = metadataString(file, "general.type", "model");
    if (type !== "model") throw modelErrors.notAModel(path, `something of the type "${type}"`);
    const architecture = metadataString(file, "general.architecture");
    if (architecture === "clip") throw modelErrors.notAModel(path, "an image projector");
    if (!file.tensors.has("token_embd.weight")) throw modelErrors.notAModel(path, "no token embeddings");
    checkSizes(file);
    const contextKey = `${architecture}.context_length`;
    return {
      architecture,
      ...(file.metadata.has(contextKey) && { contextLength: metadataCount(file, contextKey) }),
      ...(file.metadata.has("general.name") && { name: metadataString(file, "general.name") }),
    };
  } finally {
    await file.close();
  }
}
