import { readAdapter } from "../engine/lora/adapterFile.ts";
import { writePeftAdapter } from "../engine/lora/peft.ts";
import { readConfig } from "../engine/models/readConfig.ts";
import { openGguf } from "../gguf/open.ts";
import type { ExportPeftRequest } from "../protocol/training.ts";
import { writeFileAtomic } from "../storage/atomicWrite.ts";

/** Writes a GGUF adapter as PEFT's folder; returns the paths written. Throws UserError `adapter/...`, `storage/...`. */
export async function exportPeft(request: ExportPeftRequest): Promise<string[]> {
  const file = await openGguf(request.modelPath);
  try {
    const model = readConfig(file);
    const adapter = await readAdapter(request.adapterPath, model);
    const written: string[] = [];
    await writePeftAdapter(
      request.folder,
      // The file's alpha already holds any rank stabilisation.
      { ...model, adapter: { ...adapter, rsLora: false }, baseModelName: request.baseModelName },
      async (path, content) => {
        await writeFileAtomic(path, content);
        written.push(path);
      },
    );
    return written;
  } finally {
    await file.close();
  }
}
