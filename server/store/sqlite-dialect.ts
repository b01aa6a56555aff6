/**
 * Kysely on node:sqlite. The engine is synchronous and has one connection here; Kysely's mutex
 * hands it to one transaction at a time. Transactions begin IMMEDIATE: a deferred one that reads
 * first and writes later would fail when another process (the CLI making a key) wrote in between.
 */
import { closeSync, openSync } from "node:fs";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import { refuseStore } from "./errors.ts";
import { MATCH_FUNCTION, matchText } from "./search-values.ts";

/** How long a statement waits for another process; the event loop stands still meanwhile. */
const BUSY_TIMEOUT_MS = 2000;
const FILE_MODE = 0o600;

const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_NOTADB = 26;
const FAULTS_OF_PLACE = new Set([8, 10, 14]); // READONLY, IOERR, CANTOPEN

function translate(error: unknown): unknown {
  const code = (error as { errcode?: unknown }).errcode;
  if (typeof code !== "number") return error;
  const primary = code & 0xff;
  if (primary === SQLITE_BUSY || primary === SQLITE_LOCKED)
    return refuseStore("CONTROL_BUSY", {}, error);
  if (primary === SQLITE_FULL) return refuseStore("CONTROL_DISK_FULL", {}, error);
  if (FAULTS_OF_PLACE.has(primary)) return refuseStore("CONTROL_DOWN", {}, error);
  if (primary === SQLITE_CORRUPT || primary === SQLITE_NOTADB) {
    const reason = error instanceof Error ? error.message : String(error);
    return refuseStore("CONTROL_BROKEN", { reason }, error);
  }
  return error;
}

function guarded<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw translate(error);
  }
}

function bindable(value: unknown): SQLInputValue {
  if (typeof value === "boolean") return value ? 1 : 0;
  return value as SQLInputValue;
}

class SqliteConnection implements DatabaseConnection {
  readonly #database: DatabaseSync;
  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return guarded(() => {
      const statement = this.#database.prepare(query.sql);
      const values = query.parameters.map(bindable);
      if (statement.columns().length > 0) return { rows: statement.all(...values) as Row[] };
      const { changes, lastInsertRowid } = statement.run(...values);
      const counts = { numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
      return { ...counts, rows: [] };
    });
  }

  streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error("bug: the control database is never streamed");
  }
}

class SqliteDriver implements Driver {
  readonly #path: string;
  #database: DatabaseSync | undefined;
  #connection: SqliteConnection | undefined;
  constructor(path: string) {
    this.#path = path;
  }

  async init(): Promise<void> {
    guarded(() => {
      this.#database = openFile(this.#path);
    });
    this.#connection = new SqliteConnection(this.#database as DatabaseSync);
  }
  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection as SqliteConnection;
  }
  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }
  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("commit"));
  }
  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    // Some failures, a full disk among them, have rolled the transaction back already.
    if (this.#database?.isTransaction) await connection.executeQuery(CompiledQuery.raw("rollback"));
  }
  async releaseConnection(): Promise<void> {}
  async destroy(): Promise<void> {
    this.#database?.close();
    this.#database = undefined;
  }
}

function openFile(path: string): DatabaseSync {
  // Made here first, so that neither it nor the files SQLite puts beside it are readable by others.
  if (path !== ":memory:") {
    try {
      closeSync(openSync(path, "a", FILE_MODE));
    } catch (error) {
      throw refuseStore("CONTROL_DOWN", {}, error);
    }
  }
  const database = new DatabaseSync(path);
  database.exec(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}`);
  database.exec("pragma journal_mode = wal");
  // An ack means durable, so commits are synced.
  database.exec("pragma synchronous = full");
  database.exec("pragma foreign_keys = on");
  const options = { deterministic: true, directOnly: true };
  database.function(MATCH_FUNCTION, options, (test, text) => matchText(String(test), text));
  return database;
}

/** A Kysely dialect over one SQLite file, made with mode 0600 when it is missing. */
export function sqliteDialect(path: string): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new SqliteDriver(path),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (db: Kysely<unknown>) => new SqliteIntrospector(db),
  };
}
