import { text } from "node:stream/consumers";
import type { Command } from "commander";
import { ask } from "../../app/answers.ts";
import type { Message } from "../../core/example.ts";
import { type CommonFlags, createCommand, type Context, runCommand } from "../command.ts";
import {
  addServedFlags,
  chooseServedShown,
  describeSpeed,
  generateOptionsOf,
  type ServedFlags,
  showLoading,
} from "../servedFlags.ts";

interface AskFlags extends CommonFlags, ServedFlags {
  readonly base?: boolean;
}

export function askCommand(): Command {
  const command = createCommand({
    usage: "ask <question>",
    summary: "ask the tuned model, or any other",
    examples: [
      ['ask "What does the trainer write into a run\'s folder?"', "the newest run's adapter on its model"],
      ['ask "…" --base', "the same model without the adapter"],
      ['ask "…" --run 20260101-12 --scale 0.5', "another run, at half the strength"],
      ["ask - < question.txt", "the question from standard input"],
    ],
  }).option("--base", "the model without its adapter");
  return addServedFlags(command).action((question: string, flags: AskFlags) =>
    runCommand(flags, (context) => answer(question, flags, context)),
  );
}

async function answer(question: string, flags: AskFlags, context: Context): Promise<void> {
  const { terminal, signal } = context;
  const { modelPath, tunedModelPath, adapter, template, title } = await chooseServedShown(flags, context);
  if (!flags.base) terminal.note(terminal.colors.dim(title));
  const { onLoading, stop } = showLoading(terminal);
  const result = await ask(
    {
      modelPath: flags.base ? modelPath : (tunedModelPath ?? modelPath),
      adapter: flags.base ? undefined : adapter,
      template,
      threads: flags.threads,
      messages: conversation(question === "-" ? await text(process.stdin) : question, flags.system),
      ...generateOptionsOf(flags),
    },
    (part) => terminal.printPart(part),
    { signal, onLoading },
  ).finally(stop);
  terminal.print("");
  terminal.note(terminal.colors.dim(describeSpeed(result)));
  terminal.emit({ modelPath, ...result });
}

export const conversation = (question: string, system: string | undefined): Message[] => [
  ...(system === undefined ? [] : [{ role: "system" as const, content: system }]),
  { role: "user", content: question.trim() },
];
