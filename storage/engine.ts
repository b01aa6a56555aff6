/**
 * The only file that touches chdb. A session runs one statement at a time; the caller sees to it.
 * What surprises: after a failed statement the session may hand bytes of that failure to its next
 * reader, so a session that failed must be closed and never reused.
 */
import { type ChdbQueryStream, drainPending, Session } from "chdb";
import type { InsertHead } from "./statement.ts";

/** Where the product's tables live; the engine's own default database lacks Atomic features. */
export const DATABASE = "vigil";

export type EngineResult = { bytes: Uint8Array; rows: number };
export type InsertResult = { rows: number };

export type EngineSession = {
  /** Names of query parameters ever bound here: the engine cannot forget one, only overwrite it. */
  readonly boundParams: Set<string>;
  /** Runs a statement whose whole result fits in memory. */
  run(sql: string, format: string): Promise<EngineResult>;
  /** Runs a SELECT block by block; each block is formatted on its own. Ending early cancels. */
  stream(sql: string, format: string): AsyncIterable<EngineResult>;
  /** Inserts bytes as they are, without a copy through a string. */
  insert(head: InsertHead, payload: Buffer): Promise<InsertResult>;
  close(): void;
};

export type Engine = {
  openSession(): EngineSession;
  readonly version: string;
  close(): Promise<void>;
};

/** The types of chdb list row arrays only; its raw insert is documented beside them. */
type RawInsert = (params: {
  table: string;
  columns?: readonly string[];
  format: string;
  values: Buffer;
}) => Promise<{ rowsWritten: number }>;

async function* blocksOf(stream: ChdbQueryStream): AsyncGenerator<EngineResult> {
  for await (const block of stream) yield { bytes: block.raw(), rows: block.numRows };
}

function wrapSession(session: Session): EngineSession {
  return {
    boundParams: new Set(),
    async run(sql, format) {
      const result = await session.queryAsync(sql, { format });
      return { bytes: result.bytes(), rows: result.rowsRead };
    },
    stream: (sql, format) => blocksOf(session.queryStream(sql, { format })),
    async insert({ table, columns, format }, payload) {
      const insert = session.insert.bind(session) as unknown as RawInsert;
      const named = columns === undefined ? {} : { columns };
      const summary = await insert({ table, ...named, format, values: payload });
      return { rows: summary.rowsWritten };
    },
    close: () => session.close(),
  };
}

/** Opens the engine on a directory; `baseSettings` is SQL that every new session runs first. */
export function openEngine(directory: string, configFile: string, baseSettings: string): Engine {
  // The first session holds the engine open: closing the last one would close the directory.
  const keeper = new Session(directory, { connectionArgs: [`--config-file=${configFile}`] });
  keeper.query(`CREATE DATABASE IF NOT EXISTS ${DATABASE} ENGINE = Atomic`);
  const version = keeper.query("SELECT version()", "TabSeparated").trim();
  return {
    version,
    openSession() {
      const session = new Session(directory);
      session.query(`USE ${DATABASE}`);
      session.query(baseSettings);
      return wrapSession(session);
    },
    async close() {
      keeper.close();
      await drainPending();
    },
  };
}
