/**
 * Many texts, patterns and globs tested against one value at once. Each test is filed under a text
 * that every match begins or ends with, in a trie that is walked once along the value; only tests
 * whose text is met are tried. Work is bounded by the length of the value and by those, not by how
 * many tests there are.
 */
import { remember } from "#lib/base";
import type { StringTest } from "./tree.ts";

/** Values of which an index remembers the tests that match, twice, and characters of one. */
const REMEMBERED_VALUES = { textsMax: 512, lengthMax: 256 };

/** A node holds what is filed under the text from the root to it; children by next character. */
type Node = { label: string; items: number[]; children: Map<number, Node> };

/** Numbers given to the tests that match, in no order; `NONE_FOUND` for none. */
export type FindMatches = (value: string) => readonly number[];

export const NONE_FOUND: readonly number[] = Object.freeze([]);

/** Whether tests of this form can be filed; regular expressions are tried one by one. */
export function isIndexable({ form }: StringTest): boolean {
  return form !== "regexp";
}

/** Compiles tests, each with the number that stands for it; one number may have several. */
export function compileIndex(entries: readonly (readonly [StringTest, number])[]): FindMatches {
  const equal = new Map<string, number[]>();
  const [begins, ends] = [createNode(""), createNode("")];
  const others: number[] = [];
  const tests: StringTest[] = [];
  const numbers: number[] = [];
  for (const [test, number] of entries) {
    if (test.form === "equal") {
      const known = equal.get(test.text);
      if (known === undefined) equal.set(test.text, [number]);
      else known.push(number);
      continue;
    }
    const at = tests.push(test) - 1;
    numbers.push(number);
    const { prefix, suffix } = literalsOf(test);
    if (prefix === "" && suffix === "") others.push(at);
    else if (prefix.length >= suffix.length) insert(begins, prefix, at);
    else insert(ends, reverse(suffix), at);
  }
  const tries = (found: number[] | undefined, items: readonly number[], value: string) => {
    let list = found;
    for (const at of items) {
      if (!(tests[at] as StringTest).matches(value)) continue;
      list ??= [];
      list.push(numbers[at] as number);
    }
    return list;
  };
  return remember((value) => {
    let found = equal.get(value)?.slice();
    if (others.length > 0) found = tries(found, others, value);
    let at = 0;
    for (let node = begins; ; ) {
      if (node.items.length > 0) found = tries(found, node.items, value);
      const next = at < value.length ? node.children.get(value.charCodeAt(at)) : undefined;
      if (next === undefined || !value.startsWith(next.label, at)) break;
      at += next.label.length;
      node = next;
    }
    at = value.length;
    for (let node = ends; ; ) {
      if (node.items.length > 0) found = tries(found, node.items, value);
      const next = at > 0 ? node.children.get(value.charCodeAt(at - 1)) : undefined;
      if (next === undefined || !endsWithReversed(value, next.label, at)) break;
      at -= next.label.length;
      node = next;
    }
    return found ?? NONE_FOUND;
  }, REMEMBERED_VALUES);
}

/** What every match of a pattern begins and ends with. */
function literalsOf({ form, text }: StringTest): { prefix: string; suffix: string } {
  const [first, last] = [text.indexOf("*"), text.lastIndexOf("*")];
  if (first === -1) return { prefix: text, suffix: "" };
  const suffix = text.slice(last + 1);
  if (form !== "glob") return { prefix: text.slice(0, first), suffix };
  /*
   * A star in place of the first segment also stands for no slash at all, and what follows `**` may
   * be the value's beginning: `/**\/` in front of an empty segment needs no second slash.
   */
  const isFree = first === 0;
  const slashes = isFree ? /^\/+/ : text[last - 1] === "*" ? /^\// : /^$/;
  return { prefix: text.slice(0, first), suffix: suffix.replace(slashes, "") };
}

function createNode(label: string): Node {
  return { label, items: [], children: new Map() };
}

function insert(root: Node, text: string, item: number): void {
  let node = root;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    const child = node.children.get(code);
    if (child === undefined) {
      const leaf = createNode(text.slice(at));
      node.children.set(code, leaf);
      node = leaf;
      break;
    }
    const shared = sharedLength(child.label, text, at);
    at += shared;
    node = shared === child.label.length ? child : split(node, child, shared);
  }
  node.items.push(item);
}

function sharedLength(label: string, text: string, from: number): number {
  let length = 0;
  while (length < label.length && label[length] === text[from + length]) length++;
  return length;
}

/** Puts a node between a parent and its child, for the part of the label that others share. */
function split(parent: Node, child: Node, length: number): Node {
  const upper = createNode(child.label.slice(0, length));
  parent.children.set(upper.label.charCodeAt(0), upper);
  child.label = child.label.slice(length);
  upper.children.set(child.label.charCodeAt(0), child);
  return upper;
}

/** By code unit, as the walk from the end of a value reads it. */
function reverse(text: string): string {
  return text.split("").reverse().join("");
}

function endsWithReversed(value: string, label: string, end: number): boolean {
  if (label.length > end) return false;
  for (let at = 0; at < label.length; at++) {
    if (value.charCodeAt(end - 1 - at) !== label.charCodeAt(at)) return false;
  }
  return true;
}
