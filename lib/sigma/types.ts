/**
 * Sigma documents once they were read: what they match as a tree of tests, free of the notations
 * that modifiers, lists and conditions have for it. Sigma specification 2.1.
 */

/** Why a document, or a part of it, is not converted; the document is left out as a whole. */
export type Refusal = {
  /** Stable: `SIGMA_…`. */
  code: string;
  what: string;
  do: string;
};

/** Thrown while converting one document and caught where documents are taken one by one. */
export class SigmaRefused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.what);
    this.refusal = refusal;
  }
}

/** A run of text, any run of characters (`*`) or one character (`?`). */
export type TextPart = { kind: "text"; text: string } | { kind: "any" } | { kind: "one" };

export type NumberOperator = "==" | "<" | "<=" | ">" | ">=";

export type ValueTest =
  /** The whole value; letter case counts only when `cased`. */
  | { kind: "text"; parts: readonly TextPart[]; cased: boolean }
  /** Found anywhere in the value. `flags` of i, m, s. */
  | { kind: "regexp"; source: string; flags: string }
  | { kind: "number"; operator: NumberOperator; value: number }
  | { kind: "cidr"; block: string }
  | { kind: "exists" }
  /** The field is missing or empty. */
  | { kind: "empty" };

/** `field` is undefined for a keyword, which is searched in the whole event. */
export type Logic =
  | { kind: "and" | "or"; items: readonly Logic[] }
  | { kind: "not"; item: Logic }
  | { kind: "test"; field: string | undefined; test: ValueTest };

export type LogSource = { category: string; product: string; service: string };

export const LEVELS = ["informational", "low", "medium", "high", "critical"] as const;
export type Level = (typeof LEVELS)[number];

type Head = {
  id: string;
  /** What correlations may call the rule by instead of its id. */
  name: string;
  title: string;
  description: string;
  status: string;
  author: string;
  level: Level;
  references: readonly string[];
  falsePositives: readonly string[];
  tags: readonly string[];
};

export type SigmaRule = Head & { kind: "rule"; source: LogSource; logic: Logic };

export const CORRELATION_TYPES = [
  "event_count",
  "value_count",
  "value_sum",
  "value_avg",
  "value_percentile",
  "temporal",
  "temporal_ordered",
] as const;
export type CorrelationType = (typeof CORRELATION_TYPES)[number];

export type CorrelationOperator = "gt" | "gte" | "lt" | "lte" | "eq" | "neq";

export type SigmaCorrelation = Head & {
  kind: "correlation";
  type: CorrelationType;
  /** Ids or names of the rules it is about. */
  rules: readonly string[];
  groupBy: readonly string[];
  timespanS: number;
  condition: readonly { operator: CorrelationOperator; value: number }[];
  /** Field of `condition`, whose values are counted or summed. */
  field: string;
  /** Name of an alias → rule → field of that rule. */
  aliases: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Whether the rules it is about make signals of their own as well. */
  generate: boolean;
};

/** Narrows other rules: they hold only where `logic` holds too. */
export type SigmaFilter = {
  kind: "filter";
  title: string;
  source: LogSource;
  rules: readonly string[];
  logic: Logic;
};

export type SigmaDocument = SigmaRule | SigmaCorrelation | SigmaFilter;
