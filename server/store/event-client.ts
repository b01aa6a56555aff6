/**
 * The ClickHouse client with our errors and none of its logging. Statements are ours; values go as
 * parameters.
 */
import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { ClickHouseError, ClickHouseLogLevel, createClient } from "@clickhouse/client";
import { isAppError } from "#lib/base";
import { refuseStore } from "./errors.ts";
import { type BlockColumn, nativeBlock } from "./native-block.ts";

/**
 * A statement that takes longer is given up; what it wrote, if anything, is found out before the
 * next attempt.
 */
const REQUEST_TIMEOUT_MS = 60_000;
const CONNECTIONS_MAX = 8;

/**
 * ErrorCodes.cpp of ClickHouse: too many queries, memory, stopping, too many parts, read only for
 * now.
 */
const BUSY_CODES = new Set(["202", "236", "241", "242", "252"]);
const TIMEOUT_CODE = "159";
const DISK_FULL_CODE = "243";

export type EventStoreAddress = {
  /** http://HOST:PORT of the storage process or of a ClickHouse server. */
  url: string;
  user?: string;
  password: string;
};

export type EventClient = {
  run(statement: string, settings?: Record<string, string | number>): Promise<void>;
  select<Row>(statement: string, params?: Record<string, unknown>): Promise<Row[]>;
  insert(table: string, columns: readonly string[], rows: readonly unknown[][]): Promise<void>;
  /** Many rows of text, numbers and lists of them: several times faster than `insert`. */
  insertBlock(
    table: string,
    columns: readonly BlockColumn[],
    rows: readonly unknown[][],
  ): Promise<void>;
  close(): Promise<void>;
};

function translate(error: unknown): unknown {
  if (isAppError(error)) return error;
  if (!(error instanceof ClickHouseError)) return refuseStore("EVENTS_DOWN", {}, error);
  if (error.code === DISK_FULL_CODE) return refuseStore("EVENTS_DISK_FULL", {}, error);
  if (error.code === TIMEOUT_CODE) return refuseStore("EVENTS_SLOW", {}, error);
  if (BUSY_CODES.has(error.code)) return refuseStore("EVENTS_BUSY", {}, error);
  return refuseStore("EVENTS_FAILED", { reason: error.type ?? `code ${error.code}` }, error);
}

/** Connects lazily; a store that is down shows at the first statement as EVENTS_DOWN. */
export function createEventClient(address: EventStoreAddress): EventClient {
  const client = createClient({
    url: address.url,
    username: address.user ?? "vigil",
    password: address.password,
    request_timeout: REQUEST_TIMEOUT_MS,
    max_open_connections: CONNECTIONS_MAX,
    log: { level: ClickHouseLogLevel.OFF },
  });
  const guarded = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      throw translate(error);
    }
  };
  return {
    run: (query, settings = {}) =>
      guarded(async () => {
        await client.command({ query, clickhouse_settings: settings });
      }),
    select: <Row>(query: string, query_params: Record<string, unknown> = {}) =>
      guarded(async () => {
        const result = await client.query({ query, query_params, format: "JSONEachRow" });
        return result.json<Row>();
      }),
    insert: (table, columns, rows) =>
      guarded(async () => {
        if (rows.length === 0) return;
        await client.insert({
          table,
          columns: [...columns] as [string, ...string[]],
          values: rows as unknown[][],
          format: "JSONCompactEachRow",
        });
      }),
    insertBlock: (table, columns, rows) =>
      guarded(async () => {
        if (rows.length === 0) return;
        const names = columns.map(([name]) => name).join(", ");
        const { stream } = await client.exec({
          query: `INSERT INTO ${table} (${names}) FORMAT Native`,
          values: Readable.from(nativeBlock(columns, rows), { objectMode: false }),
        });
        await finished(stream.resume());
      }),
    close: () => client.close(),
  };
}
