/** `npm run bench -- <name>`: what the product claims about its speed and memory, measured. */
import { Command, InvalidArgumentError, Option } from "commander";
import { messageOf, UserError } from "../../src/base/errors.ts";
import { describeGrounded } from "../../src/cli/groundedReport.ts";
import { benchCuration } from "./dataset/benchCuration.ts";
import { benchRetrieval, describeRetrieval } from "./retrieval/benchRetrieval.ts";
import { benchDataset } from "./dataset/benchDataset.ts";
import { trainShippedEmbedding } from "./retrieval/trainShippedEmbedding.ts";
import { benchAnswers } from "./answers/benchAnswers.ts";
import { benchOrder, describeOrder, ORDER_SIDES, type OrderSide } from "./answers/benchOrder.ts";
import { calibrateGate } from "./answers/calibrateGate.ts";
import { benchTyping, describeTyping } from "./answers/benchTyping.ts";
import { benchFirstToken } from "./answers/benchFirstToken.ts";
import { benchStore } from "./dataset/benchStore.ts";
import { benchExtension, EXTENSION_PARTS, type ExtensionPart } from "./extension/benchExtension.ts";
import { describeExtension } from "./extension/report.ts";
import { benchShape } from "./train/benchShape.ts";
import { benchTrain } from "./train/benchTrain.ts";
import { describe } from "./train/report.ts";

const wholeNumber = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("expected a whole number from 1");
  return value;
};

interface TrainFlags {
  readonly model: string;
  readonly steps: number;
  readonly rounds: number;
  readonly threads?: number;
  readonly against?: string;
  readonly json?: true;
}

const program = new Command("bench").description("Measures Espalier; figures are recorded in test/bench/RESULTS.md.");

program
  .command("train")
  .description("training speed and memory on this repository's own examples, 1,024 tokens a step")
  .option("--model <model>", "model to train", "smollm2-135m-instruct")
  .option("--steps <n>", "optimiser steps of a run", wholeNumber, 8)
  .option("--rounds <n>", "runs of each contestant, taking turns", wholeNumber, 1)
  .option("--threads <n>", "threads; the trainer's own choice when absent", wholeNumber)
  .option("--against <peer>", "also run a peer on the same examples: peft")
  .option("--json", "end with one line of JSON")
  .action(async ({ against, json, ...flags }: TrainFlags) => {
    if (against !== undefined && against !== "peft") {
      throw new UserError("bench/unknown-peer", `unknown peer "${against}"; expected peft`, "Pass --against peft.");
    }
    const report = (line: string): void => console.error(line);
    const figures = await benchTrain({ ...flags, againstPeft: against === "peft", report });
    console.log(describe(figures));
    if (json) console.log(JSON.stringify(figures));
  });

program
  .command("shape")
  .description("memory of training a 1.5B model (random weights), 1,024 tokens a step")
  .option("--json", "end with one line of JSON")
  .action(async ({ json }: { readonly json?: true }) => {
    const figures = await benchShape((line) => console.error(line));
    for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(20)} ${value}`);
    if (json) console.log(JSON.stringify(figures));
  });

program
  .command("dataset")
  .description("making a dataset of a repository of real packages, and making it again after an edit")
  .option("--files <n>", "size of the repository", wholeNumber, 10_000)
  .option("--json", "end with one line of JSON")
  .action(async ({ files, json }: { readonly files: number; readonly json?: true }) => {
    const figures = await benchDataset(files, (line) => console.error(line));
    for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(20)} ${value}`);
    if (json) console.log(JSON.stringify(figures));
  });

program
  .command("curation")
  .description("speed of deduplication, split and scan, and what the scan finds and misses of the labelled set")
  .option("--examples <n>", "examples to deduplicate and split", wholeNumber, 100_000)
  .option("--folder <path>", "real files to scan", "node_modules/zod")
  .action(async ({ examples, folder }: { readonly examples: number; readonly folder: string }) => {
    console.log(JSON.stringify(await benchCuration(examples, folder), null, 2));
  });

interface RetrievalFlags {
  readonly tuning?: true;
  readonly confirming?: true;
  readonly speed: boolean;
  readonly with?: string;
  readonly json?: true;
}

program
  .command("retrieval")
  .description("how well search finds functions by their doc comments and sections by their headings, and how fast")
  .option("--tuning", "on the packages on which constants are set, instead of those that are reported")
  .option("--confirming", "on packages that were looked at once, after all constants were set")
  .option("--no-speed", "leave out indexing and searching 10,000 files")
  .option("--with <embedding>", "also by an embedding of the catalogue, such as all-minilm-l6-v2; it is fetched")
  .option("--json", "end with one line of JSON")
  .action(async ({ tuning, confirming, speed, with: other, json }: RetrievalFlags) => {
    const report = (line: string): void => console.error(line);
    const figures = await benchRetrieval({
      packages: tuning ? "tuning" : confirming ? "confirming" : "reported",
      speed,
      with: other,
      report,
    });
    console.log(describeRetrieval(figures));
    if (json) console.log(JSON.stringify(figures));
  });

