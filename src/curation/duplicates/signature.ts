import type { ExampleContent } from "../../core/example.ts";
import { answerOf, promptOf } from "../../core/exampleText.ts";
import { sha256 } from "../fingerprint.ts";
import { minHash } from "./minHash.ts";
import { plainText } from "./plainText.ts";
import { SHORT_TEXT_TOKENS, shinglesOf } from "./shingles.ts";
import { tokenHashes } from "./tokenHashes.ts";

/** What is left of a text to compare it by: small, and plain data that passes between processes. */
export interface TextSignature {
  /** The same for texts with the same plain text: 16 hexadecimal digits. */
  readonly key: string;
  /** Whether it has too few tokens to say that two examples are the same because of it. */
  readonly isShort: boolean;
  /** How many different shingles it has. */
  readonly shingleCount: number;
  /** `minHash` of its shingles. */
  readonly hashes: Uint32Array;
}

export interface ExampleSignature {
  /** Of the whole conversation up to the answer; absent where nothing is asked. */
  readonly question?: TextSignature;
  readonly answer: TextSignature;
}

/** Depends on the example's content alone, so it can be made where the file is read and kept with it. */
export function signatureOf(content: ExampleContent): ExampleSignature {
  const question = comparedQuestion(content);
  const answer = signText(comparedAnswer(content));
  return question === undefined ? { answer } : { question: signText(question), answer };
}

/**
 * The plain text of all that precedes the answer: "Go on." means something else each time. For code with a gap it is the
 * code around it. Undefined for raw text.
 */
export function comparedQuestion(content: ExampleContent): string | undefined {
  if (content.form === "infill") return plainText(`${content.prefix}\n…\n${content.suffix}`);
  const prompt = promptOf(content).map(({ role, content: text }) => `${role}: ${text}`);
  return prompt.length === 0 ? undefined : plainText(prompt.join("\n"));
}

/** The plain text of the answer. */
export const comparedAnswer = (content: ExampleContent): string => plainText(answerOf(content));

/** What is quickly made of a plain text's signature. */
export const keyOf = (plain: string): Pick<TextSignature, "key" | "isShort"> => ({
  key: sha256(plain).slice(0, 16),
  isShort: tokenHashes(plain).length < SHORT_TEXT_TOKENS,
});

function signText(plain: string): TextSignature {
  const shingles = shinglesOf(plain);
  return { ...keyOf(plain), shingleCount: shingles.length, hashes: minHash(shingles) };
}
