/** The `vigil table` commands: list, rows, put and delete. */
import { basename } from "node:path";
import type { Command } from "commander";
import { type LocalClient, openClient } from "#cli/client";
import { dataOption, jsonOption } from "#cli/options";
import { formatTable, type Output } from "#cli/output";
import { readSource } from "#cli/source";
import { defineErrors, readCsv } from "#lib/base";
import {
  TABLE_UPLOADS_PATH,
  TABLES_PATH,
  type Table,
  type TableAnswer,
  type TableList,
  type TableRow,
  type TableRows,
  type TableUploadAnswer,
} from "#lib/protocol";

type Streams = { output(json: boolean): Output };
type Flags = { data: string; json: boolean };

const refuse = defineErrors({
  TABLE_NOT_FOUND: {
    status: 404,
    message: "There is no table {name}.",
    hint: "vigil table list shows those that there are.",
  },
  TABLE_HEAD_UNREADABLE: {
    status: 400,
    message: "The head of {file} cannot be read: {reason}.",
    hint: "The first line names the columns, separated by commas.",
  },
});

/** More pages than a table can have. */
const PAGES_MAX = 200;

/** Adds `table` with its commands. */
export function addTableCommands(vigil: Command, { output }: Streams): void {
  const table = vigil
    .command("table")
    .description("reference tables, by which rules tell values apart");
  table
    .command("list")
    .description("all tables")
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((flags: Flags) => listTables(openClient(flags.data), output(flags.json)));
  table
    .command("rows")
    .description("the rows of a table")
    .argument("<name>", "name of the table")
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((name: string, flags: Flags) =>
      showRows(openClient(flags.data), name, output(flags.json)),
    );
  table
    .command("put")
    .description("make a table of a CSV file with a head, or replace all its rows")
    .argument("<file>", "the file")
    .option("--name <name>", "name of the table; the file's unless it is given")
    .option("--key <column>", "primary key; the first column unless it is given")
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((file: string, flags: Flags & { name?: string; key?: string }) =>
      putTable(openClient(flags.data), file, flags, output(flags.json)),
    );
  table
    .command("delete")
    .description("delete a table that no rule uses")
    .argument("<name>", "name of the table")
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((name: string, flags: Flags) =>
      deleteTable(openClient(flags.data), name, output(flags.json)),
    );
}

async function findTable(client: LocalClient, name: string): Promise<Table | undefined> {
  const search = new URLSearchParams({ "filter[table_name][exact]": name });
  return (await client.get<TableList>(`${TABLES_PATH}?${search.toString()}`)).data[0];
}

async function needTable(client: LocalClient, name: string): Promise<Table> {
  const found = await findTable(client, name);
  if (found === undefined) throw refuse("TABLE_NOT_FOUND", { name });
  return found;
}

async function listTables(client: LocalClient, output: Output): Promise<void> {
  const { data: tables } = await client.get<TableList>(`${TABLES_PATH}?page[limit]=100`);
  output.result(tables);
  if (tables.length === 0) output.line("There are no tables.");
  else
    output.line(
      formatTable([
        ["table", "rows", "columns", "changed"],
        ...tables.map(({ attributes: one }) => [
          ...[one.table_name, String(one.row_count)],
          ...[one.schema.fields.map(({ name }) => name).join(", "), one.updated_at],
        ]),
      ]),
    );
}

async function showRows(client: LocalClient, name: string, output: Output): Promise<void> {
  const { id, attributes } = await needTable(client, name);
  const rows: TableRow[] = [];
  let path: string | undefined = `${TABLES_PATH}/${id}/rows/list?page[limit]=1000`;
  for (let page = 0; page < PAGES_MAX && path !== undefined; page++) {
    const answer: TableRows = await client.get<TableRows>(path);
    rows.push(...answer.data);
    path = answer.links?.next;
  }
  output.result(rows.map((row) => row.attributes.values));
  const names = attributes.schema.fields.map((field) => field.name);
  const shown = rows.map(({ attributes: { values } }) => names.map((each) => values[each] ?? ""));
  output.line(formatTable([names, ...shown]));
}

/** Names of the columns. Throws TABLE_HEAD_UNREADABLE. */
function readHead(file: string, text: string): string[] {
  const { rows, fault } = readCsv(text, 0);
  const [head] = rows;
  if (head === undefined)
    throw refuse("TABLE_HEAD_UNREADABLE", { file, reason: fault?.reason ?? "it is empty" });
  return head.map((name) => name.trim());
}

async function putTable(
  client: LocalClient,
  file: string,
  flags: { name?: string; key?: string },
  output: Output,
): Promise<void> {
  const { text } = readSource(file);
  const name = flags.name ?? basename(file).replace(/\.csv$/i, "");
  const headers = readHead(file, text);
  const announced = {
    ...{ table_name: name, headers, part_count: 1 },
    part_size: Math.max(1, Buffer.byteLength(text)),
  };
  const upload = await client.post<TableUploadAnswer>(TABLE_UPLOADS_PATH, {
    data: { type: "upload", attributes: announced },
  });
  await client.send("PUT", `${TABLE_UPLOADS_PATH}/${upload.data.id}/parts/1`, text);
  const known = await findTable(client, name);
  const { fields = [], primary_keys: keys = [] } = known?.attributes.schema ?? {};
  // A file says nothing of types: a column keeps the one it has.
  const types = new Map(fields.map((field) => [field.name, field.type]));
  const schema = {
    fields: headers.map((each) => ({ name: each, type: types.get(each) ?? "STRING" })),
    primary_keys: [flags.key ?? keys[0] ?? headers[0] ?? ""],
  };
  const attributes = { schema, file_metadata: { upload_id: upload.data.id } };
  const made =
    known === undefined
      ? await client.post<TableAnswer>(TABLES_PATH, {
          data: {
            type: "reference_table",
            attributes: { table_name: name, source: "LOCAL_FILE", ...attributes },
          },
        })
      : await client.patch<TableAnswer>(`${TABLES_PATH}/${known.id}`, {
          data: { type: "reference_table", attributes },
        });
  output.result(made.data);
  const { row_count: rows } = made.data.attributes;
  output.line(`${known === undefined ? "made" : "replaced"} ${name}: ${rows} rows`);
}

async function deleteTable(client: LocalClient, name: string, output: Output): Promise<void> {
  const { id } = await needTable(client, name);
  await client.send("DELETE", `${TABLES_PATH}/${id}`);
  output.result({ deleted: name });
  output.line(`deleted ${name}`);
}
