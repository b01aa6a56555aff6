/** The suppression that would have kept a signal from being, as the page for it begins with it. */
import type { Signal } from "#lib/protocol";
import { quoteValue } from "./query-text.ts";

export type SuppressionStart = { rules: string; query: string; name: string };

/** Attributes that tell signals of one rule apart, the most telling first. */
const TELLING = ["process.executable.path", "file.path", "usr.name", "network.client.ip"];

function textAt(holder: unknown, path: string): string {
  type Holder = Record<string, unknown>;
  const value = path
    .split(".")
    .reduce<unknown>(
      (at, name) => (typeof at === "object" && at !== null ? (at as Holder)[name] : undefined),
      holder,
    );
  const one = Array.isArray(value) && value.length === 1 ? value[0] : value;
  return typeof one === "string" ? one : "";
}

/** About the signal's rule, with the values it was grouped by and what tells most of its event. */
export function suppressionFor(signal: Signal): SuppressionStart {
  const { custom } = signal.attributes;
  const groups = custom.groupByPaths.flatMap((path, at) => {
    const value = custom.groupByValues[at];
    return value ? [`${path}:${quoteValue(value)}`] : [];
  });
  const sample = custom.samples[0]?.content.custom;
  const telling = TELLING.flatMap((path) => {
    const value = textAt(custom, path) || textAt(sample, path);
    return value === "" ? [] : [`@${path}:${quoteValue(value)}`];
  });
  const terms = [...new Set([...groups, ...telling.slice(0, 1)])];
  return {
    rules: `ruleId:${quoteValue(custom.workflow.rule.id)}`,
    query: terms.join(" ") || "*",
    name: custom.workflow.rule.name,
  };
}
