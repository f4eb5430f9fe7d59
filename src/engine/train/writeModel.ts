/** A fully trained model as a GGUF file: the base model's metadata and order, with trained weights as float32. */
import { openGguf } from "../../gguf/open.ts";
import { OUTPUT, OUTPUT_NORM, TOKEN_EMBEDDING } from "../../gguf/tensorNames.ts";
import { writeGguf } from "../../gguf/write.ts";
import type { DecoderConfig } from "../models/config.ts";
import { EMBEDDING_FEED, HEAD_FEED, NORM_FEED } from "./headPrograms.ts";
import type { Parameters } from "./parameters.ts";

export async function writeModel(
  path: string,
  basePath: string,
  model: DecoderConfig,
  parameters: Parameters,
): Promise<void> {
  const trained = new Map(
    parameters.placed.map((parameter) => [fileName(model, parameter.block, parameter.name), parameter] as const),
  );
  const file = await openGguf(basePath);
  try {
    await writeGguf(path, {
      metadata: file.metadata,
      tensors: [...file.tensors.values()].map((info) => {
        const parameter = trained.get(info.name);
        if (!parameter)
          return { name: info.name, type: info.type, shape: info.shape, data: () => file.readTensor(info.name) };
        const values = parameters.values.subarray(parameter.start, parameter.end);
        const data = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
        return { name: info.name, type: "F32" as const, shape: info.shape, data };
      }),
    });
  } finally {
    await file.close();
  }
}

function fileName(model: DecoderConfig, block: number | undefined, name: string): string {
  if (block !== undefined) return `blk.${block}.${name}`;
  switch (name) {
    case HEAD_FEED:
      return model.tied ? TOKEN_EMBEDDING : OUTPUT;
    case EMBEDDING_FEED:
      return TOKEN_EMBEDDING;
    case NORM_FEED:
      return OUTPUT_NORM;
    default:
      return name;
  }
}
