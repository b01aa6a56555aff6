/** Runs one request's statement: lease a session, set its scope, run, take the scope back. */
import { isUtf8 } from "node:buffer";
import type { CounterSet } from "#lib/base";
import type { DiskGauge } from "./disk.ts";
import type { EngineSession } from "./engine.ts";
import { refuse } from "./errors.ts";
import type { Reply, ReplyHeaders } from "./reply.ts";
import type { Lease, SessionPool } from "./session-pool.ts";
import {
  type BaseSettings,
  type QueryScope,
  quoteName,
  quoteText,
  renderReset,
  renderSet,
} from "./settings.ts";
import { isStreamedFormat, type Statement } from "./statement.ts";
import type { CounterName } from "./status.ts";

export type Query = {
  statement: Statement;
  /** Rows of a raw INSERT; empty for everything else. */
  data: Buffer;
  scope: QueryScope;
  defaultFormat: string;
  headers: ReplyHeaders;
};

export type RunnerOptions = {
  pool: SessionPool<EngineSession>;
  /** A session outside of the pool, so that a full pool can still be killed. */
  control: EngineSession;
  base: BaseSettings;
  disk: DiskGauge;
  counters: Counters;
  newId(): string;
};

/**
 * Largest result, as columns in memory, of a statement that cannot be streamed. Text may take many
 * times this; past 4 GiB the engine's binding would end the process.
 */
const RESULT_BYTES_MAX = 64 * 1024 * 1024;
/** A kill that comes before the engine has registered the query finds nothing: repeat it. */
const KILL_ATTEMPTS_MAX = 50;
const KILL_INTERVAL_MS = 100;
/** A session that has bound more names of parameters than this is not worth keeping. */
const BOUND_PARAMS_MAX = 1_000;

type Counters = CounterSet<CounterName>;

/** The statement's own settings and ours: an id to kill it by, and a bound on what it may hold. */
function scopeOf(query: Query, id: string): QueryScope {
  const settings = new Map(query.scope.settings);
  settings.set("log_comment", id);
  if (query.statement.isRead && !isStreamed(query)) {
    const asked = Number(settings.get("max_result_bytes") ?? 0);
    const bound = asked > 0 ? Math.min(asked, RESULT_BYTES_MAX) : RESULT_BYTES_MAX;
    settings.set("max_result_bytes", String(bound));
    settings.set("result_overflow_mode", "throw");
  }
  return { ...query.scope, settings };
}

const formatOf = (query: Query) => query.statement.format ?? query.defaultFormat;
const isStreamed = (query: Query) => query.statement.isSelect && isStreamedFormat(formatOf(query));

const CONTENT_TYPES: readonly [RegExp, string][] = [
  [/^JSON(Compact)?(Strings)?EachRow|NDJSON|JSONLines/, "application/x-ndjson; charset=UTF-8"],
  [/^JSON/, "application/json; charset=UTF-8"],
  [/^CSV/, "text/csv; charset=UTF-8"],
  [/^(TSV|TabSeparated)/, "text/tab-separated-values; charset=UTF-8"],
];

function headersOf(query: Query): ReplyHeaders {
  const format = formatOf(query);
  const type = CONTENT_TYPES.find(([pattern]) => pattern.test(format))?.[1];
  return {
    ...query.headers,
    "x-clickhouse-format": format,
    "content-type": type ?? "text/plain; charset=UTF-8",
  };
}

function summaryOf(read: number, written: number): ReplyHeaders {
  const summary = {
    read_rows: String(read),
    written_rows: String(written),
    result_rows: String(written),
  };
  return { "x-clickhouse-summary": JSON.stringify(summary) };
}

/** Whether the session would answer with an old value of a parameter that this request lacks. */
function hasStaleParams(session: EngineSession, query: Query): boolean {
  const { placeholders } = query.statement;
  return placeholders.some(
    (name) => session.boundParams.has(name) && !query.scope.params.has(name),
  );
}

const NOTHING = new Uint8Array();

async function streamTo(session: EngineSession, query: Query, reply: Reply, counters: Counters) {
  const headers = headersOf(query);
  for await (const block of session.stream(query.statement.sql, formatOf(query))) {
    counters.rowsSent.add(block.rows);
    await reply.append(block.bytes, headers);
  }
  await reply.end(headers);
}

/** The statement with its rows as one text, for heads and formats the raw way does not take. */
function joinText({ statement, data }: Query): string {
  if (data.length === 0) return statement.sql;
  if (isUtf8(data) && !data.includes(0)) return `${statement.sql}\n${data}`;
  throw refuse("STORAGE_UNSUPPORTED", { feature: `A binary ${statement.format ?? ""} insert` });
}

