import { Command } from "commander";
import { addModel, listModels, type ReadyModel, removeModel } from "../../app/models.ts";
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
  terminal.emit(list);
  terminal.print(describeModels(list));
}

function getCommand(): Command {
  return createCommand({
    usage: "get <model>",
    summary: "make a model ready, fetching it if need be",
    examples: [
      ["models get smollm2-135m-instruct", "the default model, from the first source that has it"],
      ["models get qwen2.5-coder-0.5b-instruct", "another one of the list"],
      [
        "models get Qwen/Qwen2.5-0.5B-Instruct-GGUF:qwen2.5-0.5b-instruct-q4_k_m.gguf",
        "a file of the Hugging Face Hub",
      ],
    ],
  }).action((name: string, flags: CommonFlags) =>
    runCommand(flags, async ({ terminal, signal }) =>
      printModel(await getModelShown(name, terminal, signal), terminal),
    ),
  );
}

function addCommand(): Command {
  return createCommand({
    usage: "add <file>",
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
    summary: "delete a model from the store; a file that was added in place stays",
    examples: [["models rm smollm2-135m-instruct", "frees its space"]],
  }).action((id: string, flags: CommonFlags) =>
    runCommand(flags, async ({ terminal, signal }) => {
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

const STATES: Readonly<Record<ModelList["models"][number]["state"], string>> = {
  ready: "ready",
  missing: "file is gone",
  "on-machine": "on this machine",
  "not-downloaded": "-",
};
