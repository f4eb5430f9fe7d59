import { type AnswerPart, answerParts } from "../../core/answerParts.ts";
import { besideBlocks } from "../besideBlocks.ts";
import { type DiffPart, diffWords } from "../diffWords.ts";

/** Prose or code of an answer, and what of it the other answer has too. */
export interface AnswerPiece {
  readonly kind: "text" | "code" | "block";
  readonly parts: readonly DiffPart[];
}

/** An answer by itself: all of it counts as shared. */
export const answerPieces = (answer: string): AnswerPiece[] =>
  piecesOf(answer).map(({ kind, text }) => ({ kind, parts: text === "" ? [] : [{ text, isShared: true }] }));

/** Two answers, with what only one of them says, in prose and in code. How code is fenced is no difference. */
export function comparedAnswers(left: string, right: string): readonly [AnswerPiece[], AnswerPiece[]] {
  const [ours, theirs] = [piecesOf(left), piecesOf(right)];
  const [leftParts, rightParts] = diffWords(joined(ours), joined(theirs));
  return [withParts(ours, leftParts), withParts(theirs, rightParts)];
}

interface Piece {
  readonly kind: AnswerPiece["kind"];
  readonly text: string;
}

/**
 * Stands between pieces while they are compared, so that no word reaches from one into the next. Unicode has no character
 * there, and never will.
 */
const BORDER = "\uffff";

function piecesOf(answer: string): Piece[] {
  const parts = answerParts(answer.replaceAll(BORDER, ""));
  return parts.map((part, index): Piece => {
    if (part.kind === "block" || part.kind === "code") return { kind: part.kind, text: part.text };
    return { kind: "text", text: besideBlocks(writtenOf(part), parts, index) };
  });
}

/** Nothing is cited here: a number in brackets is what it is. */
const writtenOf = (part: AnswerPart): string => (part.kind === "citation" ? part.written : part.text);

const joined = (pieces: readonly Piece[]): string => pieces.map(({ text }) => text).join(BORDER);

/** The parts of the joined texts, given back to the pieces. */
function withParts(pieces: readonly Piece[], parts: readonly DiffPart[]): AnswerPiece[] {
  const ofPieces: DiffPart[][] = [[]];
  for (const { text, isShared } of parts) {
    for (const [index, inPiece] of text.split(BORDER).entries()) {
      if (index > 0) ofPieces.push([]);
      if (inPiece !== "") ofPieces.at(-1)?.push({ text: inPiece, isShared });
    }
  }
  return pieces.map(({ kind }, index) => ({ kind, parts: ofPieces[index] ?? [] }));
}