/** Inserts; returns the rows the engine says it wrote, which for inserts as text is unknown (0). */
async function insertFrom(session: EngineSession, query: Query): Promise<number> {
  const { expectsData, insertHead } = query.statement;
  // Without rows the engine would wait for them on the standard input.
  if (expectsData && query.data.length === 0) return 0;
  if (insertHead !== undefined) return (await session.insert(insertHead, query.data)).rows;
  await session.run(joinText(query), "Null");
  return 0;
}

/** Runs one statement and sends its whole answer. */
async function runOn(session: EngineSession, query: Query, reply: Reply, counters: Counters) {
  if (isStreamed(query)) return streamTo(session, query, reply, counters);
  if (query.statement.verb === "INSERT") {
    counters.inserts.add();
    const rows = await insertFrom(session, query);
    counters.rowsWritten.add(rows);
    return reply.whole(NOTHING, { ...query.headers, ...summaryOf(rows, rows) });
  }
  const result = await session.run(query.statement.sql, formatOf(query));
  return reply.whole(result.bytes, { ...headersOf(query), ...summaryOf(result.rows, 0) });
}

/** The answer is out already, so a reset that fails only costs the session. */
async function takeBack(session: EngineSession, reset: string | undefined): Promise<boolean> {
  if (reset === undefined) return true;
  return session.run(reset, "Null").then(
    () => true,
    () => false,
  );
}

/** Runs queries, each on a session of its own, and can kill any of them. */
export class QueryRunner {
  readonly #options: RunnerOptions;
  readonly #running = new Map<string, Promise<void>>();
  #controlTail: Promise<unknown> = Promise.resolve();

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  get running(): number {
    return this.#running.size;
  }

  /** Answers one query; throws what the engine, the queue or the disk gauge refuses. */
  async answer(query: Query, reply: Reply, signal: AbortSignal): Promise<void> {
    const id = this.#options.newId();
    this.#options.counters.queries.add();
    const work = this.#runLeased(query, reply, signal, id);
    this.#running.set(
      id,
      work.catch(() => undefined),
    );
    try {
      await work;
    } finally {
      this.#running.delete(id);
    }
  }

  /** Resolves when nothing runs any more of what runs now. */
  async drained(): Promise<void> {
    await Promise.all(this.#running.values());
  }

  /** Kills what still runs. */
  async killAll(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((id) => this.#killUntilDone(id)));
  }

  async #runLeased(query: Query, reply: Reply, signal: AbortSignal, id: string): Promise<void> {
    const { pool, disk, counters } = this.#options;
    if (query.statement.needsDisk) disk.assertRoom();
    const lease = await pool.acquire(query.statement.isRead ? "read" : "write", signal);
    let isClean = false;
    const leave = () => {
      // A write goes on when its sender leaves: it is atomic, and a retry is deduplicated.
      if (!query.statement.isRead) return;
      counters.killed.add();
      void this.#killUntilDone(id);
    };
    signal.addEventListener("abort", leave, { once: true });
    try {
      signal.throwIfAborted();
      isClean = await this.#runScoped(lease, query, reply, id);
    } finally {
      signal.removeEventListener("abort", leave);
      lease.release(isClean ? "keep" : "retire");
    }
  }

  /** Runs on a leased session and says whether the session may be used again. */
  async #runScoped(lease: Lease<EngineSession>, query: Query, reply: Reply, id: string) {
    const { base, counters } = this.#options;
    const session = hasStaleParams(lease.session, query) ? lease.renew() : lease.session;
    const scope = scopeOf(query, id);
    const set = renderSet(scope);
    for (const name of scope.params.keys()) session.boundParams.add(name);
    if (scope.database !== undefined) await session.run(`USE ${quoteName(scope.database)}`, "Null");
    if (set !== undefined) await session.run(set, "Null");
    await runOn(session, query, reply, counters);
    if (!query.statement.isStateless || scope.database !== undefined) return false;
    if (session.boundParams.size > BOUND_PARAMS_MAX) return false;
    return takeBack(session, renderReset(scope, base));
  }

  /** The control session runs one statement at a time, too. */
  #kill(id: string): Promise<unknown> {
    const sql = `KILL QUERY WHERE Settings['log_comment'] = ${quoteText(id)} ASYNC`;
    const run = () => this.#options.control.run(sql, "Null");
    // A kill that fails is repeated, and its query is bounded by its own limits.
    this.#controlTail = this.#controlTail.then(run).catch(() => undefined);
    return this.#controlTail;
  }

  async #killUntilDone(id: string): Promise<void> {
    for (let attempt = 0; attempt < KILL_ATTEMPTS_MAX && this.#running.has(id); attempt += 1) {
      await this.#kill(id);
      const pause = new Promise((resolve) => setTimeout(resolve, KILL_INTERVAL_MS));
      await Promise.race([this.#running.get(id), pause]);
    }
  }
}
