/** From a file or from JSON to rows of a table, checked by its columns. */
import { readCsv } from "#lib/base";
import type { TableField } from "#lib/protocol";
import { refuseTable } from "./errors.ts";
import { TABLE_COLUMNS_MAX, TABLE_ROWS_MAX, TABLE_VALUE_CHARACTERS_MAX } from "./limits.ts";

export type Columns = { fields: readonly TableField[]; primaryKey: string };
export type KeyedRow = { key: string; body: string };

const NAME = /^[\w.@-]{1,128}$/;
const INTEGER = /^-?\d{1,10}$/;
const INT32_MAX = 2 ** 31 - 1;

/** Throws TABLE_INVALID. */
export function checkColumns(fields: readonly TableField[], keys: readonly string[]): Columns {
  const invalid = (reason: string) => refuseTable("TABLE_INVALID", { reason });
  const names = fields.map(({ name }) => name);
  if (names.length === 0 || names.length > TABLE_COLUMNS_MAX)
    throw invalid(`it has ${names.length} columns; 1 to ${TABLE_COLUMNS_MAX} are taken`);
  const odd = names.find((name) => !NAME.test(name) || name === "__proto__");
  if (odd !== undefined) throw invalid(`a column cannot be called ${odd.slice(0, 128)}`);
  if (new Set(names).size < names.length) throw invalid("two columns have one name");
  const [primaryKey = ""] = keys;
  if (keys.length !== 1 || !names.includes(primaryKey))
    throw invalid("its primary key must be one of its columns");
  return { fields, primaryKey };
}

/** Throws TABLE_ROW_INVALID; `at` says which row it is. */
export function keyedRow(
  { fields, primaryKey }: Columns,
  values: Readonly<Record<string, unknown>>,
  at: string,
): KeyedRow {
  const invalid = (reason: string) => refuseTable("TABLE_ROW_INVALID", { row: at, reason });
  const known = new Set(fields.map(({ name }) => name));
  const odd = Object.keys(values).find((name) => !known.has(name));
  if (odd !== undefined) throw invalid(`there is no column ${odd.slice(0, 128)}`);
  const body: Record<string, string> = {};
  for (const { name, type } of fields) {
    const value = Object.hasOwn(values, name) ? values[name] : "";
    const text = typeof value === "number" ? String(value) : value;
    if (typeof text !== "string") throw invalid(`${name} is neither text nor a number`);
    if (text.includes("\0") || !text.isWellFormed()) throw invalid(`${name} is no plain text`);
    if (text.length > TABLE_VALUE_CHARACTERS_MAX)
      throw invalid(`${name} is longer than ${TABLE_VALUE_CHARACTERS_MAX} characters`);
    const isInteger = INTEGER.test(text) && Math.abs(Number(text)) <= INT32_MAX;
    if (type === "INT32" && text !== "" && !isInteger) throw invalid(`${name} is no INT32`);
    body[name] = text;
  }
  const key = body[primaryKey] ?? "";
  if (key === "") throw invalid(`its ${primaryKey} is empty`);
  return { key, body: JSON.stringify(body) };
}

/** Rows of a file whose head names the columns, in any order. Throws TABLE_*. */
export function fileRows(columns: Columns, text: string): KeyedRow[] {
  const { rows, lines, fault } = readCsv(text, TABLE_ROWS_MAX + 1);
  const invalid = (reason: string) => refuseTable("TABLE_INVALID", { reason });
  if (fault !== undefined) throw invalid(`line ${fault.line}: ${fault.reason}`);
  const [head = [], ...own] = rows;
  const names = head.map((name) => name.trim());
  const missing = columns.fields.find(({ name }) => !names.includes(name));
  if (missing !== undefined) throw invalid(`the head of the file lacks ${missing.name}`);
  if (own.length > TABLE_ROWS_MAX)
    throw refuseTable("TABLE_TOO_LARGE", { max: TABLE_ROWS_MAX, what: "rows in a table" });
  const wanted = columns.fields.map(({ name }) => [name, names.indexOf(name)] as const);
  const keyed = own.map((row, at) => {
    const place = `${at + 1} (line ${lines[at + 1]})`;
    if (row.length !== names.length) {
      const reason = `it has ${row.length} fields, and the head ${names.length}`;
      throw refuseTable("TABLE_ROW_INVALID", { row: place, reason });
    }
    const values = Object.fromEntries(wanted.map(([name, index]) => [name, row[index] ?? ""]));
    return keyedRow(columns, values, place);
  });
  return [...new Map(keyed.map((row) => [row.key, row])).values()];
}
