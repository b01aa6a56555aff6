/**
 * Events and hits in ClickHouse. An insert that failed may still have been made, as a whole per
 * table and day; who inserts asks with `storedSeqs` and `storedHits` before trying again.
 */

import { assert, isAppError } from "#lib/base";
import type { HitRow } from "#lib/detection";
import { refuseStore } from "./errors.ts";
import { createEventClient, type EventClient, type EventStoreAddress } from "./event-client.ts";
import {
  CONTENT,
  type ContentRow,
  contentOf,
  EVENT_SOURCE,
  type EventRow,
  eventRow,
  hitRow,
  splitByDay,
  timeText,
} from "./event-rows.ts";
import {
  createStatements,
  EVENT_ROW,
  HIT_ROW,
  RETENTION_DAYS_DEFAULT,
  RETENTION_DAYS_MAX,
  upgradeStatements,
} from "./event-schema.ts";
import { hitReader } from "./hit-store.ts";
import { learnedStore } from "./learned-store.ts";
import { flatLog, LOG_ID_PREFIX, type LogRow, logRow } from "./log-rows.ts";
import { LOG_ROW } from "./log-schema.ts";
import { recordReader } from "./record-store.ts";
import type { EngineProfile, EventSchema } from "./table-parts.ts";

export type EventStoreOptions = EventStoreAddress & {
  database?: string;
  profile?: EngineProfile;
  retentionDays?: number;
  /** How long hits live; as long as events unless it is given. */
  hitDays?: number;
};

/** An event read back. */
export type StoredEvent = {
  eventId: string;
  ts: number;
  host: string;
  tags: string[];
  event: Record<string, unknown>;
};

type StreamRange = {
  agent: string;
  spool: string;
  /** Half-open range of sequence numbers. */
  first: number;
  end: number;
  /** Nothing of the range can have been stored before this time; keeps the look-up small. */
  receivedFrom: number;
};

/** Inclusive, milliseconds since 1970. */
type TimeRange = { from: number; to: number };

export type StoreStatus = {
  reachable: boolean;
  reason: string;
  events: number;
  logs: number;
  bytes: number;
  disk_free_bytes: number;
};

/** How long a running insert is waited for: polls and pause between them. */
const SETTLE_POLLS_MAX = 100;
const SETTLE_PAUSE_MS = 100;
const READ_EVENTS_MAX = 1000;
const DATABASE_NAME = /^[a-z_][a-z0-9_]{0,63}$/;

export type EventStore = ReturnType<typeof openEventStore>;

/**
 * Opens the event store without a connection; `migrate` makes or upgrades its tables. Errors:
 * EVENTS_*.
 */
export function openEventStore(options: EventStoreOptions) {
  const client = createEventClient(options);
  const retentionDays = options.retentionDays ?? RETENTION_DAYS_DEFAULT;
  const hitDays = options.hitDays ?? retentionDays;
  const schema: EventSchema = {
    database: options.database ?? "vigil",
    profile: options.profile ?? { kind: "single" },
    retentionDays,
    hitDays,
  };
  assert(DATABASE_NAME.test(schema.database), "the database name is part of every statement");
  assert(
    retentionDays >= 1 && retentionDays <= RETENTION_DAYS_MAX,
    "an expiry beyond 2106 would overflow in the engine and delete at once",
  );
  assert(hitDays >= 1 && hitDays <= retentionDays, "a hit is not kept without its event");
  const events = `${schema.database}.events`;
  const hits = `${schema.database}.hits`;
  const logs = `${schema.database}.logs`;
  return {
    retentionDays: schema.retentionDays,
    migrate: () => migrate(client, schema),
    async insertEvents(rows: readonly EventRow[]): Promise<void> {
      for (const day of splitByDay(rows))
        await client.insertBlock(events, EVENT_ROW, day.map(eventRow));
    },
    async insertHits(rows: readonly HitRow[]): Promise<void> {
      for (const day of splitByDay(rows)) await client.insertBlock(hits, HIT_ROW, day.map(hitRow));
    },
    async insertLogs(rows: readonly LogRow[]): Promise<void> {
      for (const day of splitByDay(rows)) await client.insertBlock(logs, LOG_ROW, day.map(logRow));
    },
    /** Those of the given ids of logs that arrived since a time and are stored. */
    storedLogs: (ids: readonly string[], receivedFrom: number) =>
      storedLogs(client, logs, ids, receivedFrom),
    settleInserts: () => settleInserts(client, schema),
    storedSeqs: (range: StreamRange) => storedSeqs(client, events, range),
    /**
     * Events and logs by id that happened within a range, which the ids alone would not narrow
     * down; oldest first.
     */
    async readEvents(ids: readonly string[], range: TimeRange): Promise<StoredEvent[]> {
      const [wantedLogs = [], wanted = []] = [true, false].map((isLog) =>
        ids.filter((id) => id.startsWith(LOG_ID_PREFIX) === isLog),
      );
      const found = [
        ...(await readEvents(client, events, wanted, range)),
        ...(await readLogs(client, logs, wantedLogs, range)),
      ];
      return found.sort((a, b) => a.ts - b.ts);
    },
    status: () => readStatus(client, schema.database),
    ...hitReader(client, hits),
    ...learnedStore(client, `${schema.database}.learned`),
    ...recordReader(client, schema.database),
    close: () => client.close(),
  };
}

