// A corpus process in which some files do what files must not be able to do, as their names say.
import type { FoundFile } from "../../../src/core/foundFile.ts";
import type { CorpusFunctions, SkippedFile } from "../../../src/protocol/corpus.ts";
import { connectToParent } from "../../../src/protocol/parentProcess.ts";

if (process.env["ALWAYS_DIES"] === "1") process.exit(9);

connectToParent<object, CorpusFunctions>({
  "files/yield": () => Promise.reject(new Error("not asked for here")),
  "files/harvest": looked,
  "files/scan": looked,
});

async function looked(files: readonly FoundFile[]): Promise<SkippedFile[]> {
  const seen: SkippedFile[] = [];
  for (const { path } of files) {
    // Nothing else gets a turn while a parser runs.
    if (path.includes("hangs")) for (;;);
    if (path.includes("crashes")) process.abort();
    if (path.includes("hungry"))
      for (const held: number[][] = []; ;) held.push(new Array<number>(1e6).fill(held.length));
    await Promise.resolve();
    seen.push({ outcome: "skipped", path, reason: `seen by ${process.pid}` });
  }
  return seen;
}
