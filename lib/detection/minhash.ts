/**
 * How similar two texts are, from signatures of fixed length. Words are those of Unicode's rules
 * for text segmentation; similarity is the Jaccard index of their sets, estimated by MinHash of
 * which eight bits a permutation are kept.
 */

/** Permutations; the standard error of the estimate is below 0.05. */
const HASHES = 128;
const TEXT_CHARS_MAX = 4096;
const WORDS_MAX = 512;
/** How often eight random bits agree. */
const CHANCE = 1 / 256;

const segmenter = new Intl.Segmenter("en", { granularity: "word" });

/** Multipliers and offsets of the permutations, from a fixed sequence. */
const FACTORS = new Uint32Array(HASHES);
const OFFSETS = new Uint32Array(HASHES);
for (let at = 0, state = 0x2545f491; at < HASHES; at++) {
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  FACTORS[at] = next() | 1;
  OFFSETS[at] = next();
}

/** The different words of a text in lower case, at most WORDS_MAX. */
export function wordsOf(text: string): Set<string> {
  const words = new Set<string>();
  const lower = text.slice(0, TEXT_CHARS_MAX).toLowerCase();
  for (const { segment, isWordLike } of segmenter.segment(lower)) {
    if (isWordLike !== true) continue;
    words.add(segment);
    if (words.size >= WORDS_MAX) break;
  }
  return words;
}

function hashWord(word: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

function mix(hash: number, at: number): number {
  const value = Math.imul(hash ^ (OFFSETS[at] as number), FACTORS[at] as number);
  return (value ^ (value >>> 15)) >>> 0;
}

/** Signature of a text, in base 64; equal for texts with the same words. */
export function signatureOf(text: string): string {
  const least = new Uint32Array(HASHES).fill(0xffffffff);
  for (const word of wordsOf(text)) {
    const hash = hashWord(word);
    for (let at = 0; at < HASHES; at++) {
      const value = mix(hash, at);
      if (value < (least[at] as number)) least[at] = value;
    }
  }
  return btoa(String.fromCharCode(...Uint8Array.from(least)));
}

export function decodeSignature(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}

/** Estimated Jaccard index of the words of two texts, 0 to 1. */
export function similarity(a: Uint8Array, b: Uint8Array): number {
  let equal = 0;
  for (let at = 0; at < HASHES; at++) if (a[at] === b[at]) equal += 1;
  return Math.max(0, (equal / HASHES - CHANCE) / (1 - CHANCE));
}
