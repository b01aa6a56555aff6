/**
 * Kysely on node:sqlite. The engine is synchronous and has one connection here; Kysely's mutex
 * hands it to one transaction at a time. Transactions begin IMMEDIATE: a deferred one that reads
 * first and writes later would fail when another process (the CLI making a key) wrote in between.
 */
import { closeSync, openSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
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
import { addFunctions } from "./sqlite-functions.ts";
import { BUSY_TIMEOUT_MS, bindable, translate } from "./sqlite-values.ts";

const FILE_MODE = 0o600;

function guarded<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw translate(error);
  }
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
  addFunctions(database);
  return database;
}

/** SQLite's SQL, by a driver of ours. */
export function dialectBy(createDriver: () => Driver, createAdapter: () => SqliteAdapter): Dialect {
  return {
    ...{ createDriver, createAdapter },
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (db: Kysely<unknown>) => new SqliteIntrospector(db),
  };
}

/** A Kysely dialect over one SQLite file, made with mode 0600 when it is missing. */
export function sqliteDialect(path: string): Dialect {
  return dialectBy(
    () => new SqliteDriver(path),
    () => new SqliteAdapter(),
  );
}
