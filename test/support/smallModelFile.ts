import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { writeGguf } from "../../src/gguf/write.ts";

export interface SmallModelFile {
  readonly path: string;
  readonly bytes: Buffer;
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** A GGUF file that passes for a model; another `seed` is another file of the same size. About `kibibytes` long. */
export async function writeSmallModel(
  path: string,
  { seed = 1, kibibytes = 64, type = "model" } = {},
): Promise<SmallModelFile> {
  const weights = new Float32Array(kibibytes * 256).map((_, index) => Math.sin(seed * 1000 + index));
  await writeGguf(path, {
    metadata: [
      ["general.type", { type: "string", value: type }],
      ["general.architecture", { type: "string", value: "llama" }],
      ["llama.context_length", { type: "uint32", value: 128 }],
    ],
    tensors: [
      {
        name: "token_embd.weight",
        type: "F32",
        shape: [kibibytes, 256],
        data: new Uint8Array(weights.buffer),
      },
    ],
  });
  const bytes = await readFile(path);
  return { path, bytes, sha256: createHash("sha256").update(bytes).digest("hex"), sizeBytes: bytes.length };
}
