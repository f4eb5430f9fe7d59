import { messageOf, UserError } from "../base/errors.ts";

/** Everything the user can mend about serving a model. */
export const inferenceErrors = {
  noBinary: (cause: unknown) =>
    new UserError(
      "inference/no-binary",
      `llama.cpp has no ready-made library for this machine (${process.platform} ${process.arch}): ${firstLine(cause)}`,
      "Install again without --omit=optional, on Linux, macOS or Windows with an x64 or arm64 processor.",
    ),
  cannotLoad: (path: string, cause: unknown) =>
    new UserError(
      "inference/load",
      `llama.cpp cannot load ${path}: ${firstLine(cause)}`,
      "Check that the file is a whole GGUF model of a supported architecture; `espalier models add` does.",
    ),
  cannotLoadAdapter: (path: string, modelPath: string, cause: unknown) =>
    new UserError(
      "inference/adapter",
      `llama.cpp cannot put the adapter ${path} on ${modelPath}: ${firstLine(cause)}`,
      "An adapter fits only the model it was trained on.",
    ),
  contextTooLong: (tokenCount: number, contextLength: number) =>
    new UserError(
      "inference/context",
      `prompt and answer need ${tokenCount} tokens, the model was made for ${contextLength}`,
      "Shorten the prompt or the longest answer.",
    ),
  embeddingMissing: (id: string, path: string) =>
    new UserError(
      "embedding/missing",
      `the embedding ${id} is not on this machine: there is no ${path}`,
      `Get it with \`espalier models get ${id}\`, or index with another: \`espalier index --embedding static\`.`,
    ),
  embeddingChanged: (id: string, path: string, expected: string, found: string) =>
    new UserError(
      "embedding/changed",
      `the embedding ${id} has other weights than the index was made with: the SHA-256 of ${path} begins with ${found}, ` +
        `expected ${expected}`,
      "Put the file back, or choose it anew: `espalier index --embedding` with its name or folder.",
    ),
  cannotLoadEmbedding: (id: string, folder: string, cause: unknown) =>
    new UserError(
      "embedding/load",
      `the embedding ${id} in ${folder} cannot be used: ${firstLine(cause)}`,
      "Get it again, or index with another: `espalier index --embedding static`.",
    ),
  cannotCreateContext: (contextSize: number, cause: unknown) =>
    new UserError(
      "inference/memory",
      `llama.cpp cannot make room for ${contextSize} tokens: ${firstLine(cause)}`,
      "Close other programs, shorten prompt and answer, or choose a smaller model.",
    ),
};

const firstLine = (cause: unknown): string => messageOf(cause).split("\n")[0] ?? "";
