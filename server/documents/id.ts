/** Ids as users of this API family know them: `gvq-qqd-jc7`. */
import type { RandomBytes } from "#server/access";

const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
const GROUPS = 3;
const GROUP_LENGTH = 3;
/** Bytes from here up would make some letters likelier than others. */
const EVEN_BELOW = 256 - (256 % LETTERS.length);

/** A random id of three times three letters; 36^9 of them. */
export function createId(random: RandomBytes): string {
  let letters = "";
  while (letters.length < GROUPS * GROUP_LENGTH)
    for (const byte of random(GROUPS * GROUP_LENGTH))
      if (byte < EVEN_BELOW) letters += LETTERS[byte % LETTERS.length];
  return Array.from({ length: GROUPS }, (_, at) =>
    letters.slice(at * GROUP_LENGTH, (at + 1) * GROUP_LENGTH),
  ).join("-");
}
