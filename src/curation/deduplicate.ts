import type { Example } from "../core/example.ts";
import { answerOf, promptOf } from "../core/exampleText.ts";

export interface DuplicateCounts {
  /** Same answer, or same question, to the letter. */
  readonly exact: number;
  /** The same but for case, white space, emphasis and final punctuation. */
  readonly near: number;
}

/**
 * Keeps the first of examples that ask the same, which would teach two answers, or answer the same, which would let
 * what is trained on leak into what is judged. Looks at the last question and answer of each.
 */
export function withoutDuplicates(examples: readonly Example[]): { examples: Example[]; duplicates: DuplicateCounts } {
  const [exactKeys, nearKeys] = [new Set<string>(), new Set<string>()];
  let [exact, near] = [0, 0];
  const kept = examples.filter((example) => {
    const keys = keysOf(example);
    const plainKeys = keys.map(plain);
    if (keys.some((key) => exactKeys.has(key))) exact += 1;
    else if (plainKeys.some((key) => nearKeys.has(key))) near += 1;
    else {
      keys.forEach((key) => exactKeys.add(key));
      plainKeys.forEach((key) => nearKeys.add(key));
      return true;
    }
    return false;
  });
  return { examples: kept, duplicates: { exact, near } };
}

function keysOf(example: Example): string[] {
  const answer = `answer ${answerOf(example)}`;
  // The whole conversation up to the answer: "Go on." means something else each time.
  const prompt = promptOf(example).map(({ role, content }) => `${role}: ${content}`);
  return prompt.length === 0 ? [answer] : [`question ${prompt.join("\n")}`, answer];
}

function plain(key: string): string {
  return key
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[*_`]/g, "")
    .replace(/\s+/g, " ")
    .replace(/[\s.!?;:]+$/, "");
}
