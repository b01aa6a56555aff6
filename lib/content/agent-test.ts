/**
 * Inline tests of agent rules. An event is what the test says, plus what follows from it (a name
 * from a path), plus the zero value of every other field, as an agent would show it.
 */
import { assert } from "#lib/base";
import { type Field, type FieldTable, isPublicAddress } from "#lib/event";
import { type CheckEnvironment, compileClosures, type EvaluationContext } from "#lib/secl";
import { checkAgentRule } from "./agent-check.ts";
import type { AgentRule, AgentTest, TestResult } from "./types.ts";

type Fields = Record<string, unknown>;

/** Runs a rule's tests. A rule that does not check fails all of them. */
export function testAgentRule(rule: AgentRule, environment: CheckEnvironment): TestResult[] {
  const { expressions, diagnostics } = checkAgentRule(rule, environment);
  const holders = expressions.map(({ rule: checked }) => ({
    event: checked.event,
    holds: compileClosures(checked),
  }));
  const events = new Set(holders.map(({ event }) => event));
  return rule.tests.map((test) => {
    const done = (why: string) => ({ name: test.name, passed: why === "", why, span: test.span });
    const fault = diagnostics.find(({ severity }) => severity === "error");
    if (fault !== undefined) return done(fault.what);
    const type = String(test.event["type"] ?? "");
    if (!environment.table.events.has(type)) return done(`"${type}" is not an event type`);
    const built = buildTestEvent(test, environment.table);
    if (typeof built === "string") return done(built);
    built["event.rule.tags"] = rule.tags;
    if (!events.has(type) && test.match) return done(`the rule is not about ${type} events`);
    const context = contextOf(built);
    const matched = holders.some(({ event, holds }) => event === type && holds(built, context));
    if (matched === test.match) return done("");
    return done(matched ? "it matches and should not" : "it does not match and should");
  });
}

const TEST_TIME_NS = 1_700_000_000_000_000_000;

function contextOf(event: Fields): EvaluationContext {
  const now = Number(event["event.timestamp"]) || TEST_TIME_NS;
  return { now, variables: { read: () => undefined } };
}

/** The event of a test with every field of its type, or a sentence on what is wrong with it. */
export function buildTestEvent(
  { event: given }: Pick<AgentTest, "event">,
  table: FieldTable,
): Fields | string {
  const type = String(given["type"]);
  const event: Fields = {};
  for (const [name, value] of Object.entries(given)) {
    if (name === "type") continue;
    const set = setGiven(event, name, value, type, table);
    if (set !== "") return set;
  }
  mirror(event, type, table);
  deriveFields(event, "");
  deriveLineage(event, table);
  for (const field of table.fields.values()) {
    if (field.event !== "*" && field.event !== type) continue;
    if (field.iterator !== "") event[field.iterator] ??= [];
    else event[field.name] ??= zeroOf(field);
  }
  return event;
}

function setGiven(
  event: Fields,
  name: string,
  value: unknown,
  type: string,
  table: FieldTable,
): string {
  const field = table.fields.get(name);
  if (field === undefined) return setList(event, name, value, table);
  if (field.event !== "*" && field.event !== type) return `${type} events have no ${name}`;
  const converted = convert(field, value, table);
  if (converted === undefined) return `${name} cannot be ${JSON.stringify(value)}`;
  event[name] = converted;
  return "";
}

/** A list of objects such as process.ancestors. */
function setList(event: Fields, name: string, value: unknown, table: FieldTable): string {
  const isList = [...table.fields.values()].some(({ iterator }) => iterator === name);
  if (!isList) return `there is no field ${name}`;
  if (!Array.isArray(value)) return `${name} is a list`;
  const elements: Fields[] = [];
  for (const given of value as Fields[]) {
    const element: Fields = {};
    for (const [key, part] of Object.entries(given)) {
      const field = table.fields.get(`${name}.${key}`);
      const converted = field && convert(field, part, table);
      if (converted === undefined) return `${name}.${key} cannot be ${JSON.stringify(part)}`;
      element[key] = converted;
    }
    elements.push(element);
  }
  event[name] = elements;
  return "";
}

