/**
 * Warns of rules that are right and do not mean what they seem to. Runs on rules that passed every
 * check. A warning is wrong more easily than an error, so each looks for the sure case only; the
 * shipped rules are without any.
 */
import { DIAGNOSTICS_MAX, type Diagnostic, type Span } from "#lib/base";
import type { FieldTable } from "#lib/event";
import { findApprovers } from "./approver.ts";
import { type Ast, childrenOf } from "./ast.ts";
import { capabilitiesOf } from "./kernel-filter.ts";
import { lintCondition } from "./lint-condition.ts";
import * as traps from "./lint-diagnostics.ts";
import { conjuncts, lintLogic, type Wanted } from "./lint-logic.ts";
import { parseRule } from "./parse.ts";
import type { CheckedRule, Read, Value } from "./tree.ts";

/**
 * The traps in a rule, in the order they are written, each place and kind once. What mixes `&&` and
 * `||` the parser has told already.
 */
export function lintRule(rule: CheckedRule, table: FieldTable): Diagnostic[] {
  const found: Diagnostic[] = [];
  walk(rule.root, true, "", (wanted) => found.push(...lintCondition(wanted)), found);
  found.push(...lintWritten(rule), ...lintElements(rule), ...lintFilter(rule, table));
  return distinct(found);
}

/** Visits every condition with the outcome that makes the rule hold, and lints what joins them. */
function walk(
  value: Value,
  wanted: boolean,
  parent: Value["kind"] | "",
  onCondition: (condition: Wanted) => void,
  found: Diagnostic[],
): void {
  if (value.kind === "not") walk(value.operand, !wanted, value.kind, onCondition, found);
  else if (value.kind === "and" || value.kind === "or") {
    if (parent !== value.kind) found.push(...lintLogic(value));
    for (const term of value.terms) walk(term, wanted, value.kind, onCondition, found);
  } else onCondition({ value, wanted });
}

function readsOf(value: Value): Read[] {
  switch (value.kind) {
    case "read":
      return [value];
    case "and":
    case "or":
      return value.terms.flatMap(readsOf);
    case "not":
      return readsOf(value.operand);
    case "relation":
    case "arithmetic":
      return [...readsOf(value.left), ...readsOf(value.right)];
    case "membership":
    case "age":
      return readsOf(value.left);
    case "template":
      return value.parts.flatMap((part) => (typeof part === "string" ? [] : readsOf(part)));
    default:
      return [];
  }
}

const keyOf = ({ start, end }: Span) => `${start} ${end}`;

/** What only the written form shows: the checked tree has one negation and one membership. */
function lintWritten({ source, root }: CheckedRule): Diagnostic[] {
  const { ast } = parseRule(source);
  const reads = new Map(readsOf(root).map((read) => [keyOf(read.span), read]));
  const found: Diagnostic[] = [];
  const pending: Ast[] = ast === undefined ? [] : [ast];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    pending.push(...childrenOf(node));
    if (node.kind !== "in" && node.kind !== "compare") continue;
    const read = reads.get(keyOf(node.left.span));
    if (read === undefined) continue;
    if (node.operator === "allin" && read.type !== "ip") found.push(traps.allInAsIn(node.span));
    const isNegated = node.operator === "!=" || node.operator === "!~";
    if (isNegated && read.array) found.push(traps.notEqualOnArray(node.span, read.field));
  }
  return found;
}

/** Conditions on lists of objects: with a register all negated, or without one and on one list. */
function lintElements({ root, iterator }: CheckedRule): Diagnostic[] {
  const found: Diagnostic[] = [];
  const onRegister: Wanted[] = [];
  walk(
    root,
    true,
    "",
    (condition) => {
      if (readsOf(condition.value).some(({ source }) => source === "element")) {
        onRegister.push(condition);
      }
    },
    [],
  );
  const [first] = onRegister;
  if (first !== undefined && onRegister.every(({ wanted }) => !wanted)) {
    found.push(traps.registerNegated(first.value.span, iterator));
  }
  return [...found, ...lintApart(root)];
}

function lintApart(root: Value): Diagnostic[] {
  const seen = new Map<string, Read>();
  for (const { value, wanted } of conjuncts(root, true)) {
    const [read] = "left" in value ? readsOf(value.left) : [];
    if (!wanted || read?.source !== "iterator") continue;
    const before = seen.get(read.iterator);
    if (before !== undefined && before.key !== read.key) {
      return [traps.elementsApart(value.span, read.iterator)];
    }
    seen.set(read.iterator, read);
  }
  return [];
}

/** Other events of files are so much rarer that delivering all of them costs little. */
const MANY: ReadonlySet<string> = new Set(["open"]);

function lintFilter(rule: CheckedRule, table: FieldTable): Diagnostic[] {
  if (!MANY.has(rule.event)) return [];
  const found = findApprovers([{ id: "", rule }], capabilitiesOf(rule.event, table));
  if (!found.acceptAll) return [];
  return [traps.unfiltered(rule.root.span, rule.event, found.reason.text)];
}

function distinct(found: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  const kept = found.filter(({ code, span }) => {
    const key = `${code} ${keyOf(span)}`;
    return !seen.has(key) && seen.add(key);
  });
  return kept.sort((a, b) => a.span.start - b.span.start).slice(0, DIAGNOSTICS_MAX);
}
