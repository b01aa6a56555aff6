/**
 * What people set beside the rules: suppressions, security filters and critical assets. Times are
 * milliseconds since 1970.
 */
import Type, { type Static, type TProperties } from "typebox";
import { page, resource, single } from "./json-api.ts";
import { VersionChange } from "./rule-requests.ts";
import { SuppressionWarning } from "./suppression-keys.ts";

const CONFIGURATION = "/api/v2/security_monitoring/configuration";
export const SUPPRESSIONS_PATH = `${CONFIGURATION}/suppressions`;
export const SECURITY_FILTERS_PATH = `${CONFIGURATION}/security_filters`;
export const CRITICAL_ASSETS_PATH = `${CONFIGURATION}/critical_assets`;

const SEARCH = { maxLength: 8192 } as const;
const text = (maxLength = 1024) => Type.String({ maxLength });
const search = () => Type.String(SEARCH);
const time = () => Type.Optional(Type.Union([Type.Integer(), Type.Null()]));
const tagList = () => Type.Array(text(256), { maxItems: 100 });
const version = () => Type.Optional(Type.Integer({ description: "The version it changes" }));

/** The body that creates or changes one; all attributes of a change are optional. */
function input<Attributes extends TProperties>(type: string, attributes: Attributes) {
  return Type.Object({
    data: Type.Object({
      id: Type.Optional(Type.String()),
      type: Type.Optional(Type.Literal(type)),
      attributes: Type.Object(attributes),
    }),
  });
}

const Author = Type.Object({ handle: Type.String(), name: Type.String() });
/** What the server says of each. */
const owned = {
  version: Type.Integer(),
  editable: Type.Boolean(),
  creation_date: Type.Integer(),
  update_date: Type.Integer(),
  creator: Author,
  updater: Author,
};

const suppressionFields = {
  name: text(),
  enabled: Type.Boolean(),
  rule_query: Type.String({ ...SEARCH, description: "Which rules: a search over rules" }),
  suppression_query: Type.Optional(search()),
  data_exclusion_query: Type.Optional(search()),
  description: Type.Optional(text(8192)),
  tags: Type.Optional(tagList()),
};
export const SuppressionCreate = input("suppressions", {
  ...suppressionFields,
  start_date: time(),
  expiration_date: time(),
});
const suppressionChanges = Type.Partial(Type.Object(suppressionFields));
export const SuppressionUpdate = input("suppressions", {
  ...suppressionChanges.properties,
  start_date: time(),
  expiration_date: time(),
  version: version(),
});
export const SuppressionAttributes = Type.Object({
  ...suppressionFields,
  start_date: Type.Optional(Type.Integer()),
  expiration_date: Type.Optional(Type.Integer()),
  ...owned,
});
export type SuppressionAttributes = Static<typeof SuppressionAttributes>;
export const Suppression = resource("suppressions", SuppressionAttributes);
export type Suppression = Static<typeof Suppression>;
export const SuppressionAnswer = single(Suppression);
export type SuppressionAnswer = Static<typeof SuppressionAnswer>;
export const SuppressionList = page(Suppression);
export const SuppressionPage = Type.Object({
  data: Type.Array(Suppression),
  meta: Type.Object({
    page: Type.Object({
      pageNumber: Type.Integer(),
      pageSize: Type.Integer(),
      totalCount: Type.Integer(),
    }),
  }),
});
export type SuppressionPage = Static<typeof SuppressionPage>;

export const SUPPRESSION_SORTS = [
  "name",
  "start_date",
  "expiration_date",
  "update_date",
  "creation_date",
  "enabled",
] as const;
type SuppressionOrder = (typeof SUPPRESSION_SORTS)[number];
export type SuppressionSort = SuppressionOrder | `-${SuppressionOrder}`;
export const SuppressionListQuery = Type.Object({
  query: Type.Optional(search()),
  sort: Type.Optional(
    Type.Unsafe<SuppressionSort>({
      type: "string",
      enum: SUPPRESSION_SORTS.flatMap((order) => [order, `-${order}`]),
    }),
  ),
  "page[size]": Type.Optional(Type.Integer({ minimum: -1, maximum: 10_000 })),
  "page[number]": Type.Optional(Type.Integer({ minimum: 0 })),
});

