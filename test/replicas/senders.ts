/**
 * Agents' spools and shippers of logs in small: each sends its batches in order, and goes to the
 * other server whenever one does not answer well.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { zstdCompressSync } from "node:zlib";
import { BATCH_CONTENT_TYPE, BATCH_PATH, BATCH_VERSION, encodeBatch } from "#lib/protocol";

const PAUSE_MS = 50;
const TRIES_MAX = 2000;
/** A server that takes longer is given up, whatever it does with the batch. */
const REQUEST_MS_MAX = 20_000;

type Post = { path: string; headers: Record<string, string>; body: string | Uint8Array };

export type Attempts = { sent: number; refused: Map<string, number>; broken: number };

export function createAttempts(): Attempts {
  return { sent: 0, refused: new Map(), broken: 0 };
}

/** Posts until a server has taken it, each time to the next one. */
export async function deliver(
  servers: readonly { url: string }[],
  start: number,
  { path, headers, body }: Post,
  attempts: Attempts,
): Promise<void> {
  for (let attempt = 0; attempt < TRIES_MAX; attempt++) {
    const { url } = servers[(start + attempt) % servers.length] as { url: string };
    try {
      const signal = AbortSignal.timeout(REQUEST_MS_MAX);
      const init = { method: "POST", headers, body: body as string, signal };
      const answer = await fetch(new URL(path, url), init);
      const text = await answer.text();
      if (answer.ok) {
        attempts.sent++;
        return;
      }
      const { details = [] } = JSON.parse(text) as { details?: { code: string }[] };
      const key = `${answer.status} ${details[0]?.code}`;
      attempts.refused.set(key, (attempts.refused.get(key) ?? 0) + 1);
    } catch {
      // Cut off: whether it counts already is the server's to find out when it comes again.
      attempts.broken++;
    }
    await sleep(PAUSE_MS);
  }
  throw new Error(`${path} was not taken in ${TRIES_MAX} tries`);
}

export type SpoolBatch = { agent: string; spool: string; key: string; first: number };

/** A batch of events of one spool. */
export function eventPost({ agent, spool, key, first }: SpoolBatch, events: object[]): Post {
  const encoded = events.map((event) => Buffer.from(JSON.stringify(event)));
  const ids = { version: BATCH_VERSION, agent, boot: agent, spool };
  return {
    path: BATCH_PATH,
    headers: { authorization: `Bearer ${key}`, "content-type": BATCH_CONTENT_TYPE },
    body: zstdCompressSync(encodeBatch({ ...ids, first, events: encoded })),
  };
}

/** A named batch of logs. */
export function logPost(key: string, name: string, logs: object[]): Post {
  return {
    path: "/api/v2/logs",
    headers: { "dd-api-key": key, "content-type": "application/json", "idempotency-key": name },
    body: JSON.stringify(logs),
  };
}
