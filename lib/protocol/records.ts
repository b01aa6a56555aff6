/**
 * Logs and agents' events as the API searches them. Both have the same questions under two
 * prefixes; shapes are those that other clients of this API family send and expect.
 */
import Type, { type Static } from "typebox";
import { page } from "./json-api.ts";

export const RECORD_PATHS = {
  logs: {
    list: "/api/v2/logs/events",
    search: "/api/v2/logs/events/search",
    aggregate: "/api/v2/logs/analytics/aggregate",
    facets: "/api/v2/logs/events/facets",
    export: "/api/v2/logs/events/export",
    tail: "/api/v2/logs/events/tail",
  },
  events: {
    list: "/api/v2/events",
    search: "/api/v2/events/search",
    aggregate: "/api/v2/events/analytics/aggregate",
    facets: "/api/v2/events/facets",
    export: "/api/v2/events/export",
    tail: "/api/v2/events/tail",
  },
} as const;

export const RECORDS_PAGE_MAX = 1000;
/** Records of one export. */
export const RECORDS_EXPORT_MAX = 100_000;

/** A log or an event; `attributes.attributes` are all its values but the reserved ones. */
export const StoredRecord = Type.Object({
  id: Type.String(),
  type: Type.Union([Type.Literal("log"), Type.Literal("event")]),
  attributes: Type.Object({
    timestamp: Type.String({ description: "ISO 8601" }),
    host: Type.Optional(Type.String()),
    service: Type.Optional(Type.String()),
    source: Type.Optional(Type.String()),
    status: Type.Optional(Type.String()),
    message: Type.String(),
    tags: Type.Array(Type.String()),
    attributes: Type.Record(Type.String(), Type.Unknown()),
  }),
});
export type StoredRecord = Static<typeof StoredRecord>;
export const RecordPage = page(StoredRecord);
export type RecordPage = Static<typeof RecordPage>;

const query = Type.String({ maxLength: 8192, description: "Search text; empty finds everything" });
const time = Type.String({
  maxLength: 64,
  description: "ISO 8601, milliseconds since 1970, or date math such as now-15m",
});
const sort = Type.Union([Type.Literal("timestamp"), Type.Literal("-timestamp")]);
const limit = Type.Integer({ minimum: 1, maximum: RECORDS_PAGE_MAX });
const cursor = Type.String({ maxLength: 1024 });

const filterParameters = {
  "filter[query]": Type.Optional(query),
  "filter[from]": Type.Optional(time),
  "filter[to]": Type.Optional(time),
};
export const RecordFilterQuery = Type.Object(filterParameters);
export const RecordListQuery = Type.Object({
  ...filterParameters,
  sort: Type.Optional(sort),
  "page[cursor]": Type.Optional(cursor),
  "page[limit]": Type.Optional(limit),
});
export const RecordFacetQuery = Type.Object({
  ...filterParameters,
  facet: Type.Optional(Type.String({ maxLength: 256, description: "Only this one" })),
});
export const RecordExportQuery = Type.Object({
  ...filterParameters,
  sort: Type.Optional(sort),
  format: Type.Optional(Type.Union([Type.Literal("jsonl"), Type.Literal("csv")])),
  columns: Type.Optional(
    Type.String({ maxLength: 2048, description: "Keys of a CSV, separated by commas" }),
  ),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: RECORDS_EXPORT_MAX })),
});

export const RecordFilter = Type.Object({
  query: Type.Optional(query),
  from: Type.Optional(time),
  to: Type.Optional(time),
});
export type RecordFilter = Static<typeof RecordFilter>;

export const RecordSearch = Type.Object({
  filter: Type.Optional(RecordFilter),
  page: Type.Optional(Type.Object({ cursor: Type.Optional(cursor), limit: Type.Optional(limit) })),
  sort: Type.Optional(sort),
});
export type RecordSearch = Static<typeof RecordSearch>;

const key = Type.String({ minLength: 1, maxLength: 256 });
export const RECORD_AGGREGATIONS = [
  ...["count", "cardinality", "sum", "min", "max", "avg", "median"],
  ...["pc75", "pc90", "pc95", "pc98", "pc99"],
] as const;
const aggregation = Type.String({ enum: RECORD_AGGREGATIONS.map(String) });

export const RecordAggregate = Type.Object({
  compute: Type.Optional(
    Type.Array(
      Type.Object({
        aggregation,
        metric: Type.Optional(key),
        type: Type.Optional(Type.Union([Type.Literal("total"), Type.Literal("timeseries")])),
        interval: Type.Optional(
          Type.String({ pattern: "^[1-9]\\d{0,8}(ms|s|m|h|d)$", description: "Such as 5m" }),
        ),
      }),
      { minItems: 1, maxItems: 10 },
    ),
  ),
  filter: Type.Optional(RecordFilter),
  group_by: Type.Optional(
    Type.Array(
      Type.Object({
        facet: key,
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
        missing: Type.Optional(Type.String({ maxLength: 256 })),
        sort: Type.Optional(
          Type.Object({
            aggregation: Type.Optional(aggregation),
            metric: Type.Optional(key),
            order: Type.Optional(Type.Union([Type.Literal("asc"), Type.Literal("desc")])),
            type: Type.Optional(
              Type.Union([Type.Literal("alphabetical"), Type.Literal("measure")]),
            ),
          }),
        ),
      }),
      { maxItems: 4 },
    ),
  ),
});
export type RecordAggregate = Static<typeof RecordAggregate>;

const number = Type.Union([Type.Number(), Type.Null()]);
const point = Type.Object({ time: Type.String(), value: number });
export const RecordBuckets = Type.Object({
  data: Type.Object({
    buckets: Type.Array(
      Type.Object({
        by: Type.Record(Type.String(), Type.String()),
        computes: Type.Record(Type.String(), Type.Union([number, Type.Array(point)])),
      }),
    ),
  }),
  meta: Type.Object({ status: Type.Literal("done") }),
});
export type RecordBuckets = Static<typeof RecordBuckets>;

export const RecordFacets = Type.Object({
  data: Type.Array(
    Type.Object({
      path: Type.String(),
      values: Type.Array(Type.Object({ value: Type.String(), count: Type.Integer() })),
    }),
  ),
});
export type RecordFacets = Static<typeof RecordFacets>;
