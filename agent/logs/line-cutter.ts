/**
 * Cuts bytes of a file into lines. A line that is not ended yet stays in the file; one that is too
 * long is cut, and what is left of it skipped. Pure.
 */

/** Of one line, without its end; what is beyond is cut off. */
export const LINE_BYTES_MAX = 64 * 1024;

export type Cut = {
  lines: string[];
  /** Bytes that are done with. */
  used: number;
  /** Whether the next bytes belong to a line that was cut. */
  isSkipping: boolean;
  /** Lines that were cut, and lines with bytes that are no UTF-8. */
  cut: number;
  broken: number;
};

const NEWLINE = 0x0a;
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder("utf-8", { ignoreBOM: true });

/** Where a text of at most `max` bytes ends without parting a character. */
export function boundaryOf(bytes: Uint8Array, max: number): number {
  let end = max;
  // A character has at most three bytes after its first.
  while (end > 0 && end > max - 3 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return end > 0 && ((bytes[end] ?? 0) & 0xc0) !== 0x80 ? end : max;
}

/** `isEnd` says that no more will be written: the last line ends without a newline. */
export function cutLines(
  bytes: Uint8Array,
  { isSkipping, isEnd }: { isSkipping: boolean; isEnd: boolean },
  linesMax: number,
): Cut {
  const result: Cut = { lines: [], used: 0, isSkipping, cut: 0, broken: 0 };
  const take = (line: Uint8Array) => {
    const kept = line.at(-1) === 0x0d ? line.subarray(0, -1) : line;
    if (kept.length === 0) return;
    try {
      result.lines.push(strict.decode(kept));
    } catch {
      // The decoder is strict and knows one fault only.
      result.broken++;
      result.lines.push(lenient.decode(kept));
    }
  };
  const takeLong = (line: Uint8Array) => {
    result.cut++;
    take(line.subarray(0, boundaryOf(line, LINE_BYTES_MAX)));
  };
  while (result.used < bytes.length && result.lines.length < linesMax) {
    const end = bytes.indexOf(NEWLINE, result.used);
    const line = bytes.subarray(result.used, end === -1 ? bytes.length : end);
    const isWhole = end !== -1 || isEnd;
    if (!isWhole && !result.isSkipping && line.length <= LINE_BYTES_MAX) break;
    if (!result.isSkipping && line.length > LINE_BYTES_MAX) takeLong(line);
    else if (!result.isSkipping) take(line);
    result.used += line.length + (end === -1 ? 0 : 1);
    result.isSkipping = !isWhole;
  }
  return result;
}
