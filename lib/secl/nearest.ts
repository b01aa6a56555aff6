/**
 * Finds the name someone probably meant. Runs only when a check has failed, so it may look at every
 * name.
 */

/** Names further than this many edits away are no suggestion. */
const DISTANCE_MAX = 3;
/** Longer names are not compared: the work grows with the square. */
const NAME_LENGTH_MAX = 120;

/** The name with the fewest edits, or "" when none is near. */
export function nearestName(name: string, candidates: Iterable<string>): string {
  if (name.length > NAME_LENGTH_MAX) return "";
  let best = "";
  let bestDistance = Math.min(DISTANCE_MAX, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue;
    const distance = editDistance(name, candidate);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      const swap = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
