import type { Example } from "../../core/example.ts";
import { answerOf } from "../../core/exampleText.ts";
import { clusterDuplicates } from "../../curation/duplicates/clusterDuplicates.ts";
import { withClusters } from "../../curation/duplicates/withoutDuplicates.ts";
import { splitExamples } from "../../curation/split/splitExamples.ts";

/**
 * The examples, all with a split. Those that name one keep it; the others get one as the examples of a dataset do, so
 * that what shares a file, a question or nearly an answer stays together: see `splitExamples`. Answers that are alike are
 * looked for unless the examples name their clusters.
 */
export function withSplits(examples: readonly Example[], seed: number): readonly Example[] {
  if (examples.every(({ split }) => split !== undefined)) return examples;
  const isClustered = examples.some(({ cluster }) => cluster !== undefined);
  const { splits } = splitExamples(isClustered ? examples : clustered(examples), { seed, hasOwnSplit: () => true });
  return examples.map((example) => ({ ...example, split: example.split ?? splits.get(example.id) ?? "train" }));
}

/**
 * By answers alone: the same question links rows anyway. Clustered by both, a row that asks what one says and answers what
 * another does would be with the first only.
 */
function clustered(examples: readonly Example[]): readonly Example[] {
  const answers = examples.map((example) => ({
    example: { form: "text" as const, id: example.id, kind: example.kind, text: answerOf(example) },
    state: "proposed" as const,
  }));
  return withClusters(examples, clusterDuplicates(answers));
}
