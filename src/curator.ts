// The main of the process that holds datasets while a person looks through them.
import { curatorFunctions } from "./app/review/curatorFunctions.ts";
import type { CuratorFunctions, CuratorHost } from "./protocol/curation.ts";
import { connectToParent } from "./protocol/parentProcess.ts";

const { notify } = connectToParent<CuratorHost, CuratorFunctions>(
  curatorFunctions({
    "dataset/changed": (dataset, change) => notify("dataset/changed", dataset, change),
    "dataset/notice": (dataset, notice) => notify("dataset/notice", dataset, notice),
  }),
);
