import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

const WRITE_CHARACTERS = 1 << 20;

/** Writes texts one after another to a temporary file that then takes the place of `path`. Makes its folder. */
export async function writePieces(path: string, pieces: Iterable<string>, signal?: AbortSignal): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = await open(temporary, "w");
    try {
      let text = "";
      for (const piece of pieces) {
        text += piece;
        if (text.length < WRITE_CHARACTERS) continue;
        signal?.throwIfAborted();
        await file.writeFile(text);
        text = "";
      }
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    signal?.throwIfAborted();
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
