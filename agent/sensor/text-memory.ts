/**
 * Text of records, decoded once for as long as it keeps coming: events are about the same files and
 * programs again and again, and comparing bytes costs less than decoding them. Whoever then looks a
 * text up finds it hashed already.
 */

/** Texts that are kept; each has one place, which the next text of the same place takes. */
const TEXTS_MAX = 4096;
/** Bytes of a text that is kept. */
const TEXT_BYTES_MAX = 96;

type Decode = (start: number, end: number) => string;

/** The same decoder of `bytes`, which remembers. */
export function rememberTexts(bytes: Uint8Array, decode: Decode): Decode {
  const kept = new Uint8Array(TEXTS_MAX * TEXT_BYTES_MAX);
  const lengths = new Uint8Array(TEXTS_MAX);
  const texts: string[] = Array.from({ length: TEXTS_MAX }, () => "");
  return (start, end) => {
    const length = end - start;
    if (length > TEXT_BYTES_MAX || length <= 0) return decode(start, end);
    const slot = placeOf(bytes, start, length);
    const at = slot * TEXT_BYTES_MAX;
    if (lengths[slot] === length && areEqual(kept, at, bytes, start, length))
      return texts[slot] as string;
    const text = decode(start, end);
    for (let index = 0; index < length; index += 1)
      kept[at + index] = bytes[start + index] as number;
    lengths[slot] = length;
    texts[slot] = text;
    return text;
  };
}

function areEqual(
  kept: Uint8Array,
  at: number,
  bytes: Uint8Array,
  start: number,
  length: number,
): boolean {
  /* From the end, where paths differ first. */
  for (let index = length - 1; index >= 0; index -= 1)
    if (kept[at + index] !== bytes[start + index]) return false;
  return true;
}

/** Where a text is kept: by its length, its last eight bytes and one in its middle. */
function placeOf(bytes: Uint8Array, start: number, length: number): number {
  let hash = Math.imul(length, 0x9e3779b1) ^ (bytes[start + (length >> 1)] as number);
  const last = start + length;
  for (let at = length < 8 ? start : last - 8; at < last; at += 1)
    hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  return (hash ^ (hash >>> 15)) & (TEXTS_MAX - 1);
}
