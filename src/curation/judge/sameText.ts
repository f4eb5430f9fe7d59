import type { Example } from "../../core/example.ts";
import { answerOf, promptOf } from "../../core/exampleText.ts";
import { GROUNDED } from "../propose/groundedKind.ts";
import { plainText } from "../duplicates/plainText.ts";
import type { DatasetRule } from "./rule.ts";

/** One answer to so many questions teaches to say it always. */
const MANY = 3;

/** The same answer across many questions. */
export const sameAnswer: DatasetRule = (examples) =>
  groupsOf(examples, tellingAnswerKey, questionKey).map((questions) => {
    if (questions === undefined || questions.size < MANY) return undefined;
    const message = `its answer is that to ${questions.size} different questions`;
    return { rule: "same-answer", severity: "warning", message };
  });

/** One question with several answers: the model learns to toss a coin. */
export const conflict: DatasetRule = (examples) =>
  groupsOf(examples, questionKey, answerKey).map((answers, index) => {
    const example = examples[index];
    if (answers === undefined || answers.size < 2 || example === undefined) return undefined;
    const [first, second] = answers.values();
    const other = first === answers.get(answerKey(example) ?? "") ? second : first;
    const more = answers.size > 2 ? `, and there are ${answers.size - 2} more answers` : "";
    return { rule: "conflict", severity: "warning", message: `${other} answers the same question otherwise${more}` };
  });

/** The whole conversation up to the answer: “Go on.” means something else each time. */
function questionKey(example: Example): string | undefined {
  const prompt = promptOf(example);
  return prompt.length === 0
    ? undefined
    : plainText(prompt.map(({ role, content }) => `${role}: ${content}`).join("\n"));
}

const answerKey = (example: Example): string | undefined =>
  promptOf(example).length === 0 ? undefined : plainText(answerOf(example));

/** That sources do not say is the right answer to many questions. */
const tellingAnswerKey = (example: Example): string | undefined =>
  example.kind === GROUNDED ? undefined : answerKey(example);

/** For each example the different values among those with its key, each with the id of the first that has it. */
function groupsOf(
  examples: readonly Example[],
  keyOf: (example: Example) => string | undefined,
  valueOf: (example: Example) => string | undefined,
): (ReadonlyMap<string, string> | undefined)[] {
  const groups = new Map<string, Map<string, string>>();
  const keys = examples.map((example) => {
    const [key, value] = [keyOf(example), valueOf(example)];
    if (key === undefined || value === undefined) return undefined;
    const group = groups.get(key) ?? new Map<string, string>();
    groups.set(key, group);
    if (!group.has(value)) group.set(value, example.id);
    return key;
  });
  return keys.map((key) => (key === undefined ? undefined : groups.get(key)));
}
