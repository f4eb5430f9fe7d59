import { mix32 } from "./mix32.ts";

/** FNV-1a, 32 bits (http://www.isthe.com/chongo/tech/comp/fnv/). */
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * The words of a text, each as 32 bits of hash, in order. A word is a run of letters, digits and underscores; where a
 * script writes without spaces (Chinese, Japanese, Thai and their neighbours) every character is one. A text without any
 * word, such as a line of operators, counts its characters instead, so that such texts still differ.
 */
export function tokenHashes(text: string): Uint32Array {
  const words = scan(text, classOf);
  return words.length > 0 ? words : scan(text, (unit) => (unit > 32 ? CharacterClass.alone : CharacterClass.space));
}

const CharacterClass = { space: 0, word: 1, alone: 2 } as const;
type CharacterClass = (typeof CharacterClass)[keyof typeof CharacterClass];

function scan(text: string, classify: (unit: number) => CharacterClass): Uint32Array {
  let hashes = new Uint32Array(64);
  let count = 0;
  const push = (hash: number): void => {
    if (count === hashes.length) {
      const larger = new Uint32Array(count * 2);
      larger.set(hashes);
      hashes = larger;
    }
    hashes[count++] = mix32(hash);
  };
  let hash = FNV_OFFSET;
  let isInWord = false;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const kind = classify(unit);
    if (kind === CharacterClass.word) {
      hash = Math.imul(hash ^ unit, FNV_PRIME);
      isInWord = true;
      continue;
    }
    if (isInWord) push(hash);
    hash = FNV_OFFSET;
    isInWord = false;
    if (kind === CharacterClass.alone) push(Math.imul(FNV_OFFSET ^ unit, FNV_PRIME));
  }
  if (isInWord) push(hash);
  return hashes.slice(0, count);
}

function classOf(unit: number): CharacterClass {
  if (unit < 0x80) return isAsciiWord(unit) ? CharacterClass.word : CharacterClass.space;
  if (isUnspaced(unit)) return CharacterClass.alone;
  return isPunctuation(unit) ? CharacterClass.space : CharacterClass.word;
}

const isAsciiWord = (unit: number): boolean =>
  (unit >= 97 && unit <= 122) || (unit >= 48 && unit <= 57) || (unit >= 65 && unit <= 90) || unit === 95;

/** Blocks of scripts without spaces between words (Unicode 16, Blocks.txt); a surrogate is half of a rare one, or of an emoji. */
const isUnspaced = (unit: number): boolean =>
  (unit >= 0x3040 && unit <= 0x30ff) ||
  (unit >= 0x3400 && unit <= 0x9fff) ||
  (unit >= 0x0e00 && unit <= 0x0eff) ||
  (unit >= 0x1000 && unit <= 0x109f) ||
  (unit >= 0x1780 && unit <= 0x17ff) ||
  (unit >= 0xd800 && unit <= 0xdfff) ||
  (unit >= 0xf900 && unit <= 0xfaff);

/** Latin-1 signs, general and CJK punctuation, arrows and box drawing, full-width signs. */
const isPunctuation = (unit: number): boolean =>
  unit <= 0xbf ||
  unit === 0xd7 ||
  unit === 0xf7 ||
  (unit >= 0x2000 && unit <= 0x2bff) ||
  (unit >= 0x3000 && unit <= 0x303f) ||
  (unit >= 0xfe30 && unit <= 0xff0f);
