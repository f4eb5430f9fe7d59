import { Command } from "commander";
import { buildCommand } from "./build.ts";
import { checkCommand } from "./check.ts";
import { dedupeCommand } from "./dedupe.ts";
import { diffCommand } from "./diff.ts";
import { exportDatasetCommand } from "./export.ts";
import { importCommand } from "./import.ts";
import { listCommand } from "./list.ts";
import { reviewCommand } from "./review.ts";
import { scanCommand } from "./scan.ts";
import { showCommand } from "./show.ts";
import { splitCommand } from "./split.ts";

export function datasetCommand(): Command {
  return new Command("dataset")
    .summary("make, review and compare datasets")
    .description(
      "Make, review and compare datasets: examples and decisions as JSON lines, made to be read and committed.",
    )
    .addCommand(buildCommand())
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(reviewCommand())
    .addCommand(diffCommand())
    .addCommand(checkCommand())
    .addCommand(importCommand())
    .addCommand(exportDatasetCommand())
    .addCommand(dedupeCommand())
    .addCommand(scanCommand())
    .addCommand(splitCommand());
}
