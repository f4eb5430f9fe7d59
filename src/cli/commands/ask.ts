import { text } from "node:stream/consumers";
import type { Command } from "commander";
import { type Answer, ask } from "../../app/answers/answers.ts";
import { UserError } from "../../base/errors.ts";
import type { Message } from "../../core/example.ts";
import { USUAL_RUN } from "../chosenRun.ts";
import { type CommonFlags, createCommand, type Context, runCommand } from "../command.ts";
import {
  addServedFlags,
  chooseServedShown,
  describeServed,
  describeSpeed,
  generateOptionsOf,
  showLoading,
} from "../servedFlags.ts";
import { answerFromSources, type SourceFlags } from "./askSources.ts";

interface AskFlags extends CommonFlags, SourceFlags {
  readonly base?: boolean;
  readonly retrieval: boolean;
}

export function askCommand(): Command {
  const command = createCommand({
    usage: "ask <questions...>",
    parameters: ["each in quotes; several are a conversation; - reads one from stdin"],
    summary: "answer from this folder's files, with citations, by the tuned model or any other",
    examples: [
      ['ask "What does the trainer write into a run\'s folder?"', `by ${USUAL_RUN}`],
      ['ask "Where is a run locked?" "And where is it released?"', "a question and one that follows it"],
      ['ask "…" --base', "the same model without the adapter"],
      ['ask "…" --run 20260101-12 --scale 0.5', "another run, at half the strength"],
      ['ask "…" --no-retrieval', "what the model says by itself"],
      ["ask - < question.txt", "the question from standard input"],
    ],
  })
    .option("--base", "the model without its adapter")
    .option("--no-retrieval", "do not look into the files")
    .option("--anyway", "answer even where the files seem not to say");
  return addServedFlags(command).action((questions: string[], flags: AskFlags) =>
    runCommand(flags, (context) => answer(questions, flags, context)),
  );
}

async function answer(given: readonly string[], flags: AskFlags, context: Context): Promise<void> {
  const { terminal, signal } = context;
  refuseAdapterOfBase(flags);
  // Before a model is fetched for them.
  const questions: string[] = [];
  for (const question of given) questions.push((question === "-" ? await text(process.stdin) : question).trim());
  requireWords(questions);
  const served = await chooseServedShown(flags, context);
  const { modelPath, tunedModelPath, adapter, template } = served;
  if (!flags.base) terminal.note(terminal.colors.dim(describeServed(served)));
  const model = {
    modelPath: flags.base ? modelPath : (tunedModelPath ?? modelPath),
    adapter: flags.base ? undefined : adapter,
    template,
    threads: flags.threads,
  };
  if (flags.retrieval) return await answerFromSources(questions, model, flags, context);
  for (const question of questions) {
    const { onLoading, stop } = showLoading(terminal);
    const result: Answer = await ask(
      { ...model, messages: conversation(question, flags.system), ...generateOptionsOf(flags) },
      (part) => terminal.printPart(part),
      { signal, onLoading },
    ).finally(stop);
    terminal.print("");
    terminal.note(terminal.colors.dim(describeSpeed(result, flags)));
    terminal.emit({ modelPath, ...result });
  }
}

function refuseAdapterOfBase({ base, adapter, scale }: AskFlags): void {
  const flag = adapter !== undefined ? "--adapter" : scale !== undefined ? "--scale" : undefined;
  if (!base || flag === undefined) return;
  throw new UserError("served/conflict", `--base leaves the adapter out, and ${flag} is about it`, "Give one of them.");
}

/** Throws UserError `cli/question` where one of the questions is empty. */
export function requireWords(questions: readonly string[]): void {
  if (!questions.some((question) => question.trim() === "")) return;
  throw new UserError("cli/question", "a question is empty", "Say what to ask.");
}

export const conversation = (question: string, system: string | undefined): Message[] => [
  ...(system === undefined ? [] : [{ role: "system" as const, content: system }]),
  { role: "user", content: question.trim() },
];
