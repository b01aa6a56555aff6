/** Reference tables, in the shapes that other clients of this API family send. */
import Type from "typebox";
import {
  TABLE_UPLOADS_PATH,
  TABLES_PATH,
  TableAnswer,
  TableCreate,
  TableList,
  TableListQuery,
  TableRows,
  TableRowsDelete,
  TableRowsUpsert,
  TableUpdate,
  TableUpload,
  TableUploadAnswer,
} from "#lib/protocol";
import type { Access } from "#server/access";
import type { RuleCatalog } from "#server/rules";
import { ROWS_AT_ONCE_MAX, TABLE_FILE_BYTES_MAX, type Tables } from "#server/tables";
import { type App, personOf } from "./route.ts";

const tags = ["reference tables"];
const read = { access: "security_monitoring_rules_read" } as const;
const write = { access: "security_monitoring_rules_write" } as const;
const BODY_BYTES_MAX = 4 * 1024 * 1024;
const ROWS_PAGE_DEFAULT = 100;
const id = Type.String({ minLength: 1, maxLength: 128 });
const IdParams = Type.Object({ id });

type Parts = { access: Access; tables: Tables; rules: RuleCatalog };

export function tableRoutes(app: App, parts: Parts): void {
  readRoutes(app, parts);
  writeRoutes(app, parts);
  removeRoute(app, parts);
  rowRoutes(app, parts);
  uploadRoute(app, parts);
  app.register(async (scope) => partRoute(scope as App, parts));
}

function readRoutes(app: App, { tables }: Parts): void {
  app.route({
    method: "GET",
    url: TABLES_PATH,
    config: read,
    schema: {
      summary: "List reference tables by name",
      tags,
      querystring: TableListQuery,
      response: { 200: TableList },
    },
    handler: async (request) => ({ data: tables.list(request.query) }),
  });
  app.route({
    method: "GET",
    url: `${TABLES_PATH}/:id`,
    config: read,
    schema: {
      summary: "One reference table, without its rows",
      tags,
      params: IdParams,
      response: { 200: TableAnswer },
    },
    handler: async (request) => ({ data: tables.get(request.params.id) }),
  });
  app.route({
    method: "GET",
    url: `${TABLES_PATH}/:id/rows`,
    config: read,
    schema: {
      summary: "Rows by the values of their primary key",
      tags,
      params: IdParams,
      querystring: Type.Object({
        row_id: Type.Union([
          Type.Array(Type.String({ maxLength: 1024 }), { maxItems: ROWS_AT_ONCE_MAX }),
          Type.String({ maxLength: 1024 }),
        ]),
      }),
      response: { 200: TableRows },
    },
    handler: async (request) => ({
      data: await tables.rows(request.params.id, [request.query.row_id].flat()),
    }),
  });
  app.route({
    method: "GET",
    url: `${TABLES_PATH}/:id/rows/list`,
    config: read,
    schema: {
      summary: "All rows by primary key, a page at a time",
      tags,
      params: IdParams,
      querystring: Type.Object({
        "page[limit]": Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
        "page[continuation_token]": Type.Optional(Type.String({ maxLength: 2048 })),
        "filter[contains]": Type.Optional(
          Type.String({ maxLength: 256, description: "Text that a value holds, in any case" }),
        ),
      }),
      response: { 200: TableRows },
    },
    async handler(request) {
      const {
        "page[limit]": limit = ROWS_PAGE_DEFAULT,
        "page[continuation_token]": after,
        "filter[contains]": contains,
      } = request.query;
      const { rows, next } = await tables.page(request.params.id, { after, limit, contains });
      if (next === undefined) return { data: rows };
      const parameters = new URLSearchParams({
        "page[limit]": String(limit),
        "page[continuation_token]": next,
        ...(contains !== undefined && { "filter[contains]": contains }),
      });
      const [path = ""] = request.url.split("?");
      return { data: rows, links: { next: `${path}?${parameters.toString()}` } };
    },
  });
}

