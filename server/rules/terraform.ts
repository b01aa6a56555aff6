/**
 * A rule as text for Terraform: the resource `datadog_security_monitoring_rule`, whose arguments
 * are the fields of the API in snake case, with blocks for what is an object or a list of them.
 */
import type { DetectionRule } from "#lib/protocol";
import { type Json, withoutOwned } from "./read.ts";

const RESOURCE = "datadog_security_monitoring_rule";
const NAME_CHARS_MAX = 60;

/** Fields whose argument is not just the field in snake case. */
const RENAMED: Readonly<Record<string, string>> = {
  isEnabled: "enabled",
  queries: "query",
  cases: "case",
  filters: "filter",
  thirdPartyCases: "third_party_case",
  rootQueries: "root_query",
  steps: "step",
  actions: "action",
};

/** Fields that the resource does not take. */
const LEFT_OUT = new Set(["metadata", "defaultRuleId", "metric", "blocking"]);

/** The text of one resource, ending with a line break. */
export function toTerraform(rule: DetectionRule): string {
  const isCorrelation = rule.type === "signal_correlation";
  const names = isCorrelation ? { ...RENAMED, queries: "signal_query" } : RENAMED;
  const fields = withoutOwned(rule as Json);
  return [
    `resource ${quote(RESOURCE)} ${quote(resourceName(rule))} {`,
    ...bodyLines(fields, names, "  "),
    "}",
    "",
  ].join("\n");
}

function resourceName({ name }: DetectionRule): string {
  const word = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_");
  const bounded = word.slice(0, NAME_CHARS_MAX).replaceAll(/^_+|_+$/g, "");
  return /^[a-z]/.test(bounded) ? bounded : `rule_${bounded}`;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function bodyLines(object: Json, names: Readonly<Record<string, string>>, indent: string) {
  const lines: string[] = [];
  const blocks: string[] = [];
  for (const [key, value] of Object.entries(object)) {
    if (value === undefined || value === null || LEFT_OUT.has(key)) continue;
    const name = Object.hasOwn(names, key) ? names[key] : snakeCase(key);
    const items = Array.isArray(value) ? value : [value];
    if (items.length > 0 && items.every(isObject)) {
      for (const item of items)
        blocks.push(`${indent}${name} {`, ...bodyLines(item, names, `${indent}  `), `${indent}}`);
    } else if (items.length > 0 && value !== "") lines.push(`${indent}${name} = ${print(value)}`);
  }
  return [...lines, ...blocks];
}

function snakeCase(key: string): string {
  return key
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .toLowerCase();
}

function print(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(print).join(", ")}]`;
  return typeof value === "string" ? quote(value) : JSON.stringify(value);
}

/** A text of HCL: JSON's escapes, and no template in it. */
function quote(text: string): string {
  return JSON.stringify(text).replaceAll(/[$%](?=\{)/g, (mark) => mark + mark);
}
