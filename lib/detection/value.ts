/** Values of events as hits hold them: bounded text. */
import { textValues } from "#lib/query";

/** What stands for a group-by value that the event lacks, where that is allowed. */
export const MISSING_GROUP = "N/A";
/** Longer group and distinct values are cut and told apart by a hash. */
export const VALUE_CHARS_MAX = 256;
const VALUE_HEAD_CHARS = 200;

type Event = Record<string, unknown>;

/** 64 bits of a text in hexadecimal. Tells texts apart; it is no protection against forgery. */
export function hashText(text: string): string {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    a = Math.imul(a ^ unit, 0x9e3779b1);
    b = Math.imul(b ^ unit, 0x5f356495);
    a = (a << 13) | (a >>> 19);
  }
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
  b = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  return (a >>> 0).toString(16).padStart(8, "0") + (b >>> 0).toString(16).padStart(8, "0");
}

/** A number of 32 bits that differs where the text does. */
export function hashNumber(text: string): number {
  return Number.parseInt(hashText(text).slice(0, 8), 16);
}

export function boundedText(value: string): string {
  if (value.length <= VALUE_CHARS_MAX) return value;
  return `${value.slice(0, VALUE_HEAD_CHARS).toWellFormed()}…${hashText(value)}`;
}

/** The first value of a field that is not empty. */
export function firstValue(event: Event, key: string): string | undefined {
  return textValues(event, key).find((text) => text !== "");
}

/**
 * Values of fields; undefined when one is missing that must not be. Empty text counts as missing.
 */
export function valuesOf(
  keys: readonly string[],
  event: Event,
  isOptional: boolean,
): string[] | undefined {
  const values: string[] = [];
  for (const key of keys) {
    const found = firstValue(event, key);
    if (found === undefined && !isOptional) return undefined;
    values.push(found === undefined ? MISSING_GROUP : boundedText(found));
  }
  return values;
}
