/**
 * Where text of a YAML value stands in its file. Folding, quotes and indentation make that more
 * than an addition.
 */
import type { Diagnostic } from "#lib/base";
import type { FileDiagnostic, PlacedText } from "./types.ts";

/**
 * Finds each character of a value in the source it was read from. Spaces that folding made stand
 * for the line break; a character written as an escape sequence gets the place nearest to it.
 */
export function placeText(text: string, source: string, start: number, end: number): PlacedText {
  const offsets: number[] = [];
  let at = start;
  if (source[at] === "|" || source[at] === ">") at = lineAfter(source, at);
  for (const unit of text.split("")) {
    const isSpace = unit === " " || unit === "\n";
    const place = isSpace ? at : find(source, unit, at, Math.min(end, at + LOOK_AHEAD_MAX));
    offsets.push(Math.min(place, end));
    at = isSpace ? skipSpace(source, place, end) : place + 1;
  }
  offsets.push(Math.min(at, end));
  return { text, offsets };
}

/**
 * An escape sequence, a doubled quote, indentation and blank lines may stand before a character.
 */
const LOOK_AHEAD_MAX = 256;

/** Place of a character between `at` and `end`; `at` when it is not written as itself. */
function find(source: string, unit: string, at: number, end: number): number {
  for (let place = at; place < end; place++) if (source[place] === unit) return place;
  return at;
}

function lineAfter(source: string, at: number): number {
  const lineEnd = source.indexOf("\n", at);
  return lineEnd === -1 ? source.length : lineEnd + 1;
}

/** One space of the value may be a line break with its indentation. */
function skipSpace(source: string, at: number, end: number): number {
  let next = at;
  while (next < end && (source[next] === "\n" || source[next] === "\r")) next++;
  if (next === at) return source[at] === " " ? at + 1 : at;
  while (next < end && source[next] === " ") next++;
  return next;
}

/** A fault in placed text as a fault in its file. */
export function placeFault(
  { offsets }: Pick<PlacedText, "offsets">,
  diagnostic: Diagnostic,
  path: string,
): FileDiagnostic {
  const last = offsets.at(-1) ?? 0;
  const start = offsets[diagnostic.span.start] ?? last;
  const beforeEnd = offsets[diagnostic.span.end - 1];
  const end = beforeEnd === undefined ? start : Math.max(start, beforeEnd + 1);
  return { ...diagnostic, span: { start, end }, path };
}
