import { basename } from "node:path";
import { Command } from "commander";
import {
  deleteEmbedding,
  type FileCheck,
  getEmbedding,
  isEmbedding,
  listEmbeddings,
  type ListedEmbedding,
} from "../../app/models/embeddings.ts";
import { addModel, listModels, type ReadyModel, removeModel } from "../../app/models/manageModels.ts";
import { type CommonFlags, createCommand, type Context, runCommand } from "../command.ts";
import { formatBytes, formatCount, formatTable } from "../format.ts";
import { getModelShown, showModelProgress } from "../modelProgress.ts";
import type { Terminal } from "../terminal.ts";

export function modelsCommand(): Command {
  return new Command("models")
    .summary("list, get and add models")
    .description("List, get and add models.")
    .addCommand(listCommand())
    .addCommand(getCommand())
    .addCommand(addCommand())
    .addCommand(removeCommand());
}

function listCommand(): Command {
  return createCommand({
    usage: "list",
    summary: "list models known to work, and those found on this machine",
    examples: [["models list --json", "all that is known about each, as one JSON value"]],
  }).action((flags: CommonFlags) => runCommand(flags, list));
}

async function list({ terminal }: Context): Promise<void> {
  const list = await listModels();
  const embeddings = await listEmbeddings();
  terminal.emit({ ...list, embeddings });
  terminal.print(`${describeModels(list)}\n\n${describeEmbeddings(embeddings)}`);
}

function getCommand(): Command {
  return createCommand({
    usage: "get <model>",
    parameters: ["a name of `espalier models list`, a GGUF file, a file of the Hugging Face Hub, or ollama:name:tag"],
    summary: "make a model ready, fetching it if need be",
    examples: [
      ["models get smollm2-135m-instruct", "the default model, from the first source that has it"],
      ["models get bge-small-en-v1.5", "an embedding, for `index --embedding`"],
      ["models get qwen2.5-coder-0.5b-instruct", "another one of the list"],
      [
        "models get Qwen/Qwen2.5-0.5B-Instruct-GGUF:qwen2.5-0.5b-instruct-q4_k_m.gguf",
        "a file of the Hugging Face Hub",
      ],
    ],
  }).action((name: string, flags: CommonFlags) =>
    runCommand(flags, async ({ terminal, signal }) => {
      if (isEmbedding(name)) return await get(name, terminal, signal);
      printModel(await getModelShown(name, terminal, signal), terminal);
    }),
  );
}

async function get(name: string, terminal: Terminal, signal: AbortSignal): Promise<void> {
  const { show, stop } = showModelProgress(terminal);
  const embedding = await getEmbedding(name, { signal, onProgress: show }).finally(stop);
  const { choice, origin, sizeBytes, files = [], isNew } = embedding;
  terminal.emit({ ...choice, origin, sizeBytes, files, isNew });
  terminal.print(
    formatTable([
      [choice.id, isNew ? "ready" : "was ready"],
      ["folder", `${choice.folder} (${formatBytes(sizeBytes)})`],
      ["source", origin],
      ...files.map(({ file, sha256, verifiedAgainst }) => [
        basename(file),
        `SHA-256 ${sha256}, ${CHECKS[verifiedAgainst]}`,
      ]),
      ["use", `espalier index --embedding ${choice.id}`],
    ]),
  );
}

/** What the hash of a file was compared with. */
const CHECKS: Readonly<Record<FileCheck, string>> = {
  catalogue: "as Espalier knows it",
  earlier: "as it came the first time",
  source: "as the Hub announces it; kept, and any later download must be the same",
  nothing: "unknown beforehand; kept, and any later download must be the same",
};