async function migrate(client: EventClient, schema: EventSchema): Promise<void> {
  for (const statement of createStatements(schema)) await client.run(statement);
  const params = { database: schema.database };
  const columns = await client.select<{ name: string; table: string }>(
    `SELECT name, table FROM system.columns
     WHERE database = {database: String} AND table IN ('events', 'logs')`,
    params,
  );
  const namesOf = (wanted: string) =>
    new Set(columns.filter(({ table }) => table === wanted).map(({ name }) => name));
  const tables = await client.select<{ name: string; create_table_query: string }>(
    `SELECT name, create_table_query FROM system.tables
     WHERE database = {database: String} AND name IN ('events', 'hits', 'logs')`,
    params,
  );
  const existing = {
    eventColumns: namesOf("events"),
    logColumns: namesOf("logs"),
    definitions: new Map(tables.map((table) => [table.name, table.create_table_query])),
  };
  const settings = { materialize_ttl_after_modify: 0 };
  for (const statement of upgradeStatements(schema, existing))
    await client.run(statement, settings);
}

/**
 * Waits until the inserts that run now have ended: one whose sender gave up goes on inside the
 * engine, and what it writes could not be seen yet. Throws EVENTS_BUSY when one does not end.
 */
async function settleInserts(client: EventClient, schema: EventSchema): Promise<void> {
  const { database, profile } = schema;
  const table =
    profile.kind === "single"
      ? "system.processes"
      : `clusterAllReplicas('${profile.cluster}', system.processes)`;
  let running: Set<string> | undefined;
  for (let poll = 0; poll < SETTLE_POLLS_MAX; poll++) {
    const rows = await client.select<{ query_id: string }>(
      `SELECT query_id FROM ${table}
       WHERE query_kind IN ('Insert', 'AsyncInsertFlush')
         AND position(query, {database: String}) > 0`,
      { database },
    );
    const seen = new Set(rows.map(({ query_id }) => query_id));
    running = running === undefined ? seen : running.intersection(seen);
    if (running.size === 0) return;
    await new Promise((resolve) => setTimeout(resolve, SETTLE_PAUSE_MS));
  }
  throw refuseStore("EVENTS_BUSY");
}

async function storedSeqs(
  client: EventClient,
  events: string,
  range: StreamRange,
): Promise<Set<number>> {
  const rows = await client.select<{ seq: string }>(
    `SELECT seq FROM ${events}
     WHERE agent_id = {agent: String} AND spool = {spool: String}
       AND seq >= {first: UInt64} AND seq < {end: UInt64}
       AND received >= {received: DateTime64(3, 'UTC')}`,
    {
      agent: range.agent,
      spool: range.spool,
      first: range.first,
      end: range.end,
      received: timeText(range.receivedFrom),
    },
  );
  return new Set(rows.map(({ seq }) => Number(seq)));
}

