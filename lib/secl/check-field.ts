/**
 * Third stage, names: a field, with or without register, older spellings of it, and the pseudo
 * fields `.length` and `.root_domain`. One rule is about one event type; the first field that
 * belongs to one decides.
 */
import type { Span } from "#lib/base";
import type { Field, FieldTable } from "#lib/event";
import { type Ast, childrenOf } from "./ast.ts";
import { type Checker, report } from "./checker.ts";
import * as faults from "./diagnostics.ts";
import { nearestName } from "./nearest.ts";
import type { Measure, Read } from "./tree.ts";

/** Events whose packets the `network.` fields describe. */
export const NETWORK_EVENTS: readonly string[] = ["dns", "imds", "packet"];

/** Endings and names of the first versions of the language, still found in policies. */
export const LEGACY_ENDINGS: readonly (readonly [string, string])[] = [
  [".source.filename", ".file.path"],
  [".source.basename", ".file.name"],
  [".target.filename", ".file.destination.path"],
  [".target.basename", ".file.destination.name"],
  [".old.filename", ".file.path"],
  [".old.basename", ".file.name"],
  [".new.filename", ".file.destination.path"],
  [".new.basename", ".file.destination.name"],
  [".filename", ".file.path"],
  [".basename", ".file.name"],
  [".inode", ".file.inode"],
];

/** Looks a field name up; faults are noted. */
export function checkField(checker: Checker, name: string, span: Span): Read | undefined {
  const brackets = [...name.matchAll(/\[([^\]]*)\]/g)];
  if (brackets.length > 1) return report(checker, faults.secondRegister(span));
  const plain = name.replace(/\[[^\]]*\]/, "");
  const found = lookUp(checker, plain);
  if (found === undefined) {
    const guess = nearestName(plain, namesOf(checker));
    const isWhole = span.end - span.start === name.length;
    const fix = isWhole ? withRegister(guess, brackets[0]) : "";
    return report(checker, faults.unknownField(span, plain, guess, fix));
  }
  const read = toRead(found, span);
  if (!noteUse(checker, found.field, plain, span)) return undefined;
  const [bracket] = brackets;
  if (bracket === undefined) return read;
  const listName = name.slice(0, bracket.index);
  return bindRegister(checker, read, bracket[1] ?? "", listName);
}

/** A guessed name with the register of the name it replaces; "" when its place is another. */
function withRegister(guess: string, bracket: RegExpExecArray | undefined): string {
  if (bracket === undefined || guess === "") return guess;
  const list = bracket.input.slice(0, bracket.index);
  return guess.startsWith(`${list}.`) ? list + bracket[0] + guess.slice(list.length) : "";
}

export type Found = { field: Field; measure: Measure };

/** The field that a name without register means, and what of it. */
export function lookUp(checker: Checker, name: string): Found | undefined {
  const { table } = checker;
  const exact = lookUpName(checker, name);
  if (exact !== undefined) return { field: exact, measure: "value" };
  if (name.endsWith(".length")) {
    const base = name.slice(0, -".length".length);
    const field = lookUpName(checker, base);
    if (field !== undefined) return lengthOf(field);
    const member = [...table.fields.values()].find((candidate) => candidate.iterator === base);
    if (member !== undefined) return { field: listField(member), measure: "count" };
  }
  if (name.endsWith(".root_domain")) {
    const field = lookUpName(checker, name.slice(0, -".root_domain".length));
    if (field?.operators === "dns") return { field, measure: "root" };
  }
  return undefined;
}

function lengthOf(field: Field): Found | undefined {
  if (field.array) return { field, measure: "count" };
  return field.type === "string" ? { field, measure: "length" } : undefined;
}

/** The list of objects itself, seen as a field. */
function listField(member: Field): Field {
  const name = member.iterator;
  return { ...member, name, iterator: "", element: name, array: true, operators: "plain" };
}

function lookUpName(checker: Checker, name: string): Field | undefined {
  const { fields } = checker.table;
  return fields.get(name) ?? networkField(checker, name) ?? legacyField(checker.table, name);
}

/** The field that a name of the first versions of the language stands for. */
export function legacyField(table: FieldTable, name: string): Field | undefined {
  for (const [old, current] of LEGACY_ENDINGS) {
    if (!name.endsWith(old)) continue;
    const field = table.fields.get(name.slice(0, -old.length) + current);
    if (field !== undefined) return field;
  }
  return undefined;
}

/** `network.size` is `dns.network.size` in a rule about dns. */
function networkField(checker: Checker, name: string): Field | undefined {
  if (!name.startsWith("network.")) return undefined;
  const { fields } = checker.table;
  const holders = NETWORK_EVENTS.filter((event) => fields.has(`${event}.${name}`));
  const event = holders.find((holder) => holder === (checker.event || checker.eventAhead));
  return fields.get(`${event ?? holders[0]}.${name}`);
}

function toRead({ field, measure }: Found, span: Span): Read {
  const isWhole = field.iterator === "";
  const array = (field.array || !isWhole) && !(measure === "count" && isWhole);
  return {
    kind: "read",
    type: measure === "length" || measure === "count" ? "int" : field.type,
    array,
    span,
    field: field.name,
    source: isWhole ? "event" : "iterator",
    iterator: field.iterator,
    key: field.element,
    isList: field.array && measure !== "count",
    measure,
    operators: measure === "value" || measure === "root" ? field.operators : "plain",
    origin: field.origin,
  };
}

/** Notes the field and its event; false when the rule is already about another event. */
function noteUse(checker: Checker, field: Field, name: string, span: Span): boolean {
  checker.fields.add(field.name);
  if (name.startsWith("network.")) checker.networkUse ??= { name, span: checker.place ?? span };
  if (field.event === "*") return true;
  const isAlien = checker.eventAhead !== "" && field.event !== checker.eventAhead;
  if (isAlien && name.startsWith("network.")) return true;
  if (checker.event === "") checker.event = field.event;
  if (checker.event === field.event) return true;
  report(checker, faults.secondEvent(span, checker.event, field.event));
  return false;
}

function bindRegister(checker: Checker, read: Read, name: string, listName: string) {
  const { span } = read;
  if (read.source !== "iterator" || read.iterator !== listName) {
    return report(checker, faults.registerWithoutList(span, listName));
  }
  if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(name))
    return report(checker, faults.registerName(span, name));
  const { iterator } = read;
  const register = checker.register ?? { name, iterator };
  checker.register = register;
  if (register.name !== name) return report(checker, faults.secondRegister(span));
  if (register.iterator !== iterator) return report(checker, faults.registerOnTwoLists(span, name));
  const array = read.isList;
  return { ...read, source: "element", array } satisfies Read;
}

/** Says so when a rule about another event reads a packet. */
export function checkNetworkUse(checker: Checker): void {
  const use = checker.networkUse;
  if (use === undefined || checker.event === "" || NETWORK_EVENTS.includes(checker.event)) return;
  checker.place = undefined;
  report(checker, faults.networkField(use.span, use.name, checker.event, NETWORK_EVENTS));
}

/** Event of the first field written that belongs to one, or "". */
export function firstEvent(ast: Ast, table: FieldTable): string {
  const pending: Ast[] = [ast];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.kind === "name" || node.kind === "reference") {
      const field = table.fields.get(node.name) ?? legacyField(table, node.name);
      if (field !== undefined && field.event !== "*") return field.event;
    }
    pending.push(...childrenOf(node));
  }
  return "";
}

function* namesOf(checker: Checker): Iterable<string> {
  yield* checker.table.constants.keys();
  yield* checker.macros.keys();
  yield* checker.table.fields.keys();
}
