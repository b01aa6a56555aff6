/**
 * Which of many texts occur in a text? Found by one gram of four characters of each, the rarest it
 * has, so that their number does not matter; what a gram finds is then compared as a whole.
 */

/** A text that must occur, at the start only when it says so. Not empty. */
export type Literal = { text: string; atStart: boolean };

const GRAM_CHARS = 4;
const FLAGS = 65_536;
const SPREAD = 0x9e3779b1;

type Entry = { index: number; offset: number } & Literal;

/** One byte a character: others than ASCII fall together, which the comparison sorts out. */
function gramAt(text: string, end: number, size: number): number {
  let gram = 0;
  for (let at = end - size; at < end; at++) gram = (gram << 8) | (text.charCodeAt(at) & 0xff);
  return gram;
}

const flagOf = (gram: number) => Math.imul(gram, SPREAD) >>> 16;

/** Literals whose grams have one length. */
function createTier(size: number, literals: readonly (Literal & { index: number })[]) {
  const load = new Map<number, number>();
  const gramsOf = ({ text }: Literal) =>
    Array.from({ length: text.length - size + 1 }, (_, offset) => ({
      offset,
      gram: gramAt(text, offset + size, size),
    }));
  for (const literal of literals)
    for (const gram of new Set(gramsOf(literal).map((each) => each.gram)))
      load.set(gram, (load.get(gram) ?? 0) + 1);
  const byGram = new Map<number, Entry[]>();
  const flags = new Uint8Array(FLAGS);
  for (const literal of literals) {
    // The rarest, and of those the last: many texts begin alike.
    const [best] = gramsOf(literal).sort(
      (a, b) => (load.get(a.gram) ?? 0) - (load.get(b.gram) ?? 0) || b.offset - a.offset,
    );
    if (best === undefined) continue;
    const own = byGram.get(best.gram) ?? [];
    own.push({ ...literal, offset: best.offset });
    byGram.set(best.gram, own);
    flags[flagOf(best.gram)] = 1;
  }
  const mask = size === GRAM_CHARS ? -1 : 2 ** (8 * size) - 1;
  return { size, mask, flags, byGram };
}

type Tier = ReturnType<typeof createTier>;

function scan({ size, mask, flags, byGram }: Tier, text: string, found: (index: number) => void) {
  let gram = 0;
  for (let at = 0; at < text.length; at++) {
    gram = ((gram << 8) | (text.charCodeAt(at) & 0xff)) & mask;
    if (at + 1 < size || flags[Math.imul(gram, SPREAD) >>> 16] === 0) continue;
    for (const entry of byGram.get(gram) ?? []) {
      const start = at + 1 - size - entry.offset;
      if (entry.atStart ? start !== 0 : start < 0) continue;
      if (text.startsWith(entry.text, start)) found(entry.index);
    }
  }
}

/**
 * Makes the search for literals; it calls `found` with the index of each that occurs, perhaps more
 * than once.
 */
export function createGramIndex(literals: readonly Literal[]) {
  const bySize = Map.groupBy(
    literals.map((literal, index) => ({ ...literal, index })),
    ({ text }) => Math.min(text.length, GRAM_CHARS),
  );
  const tiers = [...bySize].map(([size, own]) => createTier(size, own));
  return (text: string, found: (index: number) => void): void => {
    for (const tier of tiers) scan(tier, text, found);
  };
}
