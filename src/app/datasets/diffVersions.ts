import { diffExamples, type ExampleDifference } from "../../curation/diff/diffExamples.ts";
import type { DatasetVersion } from "./datasetVersion.ts";

export type { ExampleDifference, TextDifference } from "../../curation/diff/diffExamples.ts";

/** What became of one version of a dataset in another. */
export const diffVersions = (before: DatasetVersion, after: DatasetVersion): ExampleDifference =>
  diffExamples(before.examples, after.examples);
