/** Searching events and logs, in the shapes that other clients of this API family send. */
import { Readable } from "node:stream";
import type { FastifyRequest } from "fastify";
import type { Static } from "typebox";
import {
  RECORD_PATHS,
  RECORDS_EXPORT_MAX,
  RecordAggregate,
  RecordBuckets,
  RecordExportQuery,
  RecordFacetQuery,
  RecordFacets,
  type RecordFilter,
  type RecordFilterQuery,
  RecordListQuery,
  RecordPage,
  RecordSearch,
} from "#lib/protocol";
import type { Access, Permission } from "#server/access";
import { CSV_COLUMNS_DEFAULT, csvHead, csvLine, renderRecord, type Search } from "#server/search";
import type { RecordKind } from "#server/store";
import { type App, personOf } from "./route.ts";

const PERMISSION: Readonly<Record<RecordKind, Permission>> = {
  logs: "logs_read_data",
  events: "security_monitoring_signals_read",
};

/** Questions of one kind may be heavy, so fewer are let through than of the others. */
const SEARCHES_PER_MINUTE_MAX = 600;
const EXPORTS_PER_MINUTE_MAX = 10;

export function recordRoutes(app: App, access: Access, search: Search): void {
  for (const kind of ["logs", "events"] as const) {
    searchRoutes(app, search, kind);
    groupRoutes(app, search, kind);
    exportRoute(app, access, search, kind);
  }
}

function searchRoutes(app: App, search: Search, kind: RecordKind): void {
  const paths = RECORD_PATHS[kind];
  const config = { access: PERMISSION[kind], rateLimit: { max: SEARCHES_PER_MINUTE_MAX } };
  const tags = [kind];
  for (const url of [paths.list, paths.search])
    app.route({
      method: "GET",
      url,
      config,
      schema: {
        summary: `Search ${kind} by query string`,
        tags,
        querystring: RecordListQuery,
        response: { 200: RecordPage },
      },
      async handler(request) {
        const page = await search.search(kind, searchOf(request.query));
        const cursor = page.meta?.page.after;
        if (cursor === undefined) return page;
        return { ...page, links: { next: nextLink(request, cursor) } };
      },
    });
  app.route({
    method: "POST",
    url: paths.search,
    config,
    schema: {
      summary: `Search ${kind} by body`,
      tags,
      body: RecordSearch,
      response: { 200: RecordPage },
    },
    handler: (request) => search.search(kind, request.body),
  });
}

function groupRoutes(app: App, search: Search, kind: RecordKind): void {
  const paths = RECORD_PATHS[kind];
  const config = { access: PERMISSION[kind], rateLimit: { max: SEARCHES_PER_MINUTE_MAX } };
  const tags = [kind];
  app.route({
    method: "POST",
    url: paths.aggregate,
    config,
    schema: {
      summary: `Count and measure ${kind}, in groups and over time`,
      tags,
      body: RecordAggregate,
      response: { 200: RecordBuckets },
    },
    handler: (request) => search.aggregate(kind, request.body),
  });
  app.route({
    method: "GET",
    url: paths.facets,
    config,
    schema: {
      summary: `How many ${kind} have each value of each facet`,
      tags,
      querystring: RecordFacetQuery,
      response: { 200: RecordFacets },
    },
    handler: (request) => search.facets(kind, filterOf(request.query), request.query.facet),
  });
}

function exportRoute(app: App, access: Access, search: Search, kind: RecordKind): void {
  app.route({
    method: "GET",
    url: RECORD_PATHS[kind].export,
    config: { access: PERMISSION[kind], rateLimit: { max: EXPORTS_PER_MINUTE_MAX } },
    schema: {
      summary: `Download ${kind} as JSON lines or CSV, at most ${RECORDS_EXPORT_MAX}`,
      tags: [kind],
      querystring: RecordExportQuery,
    },
    async handler(request, reply) {
      const { format = "jsonl", columns, limit, sort } = request.query;
      const filter = filterOf(request.query);
      const bounds = { descending: sort !== "timestamp", max: limit ?? RECORDS_EXPORT_MAX };
      const keys = columns?.split(",").filter((key) => key !== "") ?? CSV_COLUMNS_DEFAULT;
      const found = search.records(kind, filter, bounds);
      // The first record is read before the answer begins, so that a refusal can still be said.
      const first = await found.next();
      await access.record(personOf(request), `${kind}.export`, kind, { ...filter, format });
      async function* lines() {
        if (format === "csv") yield csvHead(keys);
        for (let step = first; step.done !== true; step = await found.next())
          yield format === "csv"
            ? csvLine(step.value, keys)
            : `${JSON.stringify(renderRecord(kind, step.value))}\n`;
      }
      const name = `${kind}.${format}`;
      return reply
        .header("content-disposition", `attachment; filename="${name}"`)
        .type(format === "csv" ? "text/csv; charset=utf-8" : "application/x-ndjson")
        .send(Readable.from(lines()));
    },
  });
}

function filterOf(query: Static<typeof RecordFilterQuery>): RecordFilter {
  const filter: RecordFilter = {};
  if (query["filter[query]"] !== undefined) filter.query = query["filter[query]"];
  if (query["filter[from]"] !== undefined) filter.from = query["filter[from]"];
  if (query["filter[to]"] !== undefined) filter.to = query["filter[to]"];
  return filter;
}

function searchOf(query: Static<typeof RecordListQuery>): RecordSearch {
  const search: RecordSearch = { filter: filterOf(query) };
  const page: NonNullable<RecordSearch["page"]> = {};
  if (query["page[cursor]"] !== undefined) page.cursor = query["page[cursor]"];
  if (query["page[limit]"] !== undefined) page.limit = query["page[limit]"];
  if (query.sort !== undefined) search.sort = query.sort;
  return { ...search, page };
}

/** The same request for the next page, relative to this server. */
function nextLink({ url }: FastifyRequest, cursor: string): string {
  const [path = "", query = ""] = url.split("?");
  const parameters = new URLSearchParams(query);
  parameters.set("page[cursor]", cursor);
  return `${path}?${parameters.toString()}`;
}
