/**
 * Live tail: what has just been stored and meets a search, as server-sent events. A tail shows what
 * it can: what is more than TAIL_PER_SECOND_MAX, or more than a client reads, is counted and told.
 */
import type { FastifyReply } from "fastify";
import { type Clock, createCounters } from "#lib/base";
import { RECORD_PATHS, type RecordFilter, RecordFilterQuery } from "#lib/protocol";
import { compilePredicate, type Predicate } from "#lib/query";
import type { Access, Permission, Person } from "#server/access";
import { parseSearch, renderRecord } from "#server/search";
import { LOG_ID_PREFIX, type RecordKind } from "#server/store";
import { refuseApi } from "./errors.ts";
import { type App, personOf } from "./route.ts";

export const TAIL_CLIENTS_MAX = 50;
export const TAIL_PER_SECOND_MAX = 100;
/** Bytes not yet taken by a client's connection; beyond this its records are left out. */
const BACKLOG_BYTES_MAX = 1024 * 1024;
/** Proxies close what is silent for a minute; a credential that ended is noticed as often. */
const BEAT_MS = 15_000;

const PERMISSION: Readonly<Record<RecordKind, Permission>> = {
  logs: "logs_live_tail",
  events: "security_monitoring_signals_read",
};

export type TailedRecord = { eventId: string; ts: number; event: Record<string, unknown> };
type Client = {
  kind: RecordKind;
  person: Person;
  test: Predicate;
  raw: FastifyReply["raw"];
  second: number;
  sent: number;
  skipped: number;
};
type Schedule = (work: () => void, intervalMs: number) => () => void;

const everyInterval: Schedule = (work, intervalMs) => {
  const timer = setInterval(work, intervalMs);
  return () => clearInterval(timer);
};

export type RecordTail = ReturnType<typeof createRecordTail>;

export function createRecordTail(access: Access, clock: Clock, schedule = everyInterval) {
  const clients = new Set<Client>();
  const counters = createCounters(["tail_records_sent", "tail_records_skipped"]);

  function close(client: Client): void {
    clients.delete(client);
    client.raw.end();
  }

  function offer(client: Client, record: TailedRecord): void {
    if (!client.test(record.event)) return;
    const second = Math.floor(clock() / 1000);
    if (client.second !== second) {
      if (client.skipped > 0) write(client, "skipped", { count: client.skipped });
      Object.assign(client, { second, sent: 0, skipped: 0 });
    }
    const isSlow = client.raw.writableLength > BACKLOG_BYTES_MAX;
    if (client.sent >= TAIL_PER_SECOND_MAX || isSlow) {
      client.skipped++;
      counters.tail_records_skipped.add();
      return;
    }
    client.sent++;
    counters.tail_records_sent.add();
    const { eventId: id, ts, event } = record;
    write(client, "record", renderRecord(client.kind, { id, ts, event }));
  }

  function write({ raw }: Client, name: string, value: unknown): void {
    raw.write(`event: ${name}\ndata: ${JSON.stringify(value)}\n\n`);
  }

  async function beat(client: Client): Promise<void> {
    // When the control database is away nobody can tell; the next beat asks again.
    const isGood = await access.isCurrent(client.person).catch(() => true);
    if (!clients.has(client)) return;
    if (isGood) client.raw.write(": beat\n\n");
    else close(client);
  }

  const stopBeating = schedule(() => {
    for (const client of clients) void beat(client);
  }, BEAT_MS);
  const stopHearing = access.onEnded((hashes) => {
    for (const client of clients)
      if (client.person.credential.hashes.some((hash) => hashes.includes(hash))) close(client);
  });

  return {
    counters,

    /** Takes over the reply. Throws API_STREAMS_TOO_MANY and SEARCH_QUERY_INVALID. */
    open(kind: RecordKind, filter: RecordFilter, person: Person, reply: FastifyReply): void {
      const test = compilePredicate(parseSearch(filter.query ?? ""));
      if (clients.size >= TAIL_CLIENTS_MAX) throw refuseApi("API_STREAMS_TOO_MANY");
      reply.hijack();
      const { raw } = reply;
      if (raw.destroyed) return;
      const client: Client = { kind, person, test, raw, second: 0, sent: 0, skipped: 0 };
      clients.add(client);
      for (const event of ["close", "error"]) raw.on(event, () => clients.delete(client));
      raw.writeHead(200, {
        ...(reply.getHeaders() as Record<string, string>),
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
      });
      raw.write(": open\n\n");
    },

    /** Shows records that are durable to those who wait for such. */
    publish(records: readonly TailedRecord[]): void {
      if (clients.size === 0) return;
      for (const record of records) {
        const kind = record.eventId.startsWith(LOG_ID_PREFIX) ? "logs" : "events";
        for (const client of clients) if (client.kind === kind) offer(client, record);
      }
    },

    close(): void {
      stopBeating();
      stopHearing();
      for (const client of clients) close(client);
    },
  };
}

export function tailRoutes(app: App, tail: RecordTail): void {
  for (const kind of ["logs", "events"] as const)
    app.route({
      method: "GET",
      url: RECORD_PATHS[kind].tail,
      config: { access: PERMISSION[kind] },
      schema: {
        summary: `New ${kind} that meet a search, as server-sent events (text/event-stream)`,
        description:
          "event: record has one; event: skipped counts those left out of a busy second.",
        tags: [kind],
        querystring: RecordFilterQuery,
      },
      async handler(request, reply) {
        const query = request.query["filter[query]"];
        const filter = query === undefined ? {} : { query };
        tail.open(kind, filter, personOf(request), reply);
        return reply;
      },
    });
}
