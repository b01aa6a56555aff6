/**
 * The access tables on PostgreSQL: the same answers as on SQLite, which the access module's own
 * tests use.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type AuditRow, openAccessStore, openControl } from "#server/store";
import { startPostgres } from "#server/store/testing";

let made = 0;
const audit = (): AuditRow => ({
  id: `row-${String(made++).padStart(4, "0")}`,
  at: 1,
  actor: "test",
  action: "test",
  target: "test",
  detail: "{}",
});
const user = {
  id: "u1",
  handle: "ada",
  name: "Ada",
  role: "Admin",
  password_hash: "",
  created_at: Date.UTC(2026, 0, 1),
};
const agent = {
  agent_id: "a1",
  hostname: "web-1",
  version: "1",
  key_hash: "k1",
  enrolled_at: 1,
  revoked_at: null,
  reported_at: null,
  tags: "[]",
  status: "null",
};

test("PostgreSQL keeps users, sessions, keys and agents as SQLite does", async (context) => {
  const postgres = await startPostgres();
  if ("skip" in postgres) return context.skip(postgres.skip);
  context.after(() => postgres.stop());
  const control = await openControl(await postgres.createDatabase("access"), { clock: () => 0 });
  try {
    const store = openAccessStore(control);
    assert.equal(await store.addUser(user, audit()), true);
    assert.equal(await store.addUser({ ...user, id: "u2" }, audit()), false);
    assert.deepEqual(await store.userByHandle("ada"), user);

    for (const [index, hash] of ["s1", "s2", "s3"].entries()) {
      const created_at = 10 + index;
      const times = { created_at, last_seen_at: created_at, expires_at: 100 };
      const ended = await store.addSession(
        { token_hash: hash, user_id: "u1", ...times },
        2,
        audit(),
      );
      assert.deepEqual(ended, index === 2 ? ["s1"] : []);
    }
    assert.equal(await store.findSession("s1"), undefined);
    assert.equal((await store.findSession("s3"))?.session.expires_at, 100);

    const key = { name: "k", key_hash: "h", last4: "abcd", user_id: "u1", created_at: 1 };
    await store.addKey({ id: "key", kind: "api", ...key, revoked_at: null }, audit());
    assert.equal((await store.findKey("api", "h"))?.user.handle, "ada");
    assert.equal(await store.findKey("application", "h"), undefined);
    const which = { kind: "api", id: "key" } as const;
    assert.equal(await store.revokeKey({ ...which, userId: "u2" }, 2, audit()), undefined);
    assert.equal((await store.revokeKey({ ...which, userId: undefined }, 2, audit()))?.id, "key");
    assert.equal(await store.findKey("api", "h"), undefined);

    assert.equal(await store.enrollAgent(agent, audit()), true);
    assert.equal(await store.enrollAgent({ ...agent, key_hash: "k2" }, audit()), true);
    assert.equal(await store.agentByKey("k1"), undefined);
    assert.equal((await store.agentByKey("k2"))?.agent_id, "a1");
    assert.equal(await store.revokeAgent("a1", 3, audit()), true);
    assert.equal(await store.revokeAgent("a1", 3, audit()), false);
    assert.equal(await store.enrollAgent(agent, audit()), false);
    // One row for each change that was made and none for those that were not.
    assert.equal((await store.listAudit(100)).length, 9);
  } finally {
    await control.close();
  }
});
