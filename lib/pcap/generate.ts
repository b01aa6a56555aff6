/**
 * Conditions to classic BPF (linux/filter.h). All jumps go forward: a condition is laid out before
 * those that it leads to, with the places to go to when it holds and when not.
 */
import { PcapFault } from "./fault.ts";
import type { Condition, Operator, Relation, Value } from "./tree.ts";

/** As many as the sensor takes; jumps of 8 bits reach from the first to the last. */
export const FILTER_INSTRUCTIONS_MAX = 256;
const MEMORY_WORDS = 16;
const SELECT = 0xffffffff;

const LOAD_PACKET: Readonly<Record<1 | 2 | 4, number>> = { 1: 0x30, 2: 0x28, 4: 0x20 };
const LOAD_INDEXED: Readonly<Record<1 | 2 | 4, number>> = { 1: 0x50, 2: 0x48, 4: 0x40 };
const LOAD_NUMBER = 0x00;
const LOAD_LENGTH = 0x80;
const LOAD_MEMORY_X = 0x61;
const LOAD_IP4_HEADER_X = 0xb1;
const STORE = 0x02;
const TO_X = 0x07;
const RETURN = 0x06;
const BY_X = 0x08;
const ADD_X = 0x0c;
const OPERATIONS: Readonly<Record<Operator, number>> = {
  "+": 0x04,
  "-": 0x14,
  "*": 0x24,
  "/": 0x34,
  "|": 0x44,
  "&": 0x54,
  "<<": 0x64,
  ">>": 0x74,
  "%": 0x94,
  "^": 0xa4,
};
const JUMPS: Readonly<Record<Relation, number>> = { "==": 0x15, ">": 0x25, ">=": 0x35 };
const SHIFT_MAX = 31;

/** A place that jumps lead to: known once what stands there is laid out. */
type Label = { at: number };
type Instruction = { code: number; operand: number; onTrue?: Label; onFalse?: Label };

class Writer {
  readonly instructions: Instruction[] = [];
  readonly #end: number;

  constructor(end: number) {
    this.#end = end;
  }

  emit(code: number, operand = 0): void {
    this.#push({ code, operand });
  }

  #push(instruction: Instruction): void {
    if (this.instructions.length >= FILTER_INSTRUCTIONS_MAX)
      this.#fail(`the filter needs more than ${FILTER_INSTRUCTIONS_MAX} instructions`);
    this.instructions.push(instruction);
  }

  #fail(what: string): never {
    throw new PcapFault({ start: 0, end: this.#end }, what, "Make several rules of it.");
  }

  #here(label: Label): void {
    label.at = this.instructions.length;
  }

  condition(condition: Condition, onTrue: Label, onFalse: Label): void {
    switch (condition.kind) {
      case "not":
        this.condition(condition.of, onFalse, onTrue);
        return;
      case "compare":
        this.#compare(condition, onTrue, onFalse);
        return;
      default:
        this.#terms(condition, onTrue, onFalse);
    }
  }

  #terms(
    { kind, of }: Extract<Condition, { kind: "all" | "any" }>,
    onTrue: Label,
    onFalse: Label,
  ): void {
    const isAll = kind === "all";
    if (of.length === 0) {
      this.#push({
        code: JUMPS["=="],
        operand: 0,
        onTrue: isAll ? onTrue : onFalse,
        onFalse: isAll ? onTrue : onFalse,
      });
      return;
    }
    for (const [index, term] of of.entries()) {
      if (index === of.length - 1) {
        this.condition(term, onTrue, onFalse);
        return;
      }
      const next: Label = { at: -1 };
      if (isAll) this.condition(term, next, onFalse);
      else this.condition(term, onTrue, next);
      this.#here(next);
    }
  }

  #compare(
    { left, relation, right }: Extract<Condition, { kind: "compare" }>,
    onTrue: Label,
    onFalse: Label,
  ): void {
    const code = JUMPS[relation];
    if (right.kind === "number") {
      this.#value(left, 0);
      this.#push({ code, operand: right.value, onTrue, onFalse });
      return;
    }
    this.#value(right, 0);
    this.emit(STORE, 0);
    this.#value(left, 1);
    this.emit(LOAD_MEMORY_X, 0);
    this.#push({ code: code | BY_X, operand: 0, onTrue, onFalse });
  }

  /** Leaves the value in the accumulator; memory from `word` on is free to use. */
  #value(value: Value, word: number): void {
    switch (value.kind) {
      case "number":
        this.emit(LOAD_NUMBER, value.value);
        return;
      case "length":
        this.emit(LOAD_LENGTH);
        return;
      case "load":
        this.#load(value, word);
        return;
      default:
        this.#operation(value, word);
    }
  }

  #load({ from, at, size }: Extract<Value, { kind: "load" }>, word: number): void {
    if (at.kind === "number") {
      if (at.value > 0x7fff) this.#fail("the filter reads beyond 32767 bytes");
      if (from === "transport") this.emit(LOAD_IP4_HEADER_X, 0);
      this.emit((from === "transport" ? LOAD_INDEXED : LOAD_PACKET)[size], at.value);
      return;
    }
    this.#value(at, word);
    if (from === "transport") {
      this.emit(LOAD_IP4_HEADER_X, 0);
      this.emit(ADD_X);
    }
    this.emit(TO_X);
    this.emit(LOAD_INDEXED[size], 0);
  }

  #operation({ operator, left, right }: Extract<Value, { kind: "operation" }>, word: number): void {
    const code = OPERATIONS[operator];
    const isShift = operator === "<<" || operator === ">>";
    if (right.kind === "number" && (!isShift || right.value <= SHIFT_MAX)) {
      this.#value(left, word);
      this.emit(code, right.value);
      return;
    }
    if (word >= MEMORY_WORDS) this.#fail("the arithmetic is nested too deep");
    this.#value(right, word);
    this.emit(STORE, word);
    this.#value(left, word + 1);
    this.emit(LOAD_MEMORY_X, word);
    this.emit(code | BY_X);
  }

  finish(select: Label, drop: Label): Uint8Array {
    this.#here(select);
    this.emit(RETURN, SELECT);
    this.#here(drop);
    this.emit(RETURN, 0);
    const bytes = new Uint8Array(this.instructions.length * 8);
    const view = new DataView(bytes.buffer);
    for (const [index, { code, operand, onTrue, onFalse }] of this.instructions.entries()) {
      view.setUint16(index * 8, code, true);
      view.setUint8(index * 8 + 2, onTrue ? onTrue.at - index - 1 : 0);
      view.setUint8(index * 8 + 3, onFalse ? onFalse.at - index - 1 : 0);
      view.setUint32(index * 8 + 4, operand, true);
    }
    return bytes;
  }
}

/** The filter's instructions; `end` is the length of its text, for faults of the whole. */
export function generate(condition: Condition, end: number): Uint8Array {
  const writer = new Writer(end);
  const select: Label = { at: -1 };
  const drop: Label = { at: -1 };
  writer.condition(condition, select, drop);
  return writer.finish(select, drop);
}
