import { type Block, plainBlocks } from "./plainMarkdown.ts";

/** About 300 tokens: what a small model can learn to say in one go. */
const MAX_ANSWER_LENGTH = 1200;
/** "Example file: split.js", "Or, with a subcommand". */
const LEAD_IN_LENGTH = 80;

/** What of a text is said in an answer. */
export interface Answer {
  /** Plain Markdown; empty where nothing whole remains. */
  readonly text: string;
  /** The blocks it consists of. */
  readonly blocks: readonly AnswerBlock[];
}

export type AnswerBlock = Pick<Block, "text" | "kind">;

/**
 * A text as an answer: plain Markdown, cut at the end of a paragraph, list item or sentence where it is too long, and
 * never in front of what it announces.
 */
export const answerFrom = (markdown: string): Answer => answerOf(plainBlocks(markdown));

/** As `answerFrom`, of blocks that somebody has looked at already. */
export function answerOf(plain: readonly Block[]): Answer {
  const blocks = fitting(plain);
  return { text: blocks.map(({ text }) => text).join("\n\n"), blocks };
}

function fitting(blocks: readonly Block[]): AnswerBlock[] {
  const kept: AnswerBlock[] = [];
  let room = MAX_ANSWER_LENGTH;
  for (const block of blocks) {
    if (block.text.length <= room) {
      kept.push(block);
      room -= block.text.length;
      continue;
    }
    const start = startOf(block, room);
    if (start !== "") kept.push({ text: start, kind: block.kind });
    // What comes last is often a line that leads over to what was cut.
    else if (kept.length > 1 && isLeadIn(kept.at(-1))) kept.pop();
    break;
  }
  // "For example:" without the example.
  while (kept.at(-1)?.kind === "prose" && /:$/.test(kept.at(-1)?.text ?? "")) kept.pop();
  return kept;
}

function isLeadIn(block: AnswerBlock | undefined): boolean {
  return block?.kind === "prose" && block.text.length < LEAD_IN_LENGTH;
}

/** As many whole items or sentences of a block as there is room for. Code and tables are whole or nothing. */
function startOf(block: Block, room: number): string {
  if (block.kind === "list") {
    let length = 0;
    const items = block.items.filter((item) => (length += item.length + 1) <= room);
    return items.length > 1 ? items.join("\n") : "";
  }
  if (block.kind === "prose") {
    const end = /^[\s\S]*[.!?](?=\s)/.exec(block.text.slice(0, room + 1));
    return end?.[0].trim() ?? "";
  }
  return "";
}
