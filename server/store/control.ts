/**
 * The control database: everything but events. The same code runs on node:sqlite and PostgreSQL, so
 * columns are text, integer and bigint only, times are milliseconds since 1970, booleans are 0 and
 * 1, documents are JSON text. Do not await anything but the database inside a transaction: on
 * SQLite all others wait for it.
 */
import { Kysely, type Transaction } from "kysely";
import type { Clock } from "#lib/base";
import { ACCESS_MIGRATIONS, type AccessTables } from "./access-migrations.ts";
import {
  type ControlDialect,
  type Migration,
  type MigrationTables,
  migrateControl,
} from "./control-migration.ts";
import { DOCUMENT_MIGRATIONS, type DocumentTables } from "./document-tables.ts";
import { refuseStore } from "./errors.ts";
import { INTAKE_MIGRATIONS, type IntakeTables } from "./intake-tables.ts";
import { JOB_MIGRATIONS, type JobTables } from "./job-tables.ts";
import { postgresDialect } from "./postgres-dialect.ts";
import { REFERENCE_MIGRATIONS, type ReferenceStoreTables } from "./reference-store.ts";
import { SIGNAL_MIGRATIONS, type SignalTables } from "./signal-tables.ts";
import { sqliteDialect } from "./sqlite-dialect.ts";
import { sqliteReaderDialect } from "./sqlite-reader.ts";

/** Every table, by domain. */
export type ControlTables = MigrationTables &
  AccessTables &
  DocumentTables &
  IntakeTables &
  JobTables &
  ReferenceStoreTables &
  SignalTables;

/** Steps of all domains in order. Domains do not refer to each other's tables. */
export const MIGRATIONS: readonly Migration[] = [
  ...ACCESS_MIGRATIONS,
  ...INTAKE_MIGRATIONS,
  ...SIGNAL_MIGRATIONS,
  ...DOCUMENT_MIGRATIONS,
  ...JOB_MIGRATIONS,
  ...REFERENCE_MIGRATIONS,
];

/** Either the database or a transaction in it: what a store function takes to read and write. */
export type ControlDb = Kysely<ControlTables>;
export type ControlTransaction = Transaction<ControlTables>;

export type Control = {
  readonly db: ControlDb;
  /**
   * For questions about many rows outside a transaction, which must not keep the server from its
   * work: a thread of its own on SQLite, unless it is in memory. Throws CONTROL_SLOW too.
   */
  readonly reads: ControlDb;
  readonly dialect: ControlDialect;
  /** Runs `work` in one transaction; it rolls back when `work` throws. */
  transaction: <Result>(work: (trx: ControlTransaction) => Promise<Result>) => Promise<Result>;
  close: () => Promise<void>;
};

type ControlOptions = {
  clock: Clock;
  /** Hears of PostgreSQL connections that broke while idle; they are replaced. */
  onLost?: (error: Error) => void;
};

function parseUrl(url: string): { dialect: ControlDialect; place: string } {
  if (url.startsWith("sqlite:") && url.length > "sqlite:".length)
    return { dialect: "sqlite", place: url.slice("sqlite:".length) };
  if (/^postgres(ql)?:\/\//.test(url)) return { dialect: "postgres", place: url };
  throw refuseStore("CONTROL_URL_INVALID", { reason: "it is neither sqlite: nor postgres://" });
}

/**
 * Opens the control database and brings its tables up to date. `url` is `sqlite:PATH` or
 * `postgres://…`. Throws CONTROL_URL_INVALID, CONTROL_DOWN, CONTROL_DISK_FULL or CONTROL_BROKEN.
 */
export async function openControl(url: string, options: ControlOptions): Promise<Control> {
  const { dialect, place } = parseUrl(url);
  const onLost = options.onLost ?? (() => undefined);
  const db = new Kysely<ControlTables>({
    dialect: dialect === "sqlite" ? sqliteDialect(place) : postgresDialect(place, onLost),
  });
  try {
    await migrateControl(db as Kysely<unknown>, dialect, MIGRATIONS, options.clock);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  const hasReader = dialect === "sqlite" && place !== ":memory:";
  const reads = hasReader ? new Kysely<ControlTables>({ dialect: sqliteReaderDialect(place) }) : db;
  return {
    ...{ db, reads, dialect },
    transaction: (work) => db.transaction().execute(work),
    async close() {
      if (reads !== db) await reads.destroy();
      await db.destroy();
    },
  };
}
