/**
 * The only file that touches chdb. A session runs one statement at a time; the caller sees to it.
 * What surprises: after a failed statement the session may hand bytes of that failure to its next
 * reader, so a session that failed must be closed and never reused.
 */
import { mkdirSync, rmSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ChdbQueryStream, drainPending, Session } from "chdb";
import { quoteText } from "./settings.ts";
import { type InsertHead, isBinaryFormat } from "./statement.ts";

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

/** Where the rows of an insert lie while the engine reads them. */
type Incoming = { nextFile(): string };

/** Makes the directory anew: what a process left there that died was never acknowledged. */
function openIncoming(directory: string): Incoming {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { mode: 0o700 });
  let files = 0;
  return { nextFile: () => join(directory, String(++files)) };
}

/** The binding takes text beside a statement and nothing else; so bytes come from a file. */
async function insertBinary(
  session: Session,
  { table, columns = [], format }: InsertHead,
  payload: Buffer,
  path: string,
): Promise<InsertResult> {
  const names = columns.join(", ");
  try {
    await writeFile(path, payload, { mode: 0o600 });
    const from = `file(${quoteText(path)}, ${format})`;
    const sql = `INSERT INTO ${table} (${names}) SELECT ${names} FROM ${from}`;
    return { rows: (await session.queryAsync(sql, { format: "Null" })).rowsRead };
  } finally {
    await rm(path, { force: true });
  }
}

function wrapSession(session: Session, incoming: Incoming): EngineSession {
  return {
    boundParams: new Set(),
    async run(sql, format) {
      const result = await session.queryAsync(sql, { format });
      return { bytes: result.bytes(), rows: result.rowsRead };
    },
    stream: (sql, format) => blocksOf(session.queryStream(sql, { format })),
    async insert(head, payload) {
      const { table, columns, format } = head;
      if (isBinaryFormat(format)) return insertBinary(session, head, payload, incoming.nextFile());
      const insert = session.insert.bind(session) as unknown as RawInsert;
      const named = columns === undefined ? {} : { columns };
      const summary = await insert({ table, ...named, format, values: payload });
      return { rows: summary.rowsWritten };
    },
    close: () => session.close(),
  };
}

export type EngineOptions = {
  directory: string;
  /** A directory of the engine's own for rows on their way in. */
  incomingDirectory: string;
  configFile: string;
  /** SQL that every new session runs first. */
  baseSettings: string;
};

/** Opens the engine on a directory. */
export function openEngine(options: EngineOptions): Engine {
  const { directory, configFile, baseSettings } = options;
  // The first session holds the engine open: closing the last one would close the directory.
  const keeper = new Session(directory, { connectionArgs: [`--config-file=${configFile}`] });
  keeper.query(`CREATE DATABASE IF NOT EXISTS ${DATABASE} ENGINE = Atomic`);
  const incoming = openIncoming(options.incomingDirectory);
  const version = keeper.query("SELECT version()", "TabSeparated").trim();
  return {
    version,
    openSession() {
      const session = new Session(directory);
      session.query(`USE ${DATABASE}`);
      session.query(baseSettings);
      return wrapSession(session, incoming);
    },
    async close() {
      keeper.close();
      await drainPending();
    },
  };
}
