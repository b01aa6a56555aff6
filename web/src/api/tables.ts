/** Reference tables over the API. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import {
  TABLE_UPLOADS_PATH,
  TABLES_PATH,
  type Table,
  type TableAnswer,
  type TableField,
  type TableList,
  type TableRow,
  type TableRows,
  type TableUploadAnswer,
} from "#lib/protocol";
import { request } from "./client.ts";

/** There are no more tables than this. */
const TABLES_SHOWN_MAX = 100;
export const TABLE_ROWS_SHOWN = 50;
/** A file of 16 MiB, the largest, has 16 parts; 20 are taken. */
const PART_BYTES = 1024 * 1024;

const pathOf = (id: string) => `${TABLES_PATH}/${encodeURIComponent(id)}`;

/** All tables by name. */
export const tablesQuery = queryOptions({
  queryKey: ["tables"],
  queryFn: async ({ signal }) => {
    const query = { "page[limit]": TABLES_SHOWN_MAX };
    return (await request<TableList>("GET", TABLES_PATH, { query, signal })).data;
  },
});

export const tableQuery = (id: string) =>
  queryOptions({
    queryKey: ["tables", id],
    queryFn: async ({ signal }) => (await request<TableAnswer>("GET", pathOf(id), { signal })).data,
  });

/** A page of the rows that hold a text; `after` is "" for the first. */
export const tableRowsQuery = (id: string, contains: string, after: string) =>
  queryOptions({
    queryKey: ["tables", id, "rows", contains, after],
    queryFn: async ({ signal }) => {
      const page = await request<TableRows>("GET", `${pathOf(id)}/rows/list`, {
        query: {
          "page[limit]": TABLE_ROWS_SHOWN,
          "page[continuation_token]": after,
          "filter[contains]": contains,
        },
        signal,
      });
      // The link goes on after the last row of the page.
      return { rows: page.data, next: page.links && page.data.at(-1)?.id };
    },
    placeholderData: keepPreviousData,
  });

/** One row by its key; null when there is none. */
export const tableRowQuery = (id: string, key: string) =>
  queryOptions({
    queryKey: ["tables", id, "row", key],
    queryFn: async ({ signal }) => {
      const query = { row_id: key };
      const path = `${pathOf(id)}/rows`;
      return (await request<TableRows>("GET", path, { query, signal })).data[0] ?? null;
    },
    // What is written must not be replaced while somebody writes.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });

export type TableSchema = { fields: readonly TableField[]; primary_keys: readonly string[] };
type Words = { table_name: string; headers: readonly string[] };

/** Sends a file in parts; `onProgress` gets the share that was sent. Throws ApiFailure. */
async function sendFile(
  file: File,
  { table_name, headers }: Words,
  onProgress: (share: number) => void,
): Promise<string> {
  const count = Math.max(1, Math.ceil(file.size / PART_BYTES));
  const said = { part_count: count, part_size: Math.min(PART_BYTES, Math.max(1, file.size)) };
  const attributes = { table_name, headers, ...said };
  const { data } = await request<TableUploadAnswer>("POST", TABLE_UPLOADS_PATH, {
    body: { data: { type: "upload", attributes } },
  });
  for (let part = 0; part < count; part += 1) {
    const file_part = file.slice(part * PART_BYTES, (part + 1) * PART_BYTES);
    const path = `${TABLE_UPLOADS_PATH}/${encodeURIComponent(data.id)}/parts/${part + 1}`;
    await request<null>("PUT", path, { file: file_part });
    onProgress((part + 1) / count);
  }
  return data.id;
}

export type TableFile = {
  file: File;
  name: string;
  description: string;
  schema: TableSchema;
  onProgress: (share: number) => void;
};

/** Makes a table of a file, or replaces the rows of one. Throws ApiFailure. */
export async function putTable(table: Table | undefined, given: TableFile): Promise<Table> {
  const { file, name, description, schema, onProgress } = given;
  const headers = schema.fields.map((field) => field.name);
  const upload_id = await sendFile(file, { table_name: name, headers }, onProgress);
  const attributes = { schema, description, file_metadata: { upload_id } };
  const type = "reference_table";
  const made = table
    ? await request<TableAnswer>("PATCH", pathOf(table.id), {
        body: { data: { type, attributes } },
      })
    : await request<TableAnswer>("POST", TABLES_PATH, {
        body: {
          data: { type, attributes: { ...attributes, table_name: name, source: "LOCAL_FILE" } },
        },
      });
  return made.data;
}

export const deleteTable = (id: string) => request<null>("DELETE", pathOf(id));

type Values = TableRow["attributes"]["values"];

/** Writes a row; one with this key is replaced. Throws ApiFailure. */
export const putRow = (id: string, key: string, values: Values) =>
  request<null>("POST", `${pathOf(id)}/rows`, {
    body: { data: [{ id: key, type: "row", attributes: { values } }] },
  });

export const deleteRows = (id: string, keys: readonly string[]) =>
  request<null>("DELETE", `${pathOf(id)}/rows`, {
    body: { data: keys.map((key) => ({ id: key, type: "row" })) },
  });