function convert(field: Field, value: unknown, table: FieldTable): unknown {
  if (!field.array) return convertOne(field, value, table);
  const values = (Array.isArray(value) ? value : [value]).map((one) =>
    convertOne(field, one, table),
  );
  return values.includes(undefined) ? undefined : values;
}

function convertOne({ type }: Field, value: unknown, table: FieldTable): unknown {
  if (type === "bool") return typeof value === "boolean" ? value : undefined;
  if (type !== "int") {
    return ["string", "number"].includes(typeof value) ? String(value) : undefined;
  }
  if (typeof value === "number") return value;
  const names = typeof value === "string" ? value.split("|").map((name) => name.trim()) : [];
  const values = names.map((name) => table.constants.get(name));
  if (values.length === 0 || values.includes(undefined)) return undefined;
  return values.reduce((sum = 0, bits = 0) => (names.length === 1 ? bits : (sum | bits) >>> 0), 0);
}

function zeroOf({ type, array }: Field): unknown {
  if (array) return [];
  return { int: 0, string: "", bool: false, ip: "" }[type];
}

/** The process of an exec or exit event has two names: what is said of one is said of the other. */
function mirror(event: Fields, type: string, table: FieldTable): void {
  if (type !== "exec" && type !== "exit") return;
  for (const name of Object.keys(event)) {
    for (const [from, to] of [
      ["process.", `${type}.`],
      [`${type}.`, "process."],
    ] as const) {
      const other = to + name.slice(from.length);
      if (name.startsWith(from) && table.fields.has(other)) event[other] ??= event[name];
    }
  }
}

const PERMISSION_BITS = 0o7777;

/**
 * What follows from what was said: names from paths, arguments from each other, rights from modes.
 */
function deriveFields(event: Fields, prefix: string): void {
  for (const [name, value] of Object.entries(event)) {
    const base = name.slice(0, name.lastIndexOf(".") + 1);
    const last = name.slice(base.length);
    if (!name.startsWith(prefix)) continue;
    if (last === "path" && typeof value === "string" && !base.endsWith("syscall.")) {
      const file = value.slice(value.lastIndexOf("/") + 1);
      event[`${base}name`] ??= file;
      event[`${base}extension`] ??=
        file.lastIndexOf(".") > 0 ? file.slice(file.lastIndexOf(".")) : "";
    }
    if (last === "mode" && typeof value === "number")
      event[`${base}rights`] ??= value & PERMISSION_BITS;
    if (last === "argv" && Array.isArray(value)) event[`${base}args`] ??= value.join(" ");
    if (last === "args" && typeof value === "string") event[`${base}argv`] ??= value.split(" ");
    if (last === "ip" && typeof value === "string")
      event[`${base}is_public`] ??= isPublicAddress(value);
  }
}

/** The parent is the first ancestor, and the container of a process is that of its event. */
function deriveLineage(event: Fields, table: FieldTable): void {
  const parent = Object.entries(event).filter(([name]) => name.startsWith("process.parent."));
  const listed = event["process.ancestors"];
  const ancestors = Array.isArray(listed) ? (listed as Fields[]) : [];
  if (ancestors.length === 0 && parent.length > 0) {
    const cut = "process.parent.".length;
    ancestors.push(Object.fromEntries(parent.map(([name, value]) => [name.slice(cut), value])));
  }
  for (const ancestor of ancestors) deriveFields(ancestor, "");
  for (const field of table.fields.values()) {
    if (field.iterator !== "process.ancestors") continue;
    for (const ancestor of ancestors) ancestor[field.element] ??= zeroOf(field);
  }
  const [nearest] = ancestors;
  for (const [key, value] of Object.entries(nearest ?? {}))
    event[`process.parent.${key}`] ??= value;
  event["process.ancestors"] = ancestors;
  const id = event["container.id"] ?? event["process.container.id"];
  if (id === undefined) return;
  assert(typeof id === "string", "container ids were converted to text");
  event["container.id"] = id;
  event["process.container.id"] ??= id;
}
