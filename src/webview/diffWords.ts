/** A piece of a text: in both texts, or in this one only. */
export interface DiffPart {
  readonly text: string;
  readonly isShared: boolean;
}

/** Words above which the table of the comparison would cost more than the difference is worth. */
const MOST_WORDS = 1_500;

/**
 * What is alike in two texts and what is not, word by word: the longest common subsequence. Texts of more than 1,500
 * words are not compared and count as alike.
 */
export function diffWords(left: string, right: string): readonly [readonly DiffPart[], readonly DiffPart[]] {
  const [a, b] = [wordsOf(left), wordsOf(right)];
  if (a.length > MOST_WORDS || b.length > MOST_WORDS) {
    return [[{ text: left, isShared: true }], [{ text: right, isShared: true }]];
  }
  const lengths = commonLengths(a, b);
  const width = b.length + 1;
  const lengthAt = (row: number, column: number) => lengths[row * width + column] ?? 0;
  const [leftParts, rightParts]: [DiffPart[], DiffPart[]] = [[], []];
  let [row, column] = [0, 0];
  while (row < a.length || column < b.length) {
    const [word, other] = [a[row], b[column]];
    if (word !== undefined && word === other) {
      add(leftParts, word, true);
      add(rightParts, word, true);
      row++;
      column++;
    } else if (word !== undefined && (other === undefined || lengthAt(row + 1, column) >= lengthAt(row, column + 1))) {
      add(leftParts, word, false);
      row++;
    } else if (other !== undefined) {
      add(rightParts, other, false);
      column++;
    }
  }
  return [leftParts, rightParts];
}

/** Words and the white space between them; together the text. */
const wordsOf = (text: string): string[] => text.match(/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [];

/** Row r, column c: length of the longest common subsequence of what follows r in `a` and c in `b`. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint16Array {
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let row = a.length - 1; row >= 0; row--) {
    for (let column = b.length - 1; column >= 0; column--) {
      const place = row * width + column;
      lengths[place] =
        a[row] === b[column]
          ? (lengths[place + width + 1] ?? 0) + 1
          : Math.max(lengths[place + width] ?? 0, lengths[place + 1] ?? 0);
    }
  }
  return lengths;
}

function add(parts: DiffPart[], text: string, isShared: boolean): void {
  const last = parts.at(-1);
  if (last?.isShared === isShared) parts[parts.length - 1] = { text: last.text + text, isShared };
  else parts.push({ text, isShared });
}
