import { Command } from "commander";
import { buildCommand } from "./build.ts";
import { checkCommand } from "./check.ts";
import { dedupeCommand } from "./dedupe.ts";
import { exportDatasetCommand } from "./export.ts";
import { importCommand } from "./import.ts";
import { scanCommand } from "./scan.ts";
import { showCommand } from "./show.ts";
import { splitCommand } from "./split.ts";

export function datasetCommand(): Command {
  return new Command("dataset")
    .summary("make and inspect datasets")
    .description("Make and inspect datasets: examples as JSON lines, made to be read, edited and committed.")
    .addCommand(buildCommand())
    .addCommand(showCommand())
    .addCommand(checkCommand())
    .addCommand(importCommand())
    .addCommand(exportDatasetCommand())
    .addCommand(dedupeCommand())
    .addCommand(scanCommand())
    .addCommand(splitCommand());
}
