import { getLlama, LlamaLogLevel, type Llama } from "node-llama-cpp";
import { inferenceErrors } from "./errors.ts";

let backend: Promise<Llama> | undefined;

/**
 * llama.cpp on the CPU, loaded once a process from the prebuilt library; never built, never downloaded.
 * Throws UserError `inference/no-binary`.
 */
export function llamaBackend(): Promise<Llama> {
  backend ??= getLlama({
    gpu: false,
    build: "never",
    skipDownload: true,
    progressLogs: false,
    logLevel: LlamaLogLevel.error,
    // Kept apart from the worker's output; what a crash leaves behind names its cause.
    logger: (_level, message) => process.stderr.write(`llama.cpp: ${message.trimEnd()}\n`),
  }).catch((cause: unknown) => {
    backend = undefined;
    throw inferenceErrors.noBinary(cause);
  });
  return backend;
}
