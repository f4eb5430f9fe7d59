import { LINEAR_NAMES } from "../core/run.ts";
import { readAdapter, writeAdapter } from "../engine/lora/adapterFile.ts";
import { readPeftAdapter, writePeftAdapter } from "../engine/lora/peft.ts";
import type { DecoderConfig } from "../engine/models/config.ts";
import { readConfig } from "../engine/models/readConfig.ts";
import { openGguf } from "../gguf/open.ts";
import type { ExportPeftRequest, ImportPeftRequest } from "../protocol/training.ts";
import { writeFileAtomic } from "../storage/atomicWrite.ts";

/** Writes a GGUF adapter as PEFT's folder; returns the paths written. Throws UserError `adapter/...`, `storage/...`. */
export async function exportPeft({ modelPath, adapterPath, folder, ...rest }: ExportPeftRequest): Promise<string[]> {
  const model = await configOf(modelPath);
  const adapter = await readAdapter(adapterPath, model);
  const written: string[] = [];
  await writePeftAdapter(
    folder,
    // The file's alpha already holds any rank stabilisation.
    { ...model, adapter: { ...adapter, rsLora: false }, baseModelName: rest.baseModelName },
    async (path, content) => {
      await writeFileAtomic(path, content);
      written.push(path);
    },
  );
  return written;
}

/** Writes PEFT's folder as a GGUF adapter. Throws UserError `peft/...`. */
export async function importPeft({ modelPath, folder, adapterPath }: ImportPeftRequest): Promise<void> {
  const model = await configOf(modelPath);
  const { rank, alpha, rsLora, targets, tensors } = await readPeftAdapter(folder, model);
  const blocks = [...tensors.keys()].map((name) => Number(name.split(".")[1]));
  await writeAdapter(
    adapterPath,
    {
      architecture: model.family,
      rank,
      // llama.cpp knows alpha / rank only.
      alpha: rsLora ? alpha * Math.sqrt(rank) : alpha,
      targets: LINEAR_NAMES.filter((name) => targets.includes(name)),
      firstBlock: Math.min(...blocks),
      tensors,
    },
    `From ${folder}`,
  );
}

async function configOf(modelPath: string): Promise<DecoderConfig> {
  const file = await openGguf(modelPath);
  try {
    return readConfig(file);
  } finally {
    await file.close();
  }
}