program
  .command("first-token")
  .description(
    "from Enter to the first word of the default model's answer, with about 1,000 tokens of prompt, typed and not",
  )
  .option(
    "--questions <n>",
    "each typed at 60 words a minute, with one that follows it: half a minute",
    wholeNumber,
    12,
  )
  .option("--json", "end with one line of JSON")
  .action(async ({ questions, json }: { readonly questions: number; readonly json?: true }) => {
    const figures = await benchFirstToken(questions, (line) => console.error(line));
    for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(20)} ${value}`);
    if (json) console.log(JSON.stringify(figures));
  });

program
  .command("typing")
  .description(
    "whether sources still hold the answer where those are preferred that were read while a question was typed",
  )
  .option("--questions <n>", "of each package, at most", wholeNumber, 100)
  .option("--json", "end with one line of JSON")
  .action(async ({ questions, json }: { readonly questions: number; readonly json?: true }) => {
    const figures = await benchTyping(questions, (line) => console.error(line));
    console.log(describeTyping(figures));
    if (json) console.log(JSON.stringify(figures));
  });

program
  .command("embedding")
  .description("train the static embedding that comes with the product, and write it to assets/")
  .action(async () => trainShippedEmbedding((line) => console.error(line)));

program
  .command("gate")
  .description("fit the gate that decides whether sources hold an answer, and report its errors on other packages")
  .option("--questions <n>", "of each package, at most", wholeNumber, 200)
  .option("--json", "end with one line of JSON")
  .action(async ({ questions, json }: { readonly questions: number; readonly json?: true }) => {
    const figures = await calibrateGate(questions, (line) => console.error(line));
    for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(24)} ${value}`);
    if (json) console.log(JSON.stringify(figures));
  });

program
  .command("answers")
  .description(
    "answers of base and tuned model to held-out questions, with and without passages, after a short training; goes on where it was killed",
  )
  .option("--questions <n>", "held-out questions, each asked in four ways of both models", wholeNumber, 40)
  .option("--steps <n>", "optimiser steps of four examples", wholeNumber, 100)
  .option("--json", "end with one line of JSON")
  .action(async ({ json, ...flags }: { readonly questions: number; readonly steps: number; readonly json?: true }) => {
    const figures = await benchAnswers({ ...flags, report: (line) => console.error(line) });
    console.log(describeGrounded(figures));
    if (json) console.log(JSON.stringify(figures));
  });

interface OrderFlags {
  readonly questions: number;
  readonly steps: number;
  readonly only?: OrderSide;
  readonly json?: true;
}

program
  .command("order")
  .description(
    "answers of base and tuned model of the benchmark `answers`, with the passage that answers last, before the last and " +
      "first among the sources; goes on where it was killed",
  )
  .option("--questions <n>", "held-out questions, each asked in three orders of both models", wholeNumber, 40)
  .option("--steps <n>", "optimiser steps of four examples", wholeNumber, 100)
  .addOption(new Option("--only <model>", "ask nothing of the other").choices(ORDER_SIDES))
  .option("--json", "end with one line of JSON")
  .action(async ({ json, ...flags }: OrderFlags) => {
    const figures = await benchOrder({ ...flags, report: (line) => console.error(line) });
    console.log(describeOrder(figures));
    if (json) console.log(JSON.stringify(figures));
  });

interface ExtensionFlags {
  readonly files: number;
  readonly rounds: number;
  readonly examples: number;
  readonly only?: readonly ExtensionPart[];
  readonly json?: true;
}

program
  .command("extension")
  .description(
    "the packaged extension in a real workbench: its host's time, typing beside a training, the first point of a " +
      "curve, scrolling through a large dataset",
  )
  .option("--files <n>", "files to index", wholeNumber, 2_000)
  .option("--rounds <n>", "starts of a host to activate in", wholeNumber, 3)
  .option("--examples <n>", "examples to scroll through", wholeNumber, 100_000)
  .addOption(new Option("--only <parts...>", "measure nothing but these").choices(EXTENSION_PARTS))
  .option("--json", "end with one line of JSON")
  .action(async ({ files, rounds, examples, only = EXTENSION_PARTS, json }: ExtensionFlags) => {
    const figures = await benchExtension({ parts: only, fileCount: files, rounds, exampleCount: examples }, (line) =>
      console.error(line),
    );
    console.log(describeExtension(figures));
    if (json) console.log(JSON.stringify(figures));
  });

program
  .command("review")
  .description("opening, searching and deciding about a generated dataset")
  .option("--examples <n>", "its size", wholeNumber, 100_000)
  .option("--json", "end with one line of JSON")
  .action(async ({ examples, json }: { readonly examples: number; readonly json?: true }) => {
    const figures = await benchStore(examples, (line) => console.error(line));
    for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(20)} ${value}`);
    if (json) console.log(JSON.stringify(figures));
  });

try {
  await program.parseAsync();
} catch (error) {
  console.error(messageOf(error));
  if (error instanceof UserError) console.error(error.hint);
  process.exitCode = 1;
}
