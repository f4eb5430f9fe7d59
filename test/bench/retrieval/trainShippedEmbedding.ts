import { dirname, join } from "node:path";
import { encodeStaticEmbedding } from "../../../src/retrieval/vectors/staticEmbedding.ts";
import { writeFileAtomic } from "../../../src/storage/atomicWrite.ts";
import { benchFolder } from "../packages.ts";
import { type MinedFunction, mineFunctions } from "./mineFunctions.ts";
import { TRAINING_PACKAGES } from "./sourcePackages.ts";
import { SHIPPED_TRAINING, trainStatic } from "./trainStatic.ts";

/** Makes `assets/embedding.bin` anew: the same packages, options and seed give the same file. */
export async function trainShippedEmbedding(report: (line: string) => void): Promise<void> {
  const groups: MinedFunction[][] = [];
  for (const source of TRAINING_PACKAGES) {
    const functions = await mineFunctions(source);
    report(`${source.name} (${source.licence}): ${functions.filter(({ query }) => query !== undefined).length} pairs`);
    groups.push(functions);
  }
  const model = trainStatic(groups, SHIPPED_TRAINING, (epoch, loss) =>
    report(`epoch ${epoch + 1}: loss ${loss.toFixed(3)}`),
  );
  const path = join(dirname(benchFolder()), "assets", "embedding.bin");
  await writeFileAtomic(path, encodeStaticEmbedding(model));
  report(`${model.id}: ${model.termHashes.length} terms of ${model.dimension} dimensions in ${path}`);
}
