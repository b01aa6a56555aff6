/** Questions about events and logs: pages, groups, facets, exports. */
import type { Clock } from "#lib/base";
import {
  RECORDS_EXPORT_MAX,
  RECORDS_PAGE_MAX,
  type RecordAggregate,
  type RecordBuckets,
  type RecordFacets,
  type RecordFilter,
  type RecordPage,
  type RecordSearch,
} from "#lib/protocol";
import { parseQuery, type Query } from "#lib/query";
import type {
  Aggregation,
  Compute,
  EventStore,
  StoredRecord as Found,
  GroupBy,
  RecordCriteria,
  RecordKind,
  RecordPlace,
} from "#server/store";
import { readCursor, writeCursor } from "./cursor.ts";
import { refuseSearch } from "./errors.ts";
import { renderRecord } from "./render.ts";
import { durationOf, rangeOf } from "./time.ts";

const PAGE_DEFAULT = 10;
const GROUP_LIMIT_DEFAULT = 10;
const FACET_VALUES_MAX = 20;
/** Facets that are counted side by side. */
const FACETS_AT_ONCE = 2;
const COUNT: Compute = { aggregation: "count" };

/** What the filter panel offers without being asked for more. */
const FACETS: Readonly<Record<RecordKind, readonly string[]>> = {
  logs: [
    ...["source", "service", "status", "host", "env", "@evt.name", "@evt.outcome"],
    ...["@evt.category", "@usr.name", "@network.client.ip", "@http.status_code"],
  ],
  events: [
    ...["@agent.rule_id", "host", "service", "env", "@evt.name", "@evt.category"],
    ...["@process.executable.path", "@process.user", "@container.name"],
  ],
};

export type SearchStore = Pick<EventStore, "searchRecords" | "aggregateRecords">;
export type Search = ReturnType<typeof openSearch>;

/** Parses search text. Throws SEARCH_QUERY_INVALID with the first fault and where it is. */
export function parseSearch(text: string): Query {
  if (text.includes("\0") || !text.isWellFormed()) {
    const reason = "it holds a NUL or half a character";
    throw refuseSearch("SEARCH_QUERY_INVALID", { reason, hint: "Leave that character out." });
  }
  const { query, diagnostics } = parseQuery(text);
  if (query !== undefined) return query;
  const [fault] = diagnostics;
  const what = fault?.what.replace(/\.$/, "") ?? "it has a fault";
  const reason = fault ? `${what}, at character ${fault.span.start + 1}` : what;
  throw refuseSearch("SEARCH_QUERY_INVALID", { reason, hint: fault?.do ?? "" }, fault);
}

