/**
 * Detection rules as the API shows them. Flat JSON, not JSON:API: that is the shape rule owners
 * have files of. What is required here is what a rule has once defaults are filled in
 * (`readDetectionRule` of lib/content); fields nobody knows are kept.
 */
import Type, { type Static } from "typebox";
import { page } from "./json-api.ts";
import { RuleOptions } from "./rule-options.ts";
import { Severity } from "./signals.ts";

export const RULES_PATH = "/api/v2/security_monitoring/rules";

/** Types of rules that the stream of events is evaluated by. */
export const STREAM_RULE_TYPES: readonly string[] = [
  "log_detection",
  "workload_security",
  "application_security",
  "api_security",
  "workload_activity",
  "signal_correlation",
];
/** Types of rules about configuration, whose findings are made by scans. */
export const CONFIGURATION_RULE_TYPES: readonly string[] = [
  "cloud_configuration",
  "infrastructure_configuration",
];
export const AGGREGATIONS: readonly string[] = [
  "count",
  "cardinality",
  "sum",
  "max",
  "new_value",
  "geo_data",
  "event_count",
  "none",
];
export const DATA_SOURCES: readonly string[] = [
  "logs",
  "audit",
  "app_sec_spans",
  "spans",
  "security_runtime",
  "network",
  "events",
  "security_signals",
];

/** Fields that this version does not know are kept as they came. */
const open = { additionalProperties: true } as const;
const text = (value = "") => Type.String({ default: value });
const texts = () => Type.Array(Type.String(), { default: [] });
const flag = (value = false) => Type.Boolean({ default: value });
const optionalText = () => Type.Optional(Type.String());

/** A query over events, or in a rule of type signal_correlation over the signals of a rule. */
export const RuleQuery = Type.Object(
  {
    name: text(),
    query: text(),
    aggregation: text("count"),
    groupByFields: texts(),
    distinctFields: texts(),
    metrics: texts(),
    dataSource: text("logs"),
    hasOptionalGroupByFields: flag(),
    /** Older form of `metrics`. */
    metric: optionalText(),
    /** Appended to the query of a default rule. */
    customQueryExtension: optionalText(),
    index: optionalText(),
    indexes: Type.Optional(Type.Array(Type.String())),
    ruleId: optionalText(),
    defaultRuleId: optionalText(),
    correlatedByFields: Type.Optional(Type.Array(Type.String())),
    correlatedQueryIndex: Type.Optional(Type.Integer()),
  },
  open,
);
export type RuleQuery = Static<typeof RuleQuery>;

const RuleCaseAction = Type.Object(
  {
    type: text(),
    options: Type.Optional(
      Type.Object(
        {
          duration: Type.Optional(Type.Integer({ description: "Seconds, 0 for ever" })),
          userBehaviorName: optionalText(),
          flaggedIPType: optionalText(),
        },
        open,
      ),
    ),
  },
  open,
);

export const RuleCase = Type.Object(
  {
    name: text(),
    status: Severity,
    condition: text(),
    notifications: texts(),
    /** Severity that people chose for a case of a default rule. */
    customStatus: Type.Optional(Severity),
    actions: Type.Optional(Type.Array(RuleCaseAction)),
  },
  open,
);
export type RuleCase = Static<typeof RuleCase>;

export const ThirdPartyCase = Type.Object(
  {
    name: text(),
    status: Severity,
    query: text(),
    notifications: texts(),
    customStatus: Type.Optional(Severity),
  },
  open,
);
export type ThirdPartyCase = Static<typeof ThirdPartyCase>;

export const RuleFilter = Type.Object({ action: text("require"), query: text() }, open);
export type RuleFilter = Static<typeof RuleFilter>;

export const RuleReferenceTable = Type.Object(
  {
    tableName: text(),
    columnName: text(),
    logFieldPath: text(),
    ruleQueryName: text(),
    checkPresence: flag(true),
  },
  open,
);
export type RuleReferenceTable = Static<typeof RuleReferenceTable>;

const Author = Type.Object({ handle: text(), name: text() }, open);

/** What only configuration rules, default rules and scheduled rules have. */
const rare = {
  groupSignalsBy: Type.Optional(Type.Array(Type.String())),
  referenceTables: Type.Optional(Type.Array(RuleReferenceTable)),
  calculatedFields: Type.Optional(
    Type.Array(Type.Object({ name: text(), expression: text() }, open)),
  ),
  schedulingOptions: Type.Optional(
    Type.Object({ rrule: text(), start: text(), timezone: text() }, open),
  ),
  thirdPartyCases: Type.Optional(Type.Array(ThirdPartyCase)),
  complianceSignalOptions: Type.Optional(Type.Object({}, open)),
  customName: optionalText(),
  customMessage: optionalText(),
  defaultTags: Type.Optional(Type.Array(Type.String())),
  defaultRuleId: optionalText(),
  deprecationDate: Type.Optional(Type.Integer({ description: "Milliseconds since 1970" })),
  isPartner: Type.Optional(Type.Boolean()),
  isBeta: Type.Optional(Type.Boolean()),
  isDeprecated: Type.Optional(Type.Boolean()),
  blocking: Type.Optional(Type.Boolean()),
  creationAuthorId: Type.Optional(Type.Integer()),
  updateAuthorId: Type.Optional(Type.Integer()),
  creator: Type.Optional(Author),
  updater: Type.Optional(Author),
  metadata: Type.Optional(Type.Object({}, open)),
};

export const DetectionRule = Type.Object(
  {
    id: text(),
    name: text(),
    message: text(),
    type: text("log_detection"),
    version: Type.Integer({ default: 1 }),
    isEnabled: flag(true),
    isDefault: flag(),
    isDeleted: flag(),
    hasExtendedTitle: flag(),
    createdAt: Type.Integer({ default: 0, description: "Milliseconds since 1970" }),
    updatedAt: Type.Integer({ default: 0, description: "Milliseconds since 1970" }),
    tags: texts(),
    queries: Type.Array(RuleQuery, { default: [] }),
    cases: Type.Array(RuleCase, { default: [] }),
    filters: Type.Array(RuleFilter, { default: [] }),
    options: RuleOptions,
    ...rare,
  },
  open,
);
export type DetectionRule = Static<typeof DetectionRule>;
export const RulePage = page(DetectionRule);
export type RulePage = Static<typeof RulePage>;

/** Orders of a list of rules. */
export const RULE_SORTS = [
  "name",
  "creation_date",
  "update_date",
  "enabled",
  "type",
  "highest_severity",
  "source",
] as const;
type Order = (typeof RULE_SORTS)[number];
export type RuleSort = Order | `-${Order}`;

export const RuleListQuery = Type.Object({
  "page[size]": Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
  "page[number]": Type.Optional(Type.Integer({ minimum: 0 })),
  query: Type.Optional(Type.String({ maxLength: 8192 })),
  sort: Type.Optional(
    Type.Unsafe<RuleSort>({
      type: "string",
      enum: RULE_SORTS.flatMap((order) => [order, `-${order}`]),
    }),
  ),
});
