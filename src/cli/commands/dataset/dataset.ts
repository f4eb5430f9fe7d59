import { Command } from "commander";
import { buildCommand } from "./build.ts";
import { checkCommand } from "./check.ts";
import { exportDatasetCommand } from "./export.ts";
import { importCommand } from "./import.ts";
import { showCommand } from "./show.ts";

export function datasetCommand(): Command {
  return new Command("dataset")
    .summary("make and inspect datasets")
    .description("Make and inspect datasets: examples as JSON lines, made to be read, edited and committed.")
    .addCommand(buildCommand())
    .addCommand(showCommand())
    .addCommand(checkCommand())
    .addCommand(importCommand())
    .addCommand(exportDatasetCommand());
}
