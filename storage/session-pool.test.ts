import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isAppError } from "#lib/base";
import { type Lease, SessionPool } from "./session-pool.ts";

type FakeSession = { id: number; isClosed: boolean };

function makePool(
  overrides: { sessionsMax?: number; queueMax?: number; queueTimeoutMs?: number } = {},
) {
  const opened: FakeSession[] = [];
  const waits: number[] = [];
  const pool = new SessionPool<FakeSession>({
    open() {
      const session = { id: opened.length, isClosed: false };
      opened.push(session);
      return session;
    },
    close(session) {
      assert.equal(session.isClosed, false, "closed twice");
      session.isClosed = true;
    },
    onWait: () => waits.push(waits.length),
    sessionsMax: 3,
    queueMax: 2,
    queueTimeoutMs: 60_000,
    ...overrides,
  });
  return { pool, opened, waits };
}

const never = new AbortController().signal;
const isCode = (code: string) => (error: unknown) => isAppError(error) && error.code === code;

test("a released session is used again, a retired one never", async () => {
  const { pool, opened } = makePool();
  (await pool.acquire("read", never)).release("keep");
  const again = await pool.acquire("read", never);
  assert.equal(again.session.id, 0);
  assert.equal(again.renew().id, 1);
  assert.equal(opened[0]?.isClosed, true);
  again.release("retire");
  assert.equal((await pool.acquire("read", never)).session.id, 2);
  assert.equal(pool.retired, 2);
});

test("reads leave the last session to writes, and waiters are served in order", async () => {
  const { pool, waits } = makePool();
  const first = await pool.acquire("read", never);
  await pool.acquire("read", never);
  const order: string[] = [];
  const waiting = pool.acquire("read", never).then(() => order.push("third read"));
  assert.equal(pool.waiting, 1);
  (await pool.acquire("write", never)).release("keep");
  assert.equal(pool.waiting, 1);
  const last = pool.acquire("read", never).then(() => order.push("fourth read"));
  await assert.rejects(pool.acquire("read", never), isCode("STORAGE_QUEUE_FULL"));
  first.release("keep");
  await waiting;
  assert.deepEqual(order, ["third read"]);
  assert.equal(waits.length, 2);
  pool.close();
  await assert.rejects(last, isCode("STORAGE_STOPPING"));
  await assert.rejects(pool.acquire("write", never), isCode("STORAGE_STOPPING"));
});

test("a waiter leaves after its timeout, or when its client does", async () => {
  const { pool } = makePool({ sessionsMax: 2, queueTimeoutMs: 1 });
  const lease = await pool.acquire("read", never);
  await assert.rejects(pool.acquire("read", never), isCode("STORAGE_QUEUE_TIMEOUT"));
  const leaving = new AbortController();
  const patient = makePool({ sessionsMax: 2 });
  await patient.pool.acquire("read", never);
  const waiting = patient.pool.acquire("read", leaving.signal);
  leaving.abort();
  await assert.rejects(waiting, /left the queue/);
  assert.equal(patient.pool.waiting, 0);
  lease.release("keep");
  assert.throws(() => lease.release("keep"), /released once/);
});

test("however it is used, no session is lent twice and no bound is passed", async () => {
  const step = fc.record({
    act: fc.constantFrom("read", "write", "keep", "retire"),
    pick: fc.nat(9),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const { pool, opened } = makePool();
      const out: Lease<FakeSession>[] = [];
      for (const { act, pick } of steps) {
        if (act === "keep" || act === "retire") {
          out.splice(pick % Math.max(1, out.length), 1)[0]?.release(act);
        } else {
          pool.acquire(act === "read" ? "read" : "write", never).then(
            (lease) => out.push(lease),
            (error) => assert.ok(isAppError(error)),
          );
        }
        await new Promise((resolve) => setImmediate(resolve));
        const ids = out.map((lease) => lease.session.id);
        assert.equal(new Set(ids).size, ids.length);
        assert.ok(out.every((lease) => !lease.session.isClosed));
        assert.equal(pool.busy, out.length);
        assert.ok(pool.busy <= 3 && pool.waiting <= 2);
      }
      for (const lease of out.splice(0)) lease.release("keep");
      pool.close();
      await new Promise((resolve) => setImmediate(resolve));
      for (const lease of out) lease.release("keep");
      assert.ok(opened.every((session) => session.isClosed));
    }),
    { numRuns: 50 },
  );
});