export const SuppressionHistory = single(
  resource(
    "suppression_version_history",
    Type.Object({
      count: Type.Integer(),
      data: Type.Record(
        Type.String(),
        Type.Object({ suppression: SuppressionAttributes, changes: Type.Array(VersionChange) }),
      ),
    }),
  ),
);

/** What a suppression would have hidden, had it been in force. */
export const SuppressionPreview = single(
  resource(
    "suppression_preview",
    Type.Object({
      from: Type.String({ description: "ISO 8601" }),
      signals: Type.Integer({ description: "Recent signals that it would have kept from being" }),
      signals_seen: Type.Integer({ description: "Recent signals that were looked at" }),
      is_complete: Type.Boolean({ description: "False when there were more than were looked at" }),
      rules: Type.Array(
        Type.Object({ id: Type.String(), name: Type.String(), signals: Type.Integer() }),
      ),
      rules_matched: Type.Integer({ description: "Rules that it is about" }),
      events: Type.Optional(
        Type.Integer({
          description:
            "Recent events and logs that data_exclusion_query finds; absent without one, and " +
            "while the event store is down",
        }),
      ),
      warnings: Type.Array(SuppressionWarning),
    }),
  ),
);
export type SuppressionPreview = Static<typeof SuppressionPreview>;

const Exclusion = Type.Object({ name: text(), query: search() });
const filterFields = {
  name: text(),
  query: search(),
  is_enabled: Type.Boolean(),
  exclusion_filters: Type.Array(Exclusion, { maxItems: 100 }),
  filtered_data_type: Type.Literal("logs"),
};
export const SecurityFilterCreate = input("security_filters", filterFields);
const filterChanges = Type.Partial(Type.Object(filterFields));
export const SecurityFilterUpdate = input("security_filters", {
  ...filterChanges.properties,
  version: version(),
});
const SecurityFilterAttributes = Type.Object({
  ...filterFields,
  is_builtin: Type.Boolean(),
  version: Type.Integer(),
});
export type SecurityFilterAttributes = Static<typeof SecurityFilterAttributes>;
export const SecurityFilter = resource("security_filters", SecurityFilterAttributes);
export type SecurityFilter = Static<typeof SecurityFilter>;
const FilterMeta = Type.Optional(Type.Object({ warning: Type.Optional(Type.String()) }));
export const SecurityFilterAnswer = Type.Object({ data: SecurityFilter, meta: FilterMeta });
export const SecurityFilterList = Type.Object({
  data: Type.Array(SecurityFilter),
  meta: FilterMeta,
});
export const SecurityFilterVersions = Type.Object({
  data: Type.Array(
    resource(
      "security_filters_configuration",
      Type.Object({
        version: Type.Integer(),
        date: Type.Integer(),
        filters: Type.Array(
          Type.Object({ id: Type.String(), ...SecurityFilterAttributes.properties }),
        ),
      }),
    ),
  ),
});

export const ASSET_SEVERITIES = [
  "info",
  "low",
  "medium",
  "high",
  "critical",
  "increase",
  "decrease",
  "no-op",
] as const;
type AssetSeverity = (typeof ASSET_SEVERITIES)[number];
const AssetSeverity = Type.Unsafe<AssetSeverity>({
  type: "string",
  enum: ASSET_SEVERITIES.map(String),
});
const assetFields = {
  query: Type.String({ ...SEARCH, description: "Which signals: a search over signals" }),
  rule_query: Type.String({ ...SEARCH, description: "Which rules: a search over rules" }),
  severity: AssetSeverity,
  enabled: Type.Optional(Type.Boolean()),
  description: Type.Optional(text(8192)),
  tags: Type.Optional(tagList()),
};
export const CriticalAssetCreate = input("critical_assets", assetFields);
const assetChanges = Type.Partial(Type.Object(assetFields));
export const CriticalAssetUpdate = input("critical_assets", {
  ...assetChanges.properties,
  version: version(),
});
export const CriticalAssetAttributes = Type.Object({ ...assetFields, ...owned });
export type CriticalAssetAttributes = Static<typeof CriticalAssetAttributes>;
export const CriticalAsset = resource("critical_assets", CriticalAssetAttributes);
export type CriticalAsset = Static<typeof CriticalAsset>;
export const CriticalAssetAnswer = single(CriticalAsset);
export const CriticalAssetList = page(CriticalAsset);
