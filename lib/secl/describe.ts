/**
 * What a rule says, for who reads it: how it is grouped, what its names stand for, what it costs.
 * Everything here was decided by the checker; this only gathers it.
 */
import type { Field } from "#lib/event";
import { type Ast, childrenOf } from "./ast.ts";
import type { CheckEnvironment } from "./checker.ts";
import { print } from "./format.ts";
import { describeFilter } from "./kernel-filter.ts";
import { parseRule } from "./parse.ts";
import { canHold, describeUndelivered, specializeRule, undeliveredFields } from "./specialize.ts";
import type { CheckedRule } from "./tree.ts";

export type RuleDescription = {
  /** Event type the rule is about. */
  event: string;
  /** The rule on one line; each `&&` or `||` within another stands in parentheses. */
  grouped: string;
  /** Fields it reads, sorted by name. */
  fields: Pick<Field, "name" | "type" | "array" | "iterator" | "origin" | "brief">[];
  /** Constants it names, also within its macros, with their values. */
  constants: { name: string; value: number }[];
  macros: { name: string; expression: string }[];
  variables: string[];
  /** List that the rule's register walks, or "". */
  iterator: string;
  /** What the kernel filters by for it, or why it cannot; "" when it cannot fire. */
  kernelFilter: string;
  /** What of it no event carries and why, or "". */
  undelivered: string;
  /** Relative work when nothing is cut short; one unit is about one comparison of a number. */
  cost: number;
};

/** Describes a rule that was checked in `environment`. */
export function describeRule(rule: CheckedRule, environment: CheckEnvironment): RuleDescription {
  const { ast } = parseRule(rule.source);
  const names = namesIn(ast, environment);
  const { table, macros } = environment;
  const canFire = canHold(specializeRule(rule, table, {}));
  return {
    event: rule.event,
    grouped: ast === undefined ? rule.source : print(ast),
    fields: rule.fields.map((name) => table.fields.get(name) ?? listField(name)),
    constants: [...names].flatMap((name) => {
      const value = table.constants.get(name);
      return value === undefined ? [] : [{ name, value }];
    }),
    macros: [...names].flatMap((name) => {
      const macro = table.constants.has(name) ? undefined : macros?.get(name);
      return macro === undefined ? [] : [{ name, expression: print(macro) }];
    }),
    variables: [...names].filter((name) => name.startsWith("$")),
    iterator: rule.iterator,
    kernelFilter: canFire ? describeFilter({ id: "", rule }, table) : "",
    undelivered: describeUndelivered([{ canFire, undelivered: undeliveredFields(rule, table) }]),
    cost: rule.cost,
  };
}

/** A list of objects, which the table has by its members only. */
function listField(name: string): RuleDescription["fields"][number] {
  const brief = "A list of objects; `.length` counts them";
  return { name, type: "int", array: true, iterator: name, origin: "agent", brief };
}

/** Names in the order they are written, those within macros after the macro; `$` for variables. */
function namesIn(root: Ast | undefined, { table, macros }: CheckEnvironment): Set<string> {
  const names = new Set<string>();
  const pending: Ast[] = root === undefined ? [] : [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.kind === "variable") names.add(`$${node.name}`);
    if (node.kind === "name" && !names.has(node.name)) {
      names.add(node.name);
      const macro = table.constants.has(node.name) ? undefined : macros?.get(node.name);
      if (macro !== undefined) pending.push(macro);
    }
    pending.push(...childrenOf(node).toReversed());
  }
  return names;
}
