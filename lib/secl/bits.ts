/**
 * Bit operators on integers beyond 32 bits. JavaScript's own cut their operands to 32 bits, so that
 * a capability mask such as 1<<40 would vanish; these split at bit 32 and behave as two's
 * complement up to 53 bits.
 */
import type { BinaryOperator } from "./ast.ts";

const WORD = 2 ** 32;

function high(value: number): number {
  return Math.floor(value / WORD);
}

/** `left & right`, right for every safe integer. */
export function bitAnd(left: number, right: number): number {
  return (high(left) & high(right)) * WORD + ((left & right) >>> 0);
}

/** `left | right`, right for every safe integer. */
export function bitOr(left: number, right: number): number {
  return (high(left) | high(right)) * WORD + ((left | right) >>> 0);
}

/** `left ^ right`, right for every safe integer. */
export function bitXor(left: number, right: number): number {
  return (high(left) ^ high(right)) * WORD + ((left ^ right) >>> 0);
}

/** The value of `left operator right`. */
export function calculate(operator: BinaryOperator, left: number, right: number): number {
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "&":
      return bitAnd(left, right);
    case "|":
      return bitOr(left, right);
    case "^":
      return bitXor(left, right);
  }
}
