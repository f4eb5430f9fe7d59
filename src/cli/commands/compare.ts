import type { Command } from "commander";
import { type AnswerPiece, compare, type Comparison } from "../../app/answers/answers.ts";
import { heldOutExamples } from "../../app/runs/heldOutExamples.ts";
import type { ServedModel } from "../../app/answers/servedModel.ts";
import { UserError } from "../../base/errors.ts";
import { promptOf } from "../../core/exampleText.ts";
import type { Message } from "../../core/example.ts";
import { type CommonFlags, createCommand, type Context, runCommand } from "../command.ts";
import { parseCount } from "../flags.ts";
import {
  addServedFlags,
  chooseServedShown,
  describeServed,
  describeSpeed,
  generateOptionsOf,
  type ServedFlags,
  showLoading,
} from "../servedFlags.ts";
import type { Terminal } from "../terminal.ts";
import { conversation, requireWords } from "./ask.ts";

interface CompareFlags extends CommonFlags, ServedFlags {
  readonly count: number;
}

export function compareCommand(): Command {
  const command = createCommand({
    usage: "compare [questions...]",
    parameters: ["each in quotes (default: held-out questions of the run)"],
    summary: "answer the same questions with the base model and the tuned one",
    examples: [
      ["compare", "three questions that the run has not seen"],
      ['compare "How do I …?" "What is …?"', "your own questions"],
      ["compare --scale 0.7 --json", "at another strength, as JSON lines with speeds"],
    ],
  }).option("--count <count>", "held-out questions to ask when none is given", parseCount, 3);
  return addServedFlags(command).action((questions: string[], flags: CompareFlags) =>
    runCommand(flags, (context) => compareShown(questions, flags, context)),
  );
}

async function compareShown(questions: readonly string[], flags: CompareFlags, context: Context): Promise<void> {
  const { terminal, signal } = context;
  requireWords(questions);
  const served = await chooseServedShown(flags, context, true);
  const adapter = requireAdapter(served);
  terminal.note(terminal.colors.dim(describeServed(served)));
  const prompts = await promptsOf(questions, flags, served, context);
  const { onLoading, stop } = showLoading(terminal);
  const { modelPath, template } = served;
  const comparison = await compare(
    {
      modelPath,
      template,
      threads: flags.threads,
      prompts,
      adapters: [adapter],
      ...generateOptionsOf(flags),
    },
    streamPieces(prompts, terminal),
    { signal, onLoading },
  ).finally(stop);
  terminal.emit(comparison);
  terminal.print(`\n\n${describeSpeeds(comparison, flags)}`);
}

function requireAdapter({ adapter }: ServedModel) {
  if (adapter) return adapter;
  throw new UserError(
    "compare/full-model",
    "full training made a whole model, which does not share a loaded model with its base",
    "Use `espalier evaluate`, or `espalier ask` with and without --base.",
  );
}

async function promptsOf(
  questions: readonly string[],
  flags: CompareFlags,
  { tuning }: ServedModel,
  { folder }: Context,
): Promise<readonly (readonly Message[])[]> {
  if (questions.length > 0) return questions.map((question) => conversation(question, flags.system));
  const examples = tuning.kind === "run" ? await heldOutExamples(folder, tuning.id, flags.count) : [];
  if (examples.length > 0) return examples.map(promptOf);
  throw new UserError("compare/no-questions", "there are no held-out examples to ask about", "Give questions.");
}

/** Prints each answer as it comes, under its question and what gives it. */
function streamPieces(prompts: readonly (readonly Message[])[], terminal: Terminal): (piece: AnswerPiece) => void {
  const { bold, dim } = terminal.colors;
  let last: AnswerPiece | undefined;
  return (piece) => {
    if (piece.prompt !== last?.prompt) {
      terminal.printPart(`\n\n${bold(`Question: ${prompts[piece.prompt]?.at(-1)?.content ?? ""}`)}`);
    }
    if (piece.prompt !== last?.prompt || piece.answer !== last.answer) {
      terminal.printPart(`\n${dim(piece.answer === 0 ? "── base" : "── tuned")}\n`);
    }
    terminal.printPart(piece.text);
    last = piece;
  };
}

const describeSpeeds = ({ prompts }: Comparison, flags: CompareFlags): string =>
  prompts
    .flatMap(({ answers }, index) =>
      answers.map((answer) => `${index + 1} ${answer.adapter ? "tuned" : "base "}  ${describeSpeed(answer, flags)}`),
    )
    .join("\n");
