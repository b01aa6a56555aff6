/** Values in the statements of a search: too many and too long to travel as parameters. */

/**
 * A text as a literal of the event store's SQL. Backslash is its only escape character, the quote
 * ends it, and a NUL would end the statement.
 */
export function quoted(text: string): string {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\0", "\\0");
  return `'${escaped.toWellFormed()}'`;
}

/** A finite number as a literal. */
export function numeral(value: number): string {
  return `toFloat64(${quoted(String(value))})`;
}
