/** Reference tables: rows that people keep, by which rules tell values apart. */
import Type, { type Static } from "typebox";
import { resource, single } from "./json-api.ts";

const REFERENCE = "/api/v2/reference-tables";
export const TABLES_PATH = `${REFERENCE}/tables`;
export const TABLE_UPLOADS_PATH = `${REFERENCE}/uploads`;
/** Parts in which a file is sent. */
export const UPLOAD_PARTS_MAX = 20;

const name = () => Type.String({ minLength: 1, maxLength: 128, pattern: "^[\\w.-]+$" });
const description = () => Type.Optional(Type.String({ maxLength: 1000 }));
const tags = () => Type.Optional(Type.Array(Type.String({ maxLength: 256 }), { maxItems: 100 }));

export const TableField = Type.Object({
  name: Type.String(),
  type: Type.Union([Type.Literal("STRING"), Type.Literal("INT32")]),
});
export type TableField = Static<typeof TableField>;
const Schema = Type.Object({
  fields: Type.Array(TableField, { maxItems: 100 }),
  primary_keys: Type.Array(Type.String(), { maxItems: 10 }),
});
const File = Type.Object({ upload_id: Type.String({ maxLength: 128 }) });

/** Body that makes a table, of a file that was sent before, or without rows. */
export const TableCreate = Type.Object({
  data: Type.Object({
    type: Type.Literal("reference_table"),
    attributes: Type.Object({
      table_name: name(),
      source: Type.Literal("LOCAL_FILE"),
      schema: Schema,
      file_metadata: Type.Optional(File),
      description: description(),
      tags: tags(),
    }),
  }),
});
export type TableCreate = Static<typeof TableCreate>["data"]["attributes"];

/** Body that changes what is said of a table; a file takes the place of all its rows. */
export const TableUpdate = Type.Object({
  data: Type.Object({
    type: Type.Literal("reference_table"),
    attributes: Type.Optional(
      Type.Object({
        schema: Type.Optional(Schema),
        file_metadata: Type.Optional(File),
        description: description(),
        tags: tags(),
      }),
    ),
  }),
});
export type TableUpdate = NonNullable<Static<typeof TableUpdate>["data"]["attributes"]>;

export const Table = resource(
  "reference_table",
  Type.Object({
    table_name: Type.String(),
    description: Type.String(),
    tags: Type.Array(Type.String()),
    source: Type.Literal("LOCAL_FILE"),
    status: Type.String({ description: "DONE" }),
    schema: Schema,
    row_count: Type.Integer(),
    created_by: Type.String(),
    last_updated_by: Type.String(),
    updated_at: Type.String({ description: "ISO 8601" }),
  }),
);
export type Table = Static<typeof Table>;
export const TableAnswer = single(Table);
export type TableAnswer = Static<typeof TableAnswer>;
export const TableList = Type.Object({ data: Type.Array(Table) });
export type TableList = Static<typeof TableList>;
export const TableListQuery = Type.Object({
  "page[limit]": Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  "page[offset]": Type.Optional(Type.Integer({ minimum: 0 })),
  "filter[table_name][exact]": Type.Optional(Type.String()),
  "filter[table_name][contains]": Type.Optional(Type.String()),
});
export type TableListQuery = Static<typeof TableListQuery>;

export const TableRow = resource(
  "row",
  Type.Object({ values: Type.Record(Type.String(), Type.String()) }),
);
export type TableRow = Static<typeof TableRow>;
export const TableRows = Type.Object({
  data: Type.Array(TableRow),
  links: Type.Optional(Type.Object({ next: Type.String() })),
});
export type TableRows = Static<typeof TableRows>;

const Values = Type.Unsafe<Record<string, unknown>>({
  type: "object",
  description: "Text or numbers by column",
});
export const TableRowsUpsert = Type.Object({
  data: Type.Array(
    Type.Object({
      id: Type.String({ description: "Value of the primary key" }),
      type: Type.Literal("row"),
      attributes: Type.Object({ values: Values }),
    }),
    { minItems: 1, maxItems: 200 },
  ),
});
export const TableRowsDelete = Type.Object({
  data: Type.Array(Type.Object({ id: Type.String(), type: Type.Literal("row") }), {
    minItems: 1,
    maxItems: 200,
  }),
});

/** Body that announces a file in parts. */
export const TableUpload = Type.Object({
  data: Type.Object({
    type: Type.Literal("upload"),
    attributes: Type.Object({
      table_name: name(),
      headers: Type.Array(Type.String(), { minItems: 1, maxItems: 100 }),
      part_count: Type.Integer({ minimum: 1, maximum: UPLOAD_PARTS_MAX }),
      part_size: Type.Integer({ minimum: 1, description: "Bytes" }),
    }),
  }),
});
export const TableUploadAnswer = single(
  resource("upload", Type.Object({ part_urls: Type.Array(Type.String()) })),
);
export type TableUploadAnswer = Static<typeof TableUploadAnswer>;
