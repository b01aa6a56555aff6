/** From JSON that a client sent to a rule that may be stored, and back to what an export holds. */
import {
  checkDetectionRule,
  effectiveRule,
  type RuleDiagnostic,
  readDetectionRule,
} from "#lib/detection";
import type { DetectionRule } from "#lib/protocol";
import { refuseRule } from "./errors.ts";

export type Json = Readonly<Record<string, unknown>>;

/** What the server says of a rule and no client decides. */
const OWNED: ReadonlySet<string> = new Set([
  "id",
  "version",
  "createdAt",
  "updatedAt",
  "creator",
  "updater",
  "creationAuthorId",
  "updateAuthorId",
  "isDefault",
  "isDeleted",
  "isPartner",
  "isBeta",
  "isDeprecated",
  "deprecationDate",
  "defaultTags",
]);

/** The fields that people decide; what is stored of a custom rule. */
export type RuleBody = Omit<DetectionRule, "id" | "version">;

export function withoutOwned(json: Json): Json {
  return Object.fromEntries(Object.entries(json).filter(([key]) => !OWNED.has(key)));
}

/** All faults of a rule at once; throws RULE_INVALID with them when there is an error. */
export function refuseFaults(diagnostics: readonly RuleDiagnostic[]): void {
  const wrong = diagnostics.filter(({ severity }) => severity === "error");
  const [first] = wrong;
  if (first === undefined) return;
  const reason = `${first.path}: ${first.what}`;
  throw refuseRule("RULE_INVALID", { reason }, { diagnostics: wrong });
}

/** Reads and checks a whole rule. Throws RULE_INVALID. */
export function readWholeRule(json: Json): DetectionRule {
  const { rule, diagnostics } = readDetectionRule(json);
  refuseFaults(diagnostics);
  if (rule === undefined) throw refuseRule("RULE_INVALID", { reason: "it cannot be read." });
  refuseFaults(checkDetectionRule(rule));
  return rule;
}

/** The rule that a client wants to create. Of an exported default rule its overrides are kept. */
export function readNewRule(json: Json): RuleBody {
  const { customName: _, customMessage: __, ...whole } = effectiveRule(readWholeRule(json));
  const queries = whole.queries.map(({ customQueryExtension: _, ...query }) => query);
  const cases = whole.cases.map(({ customStatus: _, ...each }) => each);
  return withoutOwned({ ...whole, queries, cases }) as unknown as RuleBody;
}

/** A custom rule with some fields replaced. Throws RULE_INVALID. */
export function readChangedRule(current: RuleBody, json: Json): RuleBody {
  const rule = readWholeRule({ ...current, ...withoutOwned(json) });
  return withoutOwned(rule) as unknown as RuleBody;
}