function writeRoutes(app: App, { tables }: Parts): void {
  app.route({
    method: "POST",
    url: TABLES_PATH,
    config: write,
    bodyLimit: BODY_BYTES_MAX,
    schema: {
      summary: "Make a reference table, of an uploaded file or without rows",
      tags,
      body: TableCreate,
      response: { 200: TableAnswer },
    },
    handler: async (request) => ({
      data: await tables.create(personOf(request), request.body.data.attributes),
    }),
  });
  app.route({
    method: "PATCH",
    url: `${TABLES_PATH}/:id`,
    config: write,
    bodyLimit: BODY_BYTES_MAX,
    schema: {
      summary: "Change a reference table; an uploaded file takes the place of all rows",
      tags,
      params: IdParams,
      body: TableUpdate,
      response: { 200: TableAnswer },
    },
    handler: async (request) => ({
      data: await tables.update(
        personOf(request),
        request.params.id,
        request.body.data.attributes ?? {},
      ),
    }),
  });
}

function removeRoute(app: App, { tables, rules }: Parts): void {
  app.route({
    method: "DELETE",
    url: `${TABLES_PATH}/:id`,
    config: write,
    schema: {
      summary: "Delete a reference table that no rule uses; one in use answers 409",
      tags,
      params: IdParams,
      response: { 200: Type.Null() },
    },
    async handler(request, reply) {
      await tables.remove(personOf(request), request.params.id, rules.list());
      return reply.send(null);
    },
  });
}

function rowRoutes(app: App, { tables }: Parts): void {
  app.route({
    method: "POST",
    url: `${TABLES_PATH}/:id/rows`,
    config: write,
    bodyLimit: BODY_BYTES_MAX,
    schema: {
      summary: "Write rows; one whose primary key is there is replaced",
      tags,
      params: IdParams,
      body: TableRowsUpsert,
      response: { 200: Type.Null() },
    },
    async handler(request, reply) {
      const rows = request.body.data.map((row) => ({ id: row.id, values: row.attributes.values }));
      await tables.upsert(personOf(request), request.params.id, rows);
      return reply.send(null);
    },
  });
  app.route({
    method: "DELETE",
    url: `${TABLES_PATH}/:id/rows`,
    config: write,
    bodyLimit: BODY_BYTES_MAX,
    schema: {
      summary: "Delete rows by primary key",
      tags,
      params: IdParams,
      body: TableRowsDelete,
      response: { 200: Type.Null() },
    },
    async handler(request, reply) {
      const keys = request.body.data.map((row) => row.id);
      await tables.removeRows(personOf(request), request.params.id, keys);
      return reply.send(null);
    },
  });
}

function uploadRoute(app: App, { access, tables }: Parts): void {
  app.route({
    method: "POST",
    url: TABLE_UPLOADS_PATH,
    config: write,
    schema: {
      summary: "Announce a CSV file; the answer says where its parts are sent with PUT",
      tags,
      body: TableUpload,
      response: { 200: TableUploadAnswer },
    },
    async handler(request) {
      const { part_count: count, table_name: name } = request.body.data.attributes;
      const made = await tables.uploads.begin(count);
      await access.record(personOf(request), "reference_table.upload", `upload:${made}`, { name });
      const base = `${request.protocol}://${request.host}${TABLE_UPLOADS_PATH}/${made}/parts`;
      const part_urls = Array.from({ length: count }, (_, at) => `${base}/${at + 1}`);
      return { data: { id: made, type: "upload" as const, attributes: { part_urls } } };
    },
  });
}

function partRoute(app: App, { tables }: Parts): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  app.route({
    method: "PUT",
    url: `${TABLE_UPLOADS_PATH}/:id/parts/:part`,
    config: write,
    bodyLimit: TABLE_FILE_BYTES_MAX,
    schema: {
      summary: "One part of an announced file, as it is (text/csv)",
      tags,
      params: Type.Object({ id, part: Type.Integer({ minimum: 1, maximum: 20 }) }),
      response: { 204: Type.Null() },
    },
    async handler(request, reply) {
      const { body } = request as { body: unknown };
      const bytes = body instanceof Uint8Array ? body : new Uint8Array();
      await tables.uploads.send(request.params.id, request.params.part, bytes);
      return reply.code(204).send(null);
    },
  });
}