/** Ids that are asked for in one statement, whose parameters travel in its address. */
const LOG_IDS_MAX = 1000;

async function storedLogs(
  client: EventClient,
  logs: string,
  ids: readonly string[],
  receivedFrom: number,
): Promise<Set<string>> {
  const found = new Set<string>();
  for (let at = 0; at < ids.length; at += LOG_IDS_MAX) {
    const rows = await client.select<{ event_id: string }>(
      `SELECT event_id FROM ${logs} WHERE event_id IN {ids: Array(String)}
         AND received >= {received: DateTime64(3, 'UTC')}`,
      { ids: ids.slice(at, at + LOG_IDS_MAX), received: timeText(receivedFrom) },
    );
    for (const { event_id } of rows) found.add(event_id);
  }
  return found;
}

type EventResult = ContentRow & { event_id: string; ms: string; host: string; tags: string[] };

async function readEvents(
  client: EventClient,
  events: string,
  ids: readonly string[],
  range: TimeRange,
): Promise<StoredEvent[]> {
  if (ids.length === 0) return [];
  const rows = await client.select<EventResult>(
    `SELECT event_id, toUnixTimestamp64Milli(ts) AS ms, host, tags, ${CONTENT}
     FROM ${events}
     WHERE event_id IN {ids: Array(String)}
       AND ts >= {from: DateTime64(3, 'UTC')} AND ts <= {to: DateTime64(3, 'UTC')}
     ORDER BY ts, event_id LIMIT 1 BY event_id`,
    {
      ids: ids.slice(0, READ_EVENTS_MAX),
      from: timeText(range.from),
      to: timeText(range.to),
    },
  );
  return rows.map((row) => {
    const { event_id: eventId, host, tags } = row;
    const event = { ...contentOf(row), host, tags, source: EVENT_SOURCE };
    return { eventId, ts: Number(row.ms), host, tags, event };
  });
}

type LogResult = EventResult & {
  service: string;
  source: string;
  status: string;
  message: string;
};

async function readLogs(
  client: EventClient,
  logs: string,
  ids: readonly string[],
  range: TimeRange,
): Promise<StoredEvent[]> {
  if (ids.length === 0) return [];
  const rows = await client.select<LogResult>(
    `SELECT event_id, toUnixTimestamp64Milli(ts) AS ms, host, service, source, status, tags,
       message, ${CONTENT}
     FROM ${logs}
     WHERE event_id IN {ids: Array(String)}
       AND ts >= {from: DateTime64(3, 'UTC')} AND ts <= {to: DateTime64(3, 'UTC')}
     ORDER BY ts, event_id LIMIT 1 BY event_id`,
    { ids: ids.slice(0, READ_EVENTS_MAX), from: timeText(range.from), to: timeText(range.to) },
  );
  return rows.map((row) => {
    const { event_id: eventId, host, tags } = row;
    const event = flatLog({ ...row, attributes: contentOf(row) });
    return { eventId, ts: Number(row.ms), host, tags, event };
  });
}

async function readStatus(client: EventClient, database: string): Promise<StoreStatus> {
  try {
    const [parts] = await client.select<{ events: string; logs: string; bytes: string }>(
      `SELECT sumIf(rows, table = 'events') AS events,
         sumIf(rows, table = 'logs') AS logs, sum(bytes_on_disk) AS bytes
       FROM system.parts WHERE active AND database = {database: String}`,
      { database },
    );
    const [disk] = await client.select<{ free: string }>(
      "SELECT min(unreserved_space) AS free FROM system.disks",
    );
    return {
      reachable: true,
      reason: "",
      events: Number(parts?.events ?? 0),
      logs: Number(parts?.logs ?? 0),
      bytes: Number(parts?.bytes ?? 0),
      disk_free_bytes: Number(disk?.free ?? 0),
    };
  } catch (error) {
    const reason = isAppError(error) ? error.message : String(error);
    return { reachable: false, reason, events: 0, logs: 0, bytes: 0, disk_free_bytes: 0 };
  }
}
