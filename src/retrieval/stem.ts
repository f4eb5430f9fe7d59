/** Words this short are no inflected ones: `is`, `bus`, `css`, `red`. */
const MIN_STEM_LENGTH = 3;

/**
 * The plural and the verb forms of English taken off a word in lower case, after steps 1a and 1b of Porter's algorithm
 * (M. F. Porter, An algorithm for suffix stripping, 1980), so that "returns the entries, sorted" meets `sortEntry`.
 * The later steps join words that code keeps apart (`general`, `generate`), and are left out. Other words come back as
 * they are.
 */
export function stemOf(word: string): string {
  const singular = withoutPlural(word);
  return withoutFinalE(withoutVerbEnding(singular));
}

function withoutPlural(word: string): string {
  if (!word.endsWith("s") || word.length <= MIN_STEM_LENGTH) return word;
  if (word.endsWith("sses")) return word.slice(0, -2);
  if (word.endsWith("ies")) return word.length > 4 ? `${word.slice(0, -3)}y` : word.slice(0, -1);
  if (/(?:ch|sh|x|z)es$/.test(word)) return word.slice(0, -2);
  return /[sui]s$/.test(word) ? word : word.slice(0, -1);
}

function withoutVerbEnding(word: string): string {
  const ending = /(?:ing|ed)$/.exec(word)?.[0];
  if (ending === undefined) return word;
  const stem = word.slice(0, -ending.length);
  // What is left must be a word of its own: `string`, `embed` and `feed` are not inflected.
  if (stem.length < MIN_STEM_LENGTH || !/[aeiouy]/.test(stem) || stem.endsWith("e")) return word;
  return /([bdgmnprt])\1$/.test(stem) ? stem.slice(0, -1) : stem;
}

/** `create`, `creates`, `creating` and `created` all become `creat`. */
function withoutFinalE(word: string): string {
  return word.length > MIN_STEM_LENGTH && word.endsWith("e") ? word.slice(0, -1) : word;
}
