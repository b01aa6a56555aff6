/**
 * Kysely on PostgreSQL. Bigints come back as numbers and documents as text, so that rows are the
 * same as SQLite's.
 */
import { type DatabaseConnection, type Dialect, PostgresDialect, PostgresDriver } from "kysely";
import { Pool, types } from "pg";
import { refuseStore } from "./errors.ts";

const CONNECTIONS_MAX = 10;
const CONNECT_TIMEOUT_MS = 5000;
/** A statement that takes longer than this is cancelled by the server. */
const STATEMENT_TIMEOUT_MS = 30_000;
const INT8 = 20;
const NUMERIC = 1700;
const JSONB = 3802;

const UNREACHABLE =
  /^(08|57P0|53300|ECONN|EPIPE|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENOENT)/;
/**
 * Deadlock, serialisation failure, lock timeout, statement timeout: the same work may pass when
 * repeated.
 */
const BUSY = /^(40001|40P01|55P03|57014)/;
const DISK_FULL = "53100";

function translate(error: unknown): unknown {
  const { code = "" } = error as { code?: string };
  if (code === DISK_FULL) return refuseStore("CONTROL_DISK_FULL", {}, error);
  if (BUSY.test(code)) return refuseStore("CONTROL_BUSY", {}, error);
  const text = error instanceof Error ? error.message : "";
  const isLost = UNREACHABLE.test(code) || /Connection terminated|timeout exceeded/.test(text);
  return isLost ? refuseStore("CONTROL_DOWN", {}, error) : error;
}

class TranslatingDriver extends PostgresDriver {
  readonly #known = new WeakSet<DatabaseConnection>();

  override async acquireConnection(): Promise<DatabaseConnection> {
    const connection = await super.acquireConnection().catch((error: unknown) => {
      throw translate(error);
    });
    if (this.#known.has(connection)) return connection;
    this.#known.add(connection);
    const execute = connection.executeQuery.bind(connection);
    connection.executeQuery = async (query, options) =>
      execute<never>(query, options).catch((error: unknown) => {
        throw translate(error);
      });
    return connection;
  }
}

function typeParser(oid: number, format?: "text" | "binary") {
  if (oid === INT8 || oid === NUMERIC) return Number;
  if (oid === JSONB) return String;
  return types.getTypeParser(oid, format as "text");
}

/** A Kysely dialect over a PostgreSQL database; `onLost` hears of idle connections that broke. */
export function postgresDialect(url: string, onLost: (error: Error) => void): Dialect {
  const pool = new Pool({
    connectionString: url,
    max: CONNECTIONS_MAX,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    types: { getTypeParser: typeParser as typeof types.getTypeParser },
  });
  // Without a listener a restart of PostgreSQL would end this process.
  pool.on("error", onLost);
  const dialect = new PostgresDialect({ pool });
  return {
    createAdapter: () => dialect.createAdapter(),
    createDriver: () => new TranslatingDriver({ pool }),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createIntrospector: (db) => dialect.createIntrospector(db),
  };
}
