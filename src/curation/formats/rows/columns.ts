import { UserError } from "../../../base/errors.ts";
import type { Message } from "../../../core/example.ts";
import { filledText, textIfAny } from "../fields.ts";
import { Mismatch, shownKeys } from "../mismatch.ts";
import type { Row, RowContent, RowFormat } from "../rowFormat.ts";

/** What a column can be for. */
export const COLUMN_USES = ["question", "answer", "system", "text", "chosen", "rejected"] as const;
export type ColumnUse = (typeof COLUMN_USES)[number];

/** Which column holds what; in a table without a header the columns are called `1`, `2`, and so on. */
export type ColumnMapping = Readonly<Partial<Record<ColumnUse, string>>>;

/** Names seen in the wild, lower case, the likelier first. */
const USUAL_NAMES: Readonly<Record<ColumnUse, readonly string[]>> = {
  question: ["question", "prompt", "instruction", "query", "input", "user", "human", "problem"],
  answer: ["answer", "completion", "response", "output", "assistant", "reply", "solution", "target"],
  system: ["system", "system_prompt"],
  text: ["text", "content"],
  chosen: ["chosen", "preferred"],
  rejected: ["rejected", "dispreferred"],
};

/** Every name of a column that says what the column is for, in any format: what a header is known by. */
export const USUAL_COLUMN_NAMES: ReadonlySet<string> = new Set([
  ...Object.values(USUAL_NAMES).flat(),
  "messages",
  "conversations",
]);

/** Columns of which each is told what it is for. */
export function columnsFormat(mapping: ColumnMapping): RowFormat {
  return {
    name: "columns",
    description: "columns mapped by hand (--map question=A,answer=B), or by names such as question and answer",
    recognise: () => (isComplete(mapping) ? described(mapping) : undefined),
    read: (row) => readColumns(row, mapping),
  };
}

/** A table's two columns are a question and its answer, whatever they are called, unless a name says what one is for. */
export function pairMapping(names: readonly string[]): ColumnMapping | undefined {
  const [question, answer, ...others] = names;
  if (question === undefined || answer === undefined || others.length > 0) return undefined;
  if (names.some((name) => USUAL_COLUMN_NAMES.has(name.toLowerCase()))) return undefined;
  return { question, answer };
}

/** What columns with these names are usually for; two columns without a header are a question and its answer. */
export function usualMapping(names: readonly string[]): ColumnMapping {
  if (names.length === 2 && names[0] === "1" && names[1] === "2") return { question: "1", answer: "2" };
  const entries = COLUMN_USES.flatMap((use) => {
    const usual = USUAL_NAMES[use].find((name) => names.some((each) => each.toLowerCase() === name));
    const column = names.find((name) => name.toLowerCase() === usual);
    return column === undefined ? [] : [[use, column] as const];
  });
  return Object.fromEntries(entries);
}

const isComplete = ({ question, answer, text, chosen, rejected }: ColumnMapping): boolean =>
  text !== undefined || (question !== undefined && (answer !== undefined || (chosen ?? rejected) !== undefined));

const described = (mapping: ColumnMapping): string =>
  Object.entries(mapping)
    .map(([use, column]) => `${use} from the column ${column}`)
    .join(", ");

function readColumns(row: Row, { question, answer, system, text, chosen, rejected }: ColumnMapping): RowContent {
  const filled = (column: string) => filledText(column, row[column]);
  if (question !== undefined && (answer !== undefined || chosen !== undefined)) {
    const systemText = system === undefined ? undefined : textIfAny(system, row[system]);
    const messages: Message[] = [
      ...(systemText === undefined ? [] : [{ role: "system", content: systemText } as const]),
      { role: "user", content: filled(question) },
    ];
    const read = [question, ...(system === undefined ? [] : [system])];
    if (chosen !== undefined && rejected !== undefined) {
      const [better, worse] = [filled(chosen), filled(rejected)];
      if (better === worse) throw new Mismatch(`the same text as ${chosen} and ${rejected}`, "two answers that differ");
      const content = { form: "preference", messages, chosen: better, rejected: worse } as const;
      return { content, used: [...read, chosen, rejected] };
    }
    const last = answer ?? chosen;
    if (last !== undefined) {
      const learned = [...messages, { role: "assistant", content: filled(last) } as const];
      return { content: { form: "chat", messages: learned }, used: [...read, last] };
    }
  }
  if (text !== undefined) return { content: { form: "text", text: filled(text) }, used: [text] };
  throw new Mismatch(shownKeys(row), "a column for the question and one for the answer, or one for the text");
}

/** `question=prompt,answer=output`. @throws UserError `import/mapping` for what maps nothing that can be learned. */
export function parseMapping(text: string): ColumnMapping {
  const entries = text.split(",").map((part) => {
    const [use = "", ...column] = part.split("=");
    return [use.trim(), column.join("=").trim()] as const;
  });
  const mapping = Object.fromEntries(entries) as Record<string, string>;
  const isKnown = entries.every(([use, column]) => (COLUMN_USES as readonly string[]).includes(use) && column !== "");
  if (isKnown && isComplete(mapping)) return mapping;
  throw new UserError(
    "import/mapping",
    isKnown
      ? `the mapping "${text}" is not enough to learn from`
      : `the mapping "${text}" is not a list such as question=prompt,answer=output`,
    `Map ${COLUMN_USES.join(", ")}: question and answer, or question, chosen and rejected, or text.`,
  );
}
