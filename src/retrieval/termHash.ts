/**
 * A term as the index knows it: 32 bits. Two of 300,000 different terms meet with probability 1 in 14,000 each, which
 * costs a foreign posting now and then and saves the whole dictionary of strings.
 *
 * FNV-1a over UTF-16 code units (http://www.isthe.com/chongo/tech/comp/fnv/), finished as MurmurHash3 does, because
 * FNV alone leaves the high bits of short words nearly alike.
 */
export function termHash(term: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < term.length; index++) hash = Math.imul(hash ^ term.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
