import type { ExampleContent } from "../../core/example.ts";
import { answerOf, promptOf } from "../../core/exampleText.ts";
import { sha256 } from "../fingerprint.ts";
import { minHash } from "./minHash.ts";
import { plainText } from "./plainText.ts";
import { SHORT_TEXT_TOKENS, shinglesOf } from "./shingles.ts";
import { tokenHashes } from "./tokenHashes.ts";

/** What is left of a text to compare it by. */
export interface TextSignature {
  /** The same for texts with the same plain text: 16 hexadecimal digits. */
  readonly key: string;
  /** The same for texts that are the same to the letter: 16 hexadecimal digits. */
  readonly exactKey: string;
  /** Whether it has too few tokens to say that two examples are the same because of it. */
  readonly isShort: boolean;
  /** How many different shingles it has. */
  readonly shingleCount: number;
  /** `minHash` of its shingles. */
  readonly hashes: Uint32Array;
  /** The text as it is compared. */
  plain(): string;
}

export interface ExampleSignature {
  /** Of the whole conversation up to the answer; absent where nothing is asked. */
  readonly question?: TextSignature | undefined;
  readonly answer: TextSignature;
  /** How long the answer is, in powers of two of characters. */
  readonly lengthOrder: number;
}

/** Depends on the example's content alone, so it can be made where the file is read and kept with it. */
export function signatureOf(content: ExampleContent): ExampleSignature {
  const answer = signAnswer(content);
  const text = answerOf(content);
  const lengthOrder = Math.floor(Math.log2(1 + text.trim().length));
  if (!asks(content)) return { answer, lengthOrder };
  const exact = JSON.stringify(promptOf(content));
  return { question: signText(exact, () => comparedQuestion(content) ?? ""), answer, lengthOrder };
}

export const signAnswer = (content: ExampleContent): TextSignature =>
  signText(answerOf(content), () => comparedAnswer(content));

/**
 * The plain text of all that precedes the answer: "Go on." means something else each time. For code with a gap it is the
 * code around it. Undefined for raw text.
 */
export function comparedQuestion(content: ExampleContent): string | undefined {
  if (!asks(content)) return undefined;
  if (content.form === "infill") return plainText(`${content.prefix}\n…\n${content.suffix}`);
  return plainText(
    promptOf(content)
      .map(({ role, content: text }) => `${role}: ${text}`)
      .join("\n"),
  );
}

const asks = (content: ExampleContent): boolean => content.form === "infill" || promptOf(content).length > 0;

/** The plain text of the answer. */
export const comparedAnswer = (content: ExampleContent): string => plainText(answerOf(content));

/** What tells plain texts apart: 16 hexadecimal digits. */
export const keyOf = (text: string): string => sha256(text).slice(0, KEY_DIGITS);

const KEY_DIGITS = 16;

function signText(exact: string, plainOf: () => string): TextSignature {
  const plain = plainOf();
  const tokens = tokenHashes(plain);
  const shingles = shinglesOf(plain, tokens);
  return {
    key: keyOf(plain),
    exactKey: keyOf(exact),
    isShort: tokens.length < SHORT_TEXT_TOKENS,
    shingleCount: shingles.length,
    hashes: minHash(shingles),
    // Made again where it is wanted: few are, and all of them would be as large as the dataset.
    plain: plainOf,
  };
}
