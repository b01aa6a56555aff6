/**
 * Live updates as server-sent events. Notices are small and may be lost: a client that reads too
 * slowly is cut off, and on its reconnect asks the API for what it missed. A stream ends with the
 * credential that opened it.
 */
import type { FastifyReply } from "fastify";
import { createCounters } from "#lib/base";
import type { StreamNotice } from "#lib/protocol";
import type { Access, Permission, Person } from "#server/access";
import { refuseApi } from "./errors.ts";

export const STREAM_CLIENTS_MAX = 256;
export const STREAM_CLIENTS_PER_PERSON_MAX = 32;
/** Bytes not yet taken by a client's connection; beyond this the client is cut off. */
export const STREAM_BACKLOG_BYTES_MAX = 256 * 1024;
/**
 * Proxies close what is silent for a minute, and a half-open connection shows only when written to.
 */
export const STREAM_HEARTBEAT_MS = 15_000;
const RECONNECT_MS = 3000;

const NOTICE_PERMISSION: Readonly<Record<StreamNotice["kind"], Permission>> = {
  signal: "security_monitoring_signals_read",
  agent: "security_monitoring_cws_agent_rules_read",
};

const COUNTERS = ["stream_notices", "stream_clients_cut", "stream_clients_refused"] as const;

type Client = { person: Person; raw: FastifyReply["raw"] };
type Schedule = (work: () => void, intervalMs: number) => () => void;

export type StreamHub = ReturnType<typeof createStreamHub>;

const everyInterval: Schedule = (work, intervalMs) => {
  const timer = setInterval(work, intervalMs);
  return () => clearInterval(timer);
};

/**
 * Makes the hub; `schedule` calls the heartbeat, and is a parameter so that tests need not wait.
 */
export function createStreamHub(access: Access, schedule: Schedule = everyInterval) {
  const clients = new Set<Client>();
  const counters = createCounters(COUNTERS);

  function close(client: Client): void {
    clients.delete(client);
    client.raw.end();
  }

  function write(client: Client, text: string): void {
    client.raw.write(text);
    if (client.raw.writableLength <= STREAM_BACKLOG_BYTES_MAX) return;
    counters.stream_clients_cut.add();
    clients.delete(client);
    client.raw.destroy();
  }

  async function beat(client: Client): Promise<void> {
    const isGood = await isStillGood(access, client.person);
    if (!clients.has(client)) return;
    if (isGood) write(client, ": beat\n\n");
    else close(client);
  }

  const stopBeating = schedule(() => {
    for (const client of clients) void beat(client);
  }, STREAM_HEARTBEAT_MS);
  const stopHearing = access.onEnded((hashes) => {
    for (const client of clients)
      if (client.person.credential.hashes.some((hash) => hashes.includes(hash))) close(client);
  });

  return {
    counters,
    clientCount: () => clients.size,

    /** Takes over the reply and keeps it open. Throws API_STREAMS_TOO_MANY. */
    open(person: Person, reply: FastifyReply): void {
      const own = [...clients].filter((client) => client.person.id === person.id).length;
      if (clients.size >= STREAM_CLIENTS_MAX || own >= STREAM_CLIENTS_PER_PERSON_MAX) {
        counters.stream_clients_refused.add();
        throw refuseApi("API_STREAMS_TOO_MANY");
      }
      reply.hijack();
      // Who left meanwhile would never be heard to close.
      if (reply.raw.destroyed) return;
      const client = { person, raw: reply.raw };
      clients.add(client);
      // A connection that breaks while written to is closed as well; nobody is left to tell.
      for (const event of ["close", "error"]) reply.raw.on(event, () => clients.delete(client));
      writeHead(reply);
    },

    /** Tells every client that may know of it. */
    publish(notice: StreamNotice): void {
      counters.stream_notices.add();
      const text = `event: ${notice.kind}\ndata: ${JSON.stringify(notice)}\n\n`;
      for (const client of clients)
        if (client.person.permissions.has(NOTICE_PERMISSION[notice.kind])) write(client, text);
    },

    /** Ends every stream, for the server to stop. */
    close(): void {
      stopBeating();
      stopHearing();
      for (const client of clients) close(client);
    },
  };
}

/** When the control database is away nobody can tell; the next beat asks again. */
function isStillGood(access: Access, person: Person): Promise<boolean> {
  return access.isCurrent(person).catch(() => true);
}

function writeHead(reply: FastifyReply): void {
  reply.raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
  reply.raw.write(`retry: ${RECONNECT_MS}\n: open\n\n`);
}
