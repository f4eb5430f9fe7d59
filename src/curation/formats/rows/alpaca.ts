import type { Message } from "../../../core/example.ts";
import { anyText, filledText, textIfAny } from "../fields.ts";
import { mismatch } from "../mismatch.ts";
import type { Row, RowContent, RowFormat } from "../rowFormat.ts";

/**
 * `{"instruction", "input", "output"}`, with `system` and `history` (pairs of earlier instructions and answers) as
 * LLaMA-Factory adds them. Instruction and input become one user message, joined by a line break as LLaMA-Factory does.
 */
export const alpaca: RowFormat = {
  name: "alpaca",
  description: "instructions as Stanford's Alpaca has them: instruction, input, output; also system and history",
  recognise: (row) => ("instruction" in row && "output" in row ? "the columns instruction and output" : undefined),
  read: readAlpaca,
  write(content) {
    if (content.form !== "chat") return { unheld: `an example of the form ${content.form} has no instruction` };
    const [first] = content.messages;
    const system = first?.role === "system" ? first.content : undefined;
    const turns = pairsOf(system === undefined ? content.messages : content.messages.slice(1));
    const last = turns?.at(-1);
    if (turns === undefined || last === undefined)
      return { unheld: "its messages are not questions and answers in turns" };
    const [instruction, output] = last;
    const history = turns.slice(0, -1);
    return {
      row: {
        instruction,
        input: "",
        output,
        ...(system !== undefined && { system }),
        ...(history.length > 0 && { history }),
      },
    };
  },
};

/** @throws Mismatch */
function readAlpaca(row: Row): RowContent {
  const system = textIfAny("system", row["system"]);
  const input = textIfAny("input", row["input"]);
  const instruction =
    input === undefined ? filledText("instruction", row["instruction"]) : anyText("instruction", row["instruction"]);
  const output = filledText("output", row["output"]);
  const question = [instruction, input ?? ""].filter((text) => text !== "").join("\n");
  const messages: Message[] = [
    ...(system === undefined ? [] : [{ role: "system", content: system } as const]),
    ...historyOf(row["history"]),
    { role: "user", content: question },
    { role: "assistant", content: output },
  ];
  return { content: { form: "chat", messages }, used: ["instruction", "input", "output", "system", "history"] };
}

function historyOf(history: unknown): Message[] {
  if (history === undefined || history === null) return [];
  if (!Array.isArray(history)) throw mismatch("history", history, "a list of pairs of question and answer");
  return history.flatMap((pair: unknown, index): Message[] => {
    if (!Array.isArray(pair) || pair.length !== 2)
      throw mismatch(`history[${index}]`, pair, "a question and its answer");
    const [question, answer] = pair as unknown[];
    return [
      { role: "user", content: anyText(`history[${index}][0]`, question) },
      { role: "assistant", content: filledText(`history[${index}][1]`, answer) },
    ];
  });
}

/** Questions with their answers, or undefined where the roles do not take turns. */
function pairsOf(messages: readonly Message[]): [question: string, answer: string][] | undefined {
  const pairs: [string, string][] = [];
  for (let index = 0; index < messages.length; index += 2) {
    const [question, answer] = [messages[index], messages[index + 1]];
    if (question?.role !== "user" || answer?.role !== "assistant") return undefined;
    pairs.push([question.content, answer.content]);
  }
  return pairs;
}
