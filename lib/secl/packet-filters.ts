/** Packet filters that a rule tells the kernel by comparing `packet.filter`. */
import type { CheckedRule, Value } from "./tree.ts";

export const PACKET_FILTER_FIELD = "packet.filter";
const EVERY_PACKET = "";

function collect(value: Value, found: Set<string>): void {
  switch (value.kind) {
    case "and":
    case "or":
      for (const term of value.terms) collect(term, found);
      return;
    case "not":
      collect(value.operand, found);
      return;
    case "membership": {
      const { left, test } = value;
      if (left.kind !== "read" || left.field !== PACKET_FILTER_FIELD) return;
      if (test.type === "string") for (const { text } of test.tests) found.add(text);
      return;
    }
    default:
  }
}

/**
 * Texts of the filters by which packets come to the rule; the empty one, which selects every
 * packet, when it names none. Nothing for rules about other events.
 */
export function packetFiltersOf(rule: CheckedRule): string[] {
  if (rule.event !== "packet") return [];
  const found = new Set<string>();
  collect(rule.root, found);
  return found.size === 0 ? [EVERY_PACKET] : [...found];
}