function addCommand(): Command {
  return createCommand({
    usage: "add <file>",
    parameters: ["a file in GGUF format"],
    summary: "make a GGUF file of this machine a model",
    examples: [
      ["models add ~/models/mine.gguf", "used where it lies"],
      ["models add mine.gguf --copy --id mine", "copied to the store, under this name"],
    ],
  })
    .option("--copy", "copy the file instead of using it where it lies")
    .option("--id <name>", "the name to give it (default: made from the file's)")
    .action((file: string, flags: CommonFlags & { copy?: boolean; id?: string }) =>
      runCommand(flags, async ({ terminal, signal }) => {
        const progress = showModelProgress(terminal);
        const options = { signal, onProgress: progress.show, copy: flags.copy === true };
        const model = await addModel(file, { ...options, ...(flags.id !== undefined && { id: flags.id }) }).finally(
          progress.stop,
        );
        printModel(model, terminal);
      }),
    );
}

function removeCommand(): Command {
  return createCommand({
    usage: "rm <model>",
    parameters: ["its name in `espalier models list`"],
    summary: "delete a model from the store; a file that was added in place stays",
    examples: [["models rm smollm2-135m-instruct", "frees its space"]],
  }).action((id: string, flags: CommonFlags) =>
    runCommand(flags, async ({ terminal, signal }) => {
      if (isEmbedding(id)) {
        const freedBytes = await deleteEmbedding(id);
        terminal.emit({ id, freedBytes });
        return terminal.print(`Removed ${id}, ${formatBytes(freedBytes)} freed`);
      }
      const removed = await removeModel(id, { signal });
      terminal.emit(removed);
      const kept = removed.keptPath === undefined ? "" : `; its file stays: ${removed.keptPath}`;
      terminal.print(`Removed ${removed.id}, ${formatBytes(removed.freedBytes)} freed${kept}`);
    }),
  );
}

function printModel(model: ReadyModel, terminal: Terminal): void {
  terminal.emit(model);
  terminal.print(
    formatTable([
      [model.id, model.isNew ? "ready" : "was ready"],
      [
        "file",
        `${model.path} (${formatBytes(model.sizeBytes)}${model.placement === "in-place" ? ", used in place" : ""})`,
      ],
      ["source", `${model.origin.title}: ${model.origin.location}`],
      ["architecture", model.architecture],
      ["SHA-256", model.sha256],
    ]),
  );
}

type ModelList = Awaited<ReturnType<typeof listModels>>;

function describeModels({ models, found, folder, problems }: ModelList): string {
  const rows = models.map((model) => [
    model.isDefault ? `${model.id} *` : model.id,
    STATES[model.state],
    formatBytes(model.sizeBytes),
    model.contextLength === undefined ? "" : formatCount(model.contextLength),
    model.catalogue ? formatBytes(model.catalogue.trainingMemory.storedBytes) : "",
    model.catalogue?.licence.name ?? "",
  ]);
  const parts = [
    formatTable([["model (* default)", "state", "file", "context", "least memory to train", "licence"], ...rows]),
    `Models lie in ${folder}.`,
    ...problems.map((problem) => `Note: ${problem}`),
  ];
  if (found.length > 0) {
    const foundRows = found.map((file) => [file.reference, formatBytes(file.sizeBytes)]);
    parts.push(
      `\nFiles of other programs; \`espalier models get\` takes these names:\n${formatTable([["name", "file"], ...foundRows])}`,
    );
  }
  return parts.join("\n");
}

function describeEmbeddings(embeddings: readonly ListedEmbedding[]): string {
  const rows = embeddings.map(({ id, isReady, sizeBytes, dimension, maxTokens, licence, ...counts }) => [
    id,
    isReady ? "ready" : "-",
    formatBytes(sizeBytes),
    String(dimension),
    formatCount(maxTokens),
    `${counts.knownHashCount} of ${counts.fileCount}`,
    licence.name,
  ]);
  const head = [
    "embedding, for the index",
    "state",
    "files, about",
    "dimension",
    "reads, tokens",
    "known hashes",
    "licence",
  ];
  return formatTable([head, ["static (comes with Espalier)", "ready", "", "256", "", "", "Apache-2.0"], ...rows]);
}

const STATES: Readonly<Record<ModelList["models"][number]["state"], string>> = {
  ready: "ready",
  missing: "file is gone",
  "on-machine": "on this machine",
  "not-downloaded": "-",
};