/** Searches over an event store. All throw SEARCH_* and what the store throws. */
export function openSearch(store: SearchStore, clock: Clock) {
  function criteriaOf(kind: RecordKind, filter: RecordFilter): RecordCriteria {
    return { kind, query: parseSearch(filter.query ?? ""), ...rangeOf(filter, clock) };
  }

  async function search(kind: RecordKind, input: RecordSearch): Promise<RecordPage> {
    const { filter = {}, sort = "-timestamp" } = input;
    const limit = Math.min(input.page?.limit ?? PAGE_DEFAULT, RECORDS_PAGE_MAX);
    const question = [kind, filter.query ?? "", sort];
    const cursor = input.page?.cursor;
    const start = cursor === undefined ? undefined : readCursor(cursor, question);
    const criteria = { ...criteriaOf(kind, filter), ...(start && range(start)) };
    const rows = await store.searchRecords(criteria, {
      descending: sort !== "timestamp",
      limit: limit + 1,
      ...(start === undefined ? {} : { after: start.after }),
    });
    const page = rows.slice(0, limit);
    const data = page.map((row) => renderRecord(kind, row));
    const last = page.at(-1);
    if (rows.length <= limit || last === undefined) return { data };
    const after = writeCursor(
      { ...range(criteria), after: { ts: last.ts, id: last.id } },
      question,
    );
    return { data, meta: { page: { after } } };
  }

  async function aggregate(kind: RecordKind, input: RecordAggregate): Promise<RecordBuckets> {
    const { compute = [{ aggregation: "count" }], group_by: asked = [] } = input;
    const computes = compute.map((one) => computeOf(one));
    const groups = asked.map(groupOf);
    const found = await store.aggregateRecords(
      criteriaOf(kind, input.filter ?? {}),
      computes,
      groups,
    );
    const buckets = found.map(({ by, values }) => ({
      by: Object.fromEntries(groups.map(({ key }, at) => [key, by[at] ?? ""])),
      computes: Object.fromEntries(
        values.map((value, at) => [
          `c${at}`,
          Array.isArray(value)
            ? value.map((point) => ({ ...point, time: new Date(point.time).toISOString() }))
            : value,
        ]),
      ),
    }));
    return { data: { buckets }, meta: { status: "done" } };
  }

  async function facets(
    kind: RecordKind,
    filter: RecordFilter,
    only?: string,
  ): Promise<RecordFacets> {
    const criteria = criteriaOf(kind, filter);
    const paths = only === undefined ? FACETS[kind] : [only];
    const data: RecordFacets["data"] = [];
    for (let at = 0; at < paths.length; at += FACETS_AT_ONCE)
      data.push(...(await Promise.all(paths.slice(at, at + FACETS_AT_ONCE).map(countOne))));
    return { data };

    async function countOne(path: string) {
      const group: GroupBy = {
        ...{ key: path, limit: FACET_VALUES_MAX },
        rank: { compute: COUNT, descending: true },
      };
      const found = await store.aggregateRecords(criteria, [COUNT], [group]);
      const values = found.map(({ by, values: [count] }) => ({
        value: by[0] ?? "",
        count: Number(count),
      }));
      return { path, values };
    }
  }

  /** Records page by page, up to `max`; stops asking when nobody takes any. */
  async function* records(
    kind: RecordKind,
    filter: RecordFilter,
    { descending, max }: { descending: boolean; max: number },
  ): AsyncGenerator<Found> {
    const criteria = criteriaOf(kind, filter);
    let left = Math.min(max, RECORDS_EXPORT_MAX);
    let after: RecordPlace | undefined;
    while (left > 0) {
      const limit = Math.min(left, RECORDS_PAGE_MAX);
      const page = { descending, limit, ...(after === undefined ? {} : { after }) };
      const rows = await store.searchRecords(criteria, page);
      yield* rows;
      const last = rows.at(-1);
      if (last === undefined || rows.length < limit) return;
      after = { ts: last.ts, id: last.id };
      left -= rows.length;
    }
  }

  return { search, aggregate, facets, records };
}

const range = ({ from, to }: { from: number; to: number }) => ({ from, to });

type AskedCompute = NonNullable<RecordAggregate["compute"]>[number];

function aggregationOf(name: string): Aggregation {
  if (name === "median") return 50;
  return name.startsWith("pc") ? Number(name.slice(2)) : (name as Aggregation);
}

function computeOf({ aggregation, metric, type, interval }: AskedCompute): Compute {
  if (aggregation !== "count" && metric === undefined)
    throw refuseSearch("SEARCH_COMPUTE_INVALID", { reason: `${aggregation} has no metric` });
  const isSeries = type === "timeseries" || (type === undefined && interval !== undefined);
  if (isSeries && interval === undefined)
    throw refuseSearch("SEARCH_COMPUTE_INVALID", { reason: "the timeseries has no interval" });
  return {
    aggregation: aggregationOf(aggregation),
    ...(metric === undefined ? {} : { metric }),
    ...(isSeries && interval !== undefined ? { intervalMs: durationOf(interval) } : {}),
  };
}

function groupOf(asked: NonNullable<RecordAggregate["group_by"]>[number]): GroupBy {
  const { facet: key, limit = GROUP_LIMIT_DEFAULT, missing, sort = {} } = asked;
  const descending = sort.order !== "asc";
  const { aggregation = "count", metric } = sort;
  const compute = computeOf({ aggregation, ...(metric === undefined ? {} : { metric }) });
  return {
    key,
    limit,
    ...(missing === undefined ? {} : { missing }),
    rank:
      sort.type === "alphabetical" ? { alphabetical: true, descending } : { compute, descending },
  };
}
