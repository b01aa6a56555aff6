/** Sessions, keys, enrolment and the audit trail, on a real control database in memory. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { isAppError } from "#lib/base";
import type { Person } from "#server/access";
import { ENROLL_TOKEN, OPERATOR_TOKEN, openTestAccess } from "#server/access/testing";
import { KEYS_MAX } from "./keys.ts";
import {
  SESSION_AGE_MS_MAX,
  SESSION_IDLE_MS,
  SESSIONS_PER_USER_MAX,
  SIGN_IN_FAILURES_PAIR_MAX,
} from "./sessions.ts";

const HOME = "127.0.0.1";
const AGENT = "0123456789abcdef0123456789abcdef";

async function code(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    assert.ok(isAppError(error), `an expected failure, not ${String(error)}`);
    return error.code;
  }
  return "none";
}

async function signedIn() {
  const opened = await openTestAccess();
  const { firstAdmin } = opened;
  assert.ok(firstAdmin);
  const signIn = (address = HOME) =>
    opened.access.sessions.signIn(firstAdmin.user, firstAdmin.password, address);
  return { ...opened, firstAdmin, signIn };
}

async function operatorOf(access: Awaited<ReturnType<typeof openTestAccess>>["access"]) {
  const principal = await access.authenticate({ bearer: OPERATOR_TOKEN });
  assert.equal(principal.kind, "person");
  return principal as Person;
}

test("only the first start makes the administrator", async () => {
  const first = await openTestAccess();
  assert.equal(first.firstAdmin?.user, "admin");
  assert.ok((first.firstAdmin?.password.length ?? 0) >= 24);
  const second = await openTestAccess({ control: first.control });
  assert.equal(second.firstAdmin, undefined);
});

test("of two starts side by side one makes the administrator", async () => {
  const { control } = await openTestAccess();
  await control.db.deleteFrom("access_users").execute();
  const both = await Promise.all([openTestAccess({ control }), openTestAccess({ control })]);
  assert.equal(both.filter(({ firstAdmin }) => firstAdmin).length, 1);
});

test("a session lives from sign-in to sign-out", async () => {
  const { access, signIn } = await signedIn();
  const { token, person } = await signIn();
  assert.equal(Buffer.from(token, "base64url").length, 32);
  const caller = await access.authenticate({ sessionToken: token });
  assert.deepEqual(caller, person);
  const ended: string[] = [];
  access.onEnded((hashes) => ended.push(...hashes));
  await access.sessions.signOut(person);
  assert.deepEqual(ended, person.credential.hashes);
  assert.equal(await code(access.authenticate({ sessionToken: token })), "ACCESS_REQUIRED");
  assert.equal(await access.isCurrent(person), false);
});

test("a session ends when idle, and when old though used", async () => {
  const { access, advance, signIn } = await signedIn();
  const idle = await signIn();
  advance(SESSION_IDLE_MS - 1);
  await access.authenticate({ sessionToken: idle.token });
  advance(SESSION_IDLE_MS);
  assert.equal(await code(access.authenticate({ sessionToken: idle.token })), "ACCESS_REQUIRED");

  const used = await signIn();
  const step = SESSION_IDLE_MS / 2;
  for (let age = step; age < SESSION_AGE_MS_MAX; age += step) {
    advance(step);
    await access.authenticate({ sessionToken: used.token });
  }
  advance(step);
  assert.equal(await code(access.authenticate({ sessionToken: used.token })), "ACCESS_REQUIRED");
});

test("asking whether a session is current does not keep it alive", async () => {
  const { access, advance, signIn } = await signedIn();
  const { person } = await signIn();
  for (let part = 0; part < 4; part++) {
    assert.equal(await access.isCurrent(person), true);
    advance(SESSION_IDLE_MS / 4);
  }
  assert.equal(await access.isCurrent(person), false);
});

test("one user's oldest sessions give way to new ones", async () => {
  const { access, advance, signIn } = await signedIn();
  const first = await signIn();
  for (let count = 0; count < SESSIONS_PER_USER_MAX; count++) {
    advance(1);
    await signIn();
  }
  assert.equal(await code(access.authenticate({ sessionToken: first.token })), "ACCESS_REQUIRED");
});

test("every failed sign-in reads the same", async () => {
  const { access, firstAdmin } = await signedIn();
  const attempts = [
    ["nobody", "x"],
    [firstAdmin.user, "x"],
    ["local-operator", ""],
    ["local-operator", OPERATOR_TOKEN],
    ["' or 1=1 --", "x"],
  ] as const;
  const answers = new Set<string>();
  for (const [user, password] of attempts) {
    const error = await access.sessions.signIn(user, password, HOME).catch((thrown) => thrown);
    assert.equal(error.code, "ACCESS_SIGN_IN_FAILED");
    answers.add(error.message);
  }
  assert.equal(answers.size, 1);
});

test("failed sign-ins are throttled by user and address, side by side as well", async () => {
  const { access, advance, firstAdmin, signIn } = await signedIn();
  const wrong = () => code(access.sessions.signIn(firstAdmin.user, "wrong", HOME));
  const codes = await Promise.all(
    Array.from({ length: SIGN_IN_FAILURES_PAIR_MAX + 5 }, () => wrong()),
  );
  const refused = codes.filter((one) => one === "ACCESS_TOO_MANY_ATTEMPTS");
  assert.equal(refused.length, 5);
  assert.equal(await code(signIn()), "ACCESS_TOO_MANY_ATTEMPTS");
  assert.equal(await code(signIn("192.0.2.7")), "none");
  const rows = await access.listAudit(10);
  assert.ok(rows.some((row) => row.action === "session.sign_in_blocked"));
  advance(5 * 60_000);
  assert.equal(await code(signIn()), "none");
});

test("a key pair works together, acts as its owner, and stops when either is revoked", async () => {
  const { access } = await openTestAccess();
  const operator = await operatorOf(access);
  const api = await access.keys.create(operator, "api", "ci");
  const application = await access.keys.create(operator, "application", "ci");
  assert.match(api.key, /^[0-9a-f]{32}$/);
  assert.match(application.key, /^[0-9a-f]{40}$/);
  const shown = { apiKey: api.key, applicationKey: application.key };
  const caller = await access.authenticate(shown);
  assert.equal(caller.kind === "person" && caller.handle, "local-operator");
  for (const half of [{ apiKey: api.key }, { applicationKey: application.key }])
    assert.equal(await code(access.authenticate(half)), "ACCESS_KEYS_REFUSED");
  const swapped = { apiKey: application.key, applicationKey: api.key };
  assert.equal(await code(access.authenticate(swapped)), "ACCESS_KEYS_REFUSED");
  assert.deepEqual(
    (await access.keys.list(operator, "api")).map(({ last4 }) => last4),
    [api.key.slice(-4)],
  );
  await access.keys.revoke(operator, "api", api.id);
  assert.equal(await code(access.authenticate(shown)), "ACCESS_KEYS_REFUSED");
  assert.equal(await access.isCurrent(caller as Person), false);
  assert.equal(await code(access.keys.revoke(operator, "api", api.id)), "ACCESS_KEY_UNKNOWN");
});

test("people see and revoke their own application keys; an administrator revokes any", async () => {
  const { access } = await openTestAccess();
  const operator = await operatorOf(access);
  const accounts = { name: "", password: "a password", role: "Read Only" } as const;
  await access.users.create("test", { ...accounts, handle: "ada" });
  await access.users.create("test", { ...accounts, handle: "bob" });
  assert.equal(
    await code(access.users.create("test", { ...accounts, handle: "bob" })),
    "ACCESS_USER_EXISTS",
  );
  const ada = (await access.sessions.signIn("ada", "a password", HOME)).person;
  const bob = (await access.sessions.signIn("bob", "a password", HOME)).person;
  const key = await access.keys.create(ada, "application", "mine");
  assert.deepEqual(await access.keys.list(bob, "application"), []);
  assert.equal(await code(access.keys.revoke(bob, "application", key.id)), "ACCESS_KEY_UNKNOWN");
  assert.equal(await code(access.keys.revoke(operator, "application", key.id)), "none");
});

test("keys are bounded", async () => {
  const { access } = await openTestAccess();
  const operator = await operatorOf(access);
  for (let count = 0; count < KEYS_MAX; count++)
    await access.keys.create(operator, "api", `key ${count}`);
  assert.equal(await code(access.keys.create(operator, "api", "one more")), "ACCESS_KEYS_TOO_MANY");
});

test("an agent enrols with the token, holds its own key, and can be removed for good", async () => {
  const { access } = await openTestAccess();
  const request = { token: ENROLL_TOKEN, agent_id: AGENT, hostname: "web-1", version: "1" };
  const wrong = { ...request, token: `${ENROLL_TOKEN}x` };
  assert.equal(await code(access.agents.enroll(wrong, HOME)), "ACCESS_ENROLL_REFUSED");
  const first = await access.agents.enroll(request, HOME);
  const second = await access.agents.enroll({ ...request, hostname: "web-2" }, HOME);
  assert.equal(await code(access.authenticate({ bearer: first })), "ACCESS_TOKEN_REFUSED");
  const agent = await access.authenticate({ bearer: second });
  assert.equal(agent.kind === "agent" && agent.hostname, "web-2");
  assert.deepEqual(
    (await access.agents.list()).map(({ id, hostname }) => ({ id, hostname })),
    [{ id: AGENT, hostname: "web-2" }],
  );
  const operator = await operatorOf(access);
  await access.agents.revoke(operator, AGENT);
  assert.equal(await code(access.authenticate({ bearer: second })), "ACCESS_TOKEN_REFUSED");
  assert.equal(await code(access.agents.enroll(request, HOME)), "ACCESS_AGENT_REVOKED");
  assert.equal(await code(access.agents.revoke(operator, AGENT)), "ACCESS_AGENT_UNKNOWN");
  assert.deepEqual(await access.agents.list(), []);
});

test("every change leaves an audit row, and no secret is anywhere in the database", async () => {
  const { access, control, firstAdmin, signIn } = await signedIn();
  const operator = await operatorOf(access);
  const { token, person } = await signIn();
  const api = await access.keys.create(operator, "api", "ci");
  const application = await access.keys.create(operator, "application", "ci");
  const request = { token: ENROLL_TOKEN, agent_id: AGENT, hostname: "web-1", version: "1" };
  const agentKey = await access.agents.enroll(request, HOME);
  await access.keys.revoke(operator, "application", application.id);
  await access.agents.revoke(operator, AGENT);
  await access.record(person, "signal.state", "signal:1", { state: "archived" });
  await access.sessions.signOut(person);
  const actions = (await access.listAudit(100)).map(({ actor, action }) => `${actor} ${action}`);
  assert.deepEqual(actions.sort(), [
    `agent:${AGENT} agent.enroll`,
    "server user.create",
    "server user.create",
    "user:admin session.sign_in",
    "user:admin session.sign_out",
    "user:admin signal.state",
    "user:local-operator agent.revoke",
    "user:local-operator api_key.create",
    "user:local-operator application_key.create",
    "user:local-operator application_key.revoke",
  ]);
  const tables = ["users", "sessions", "keys", "agents", "audit"] as const;
  const rows = await Promise.all(
    tables.map((name) => control.db.selectFrom(`access_${name}`).selectAll().execute()),
  );
  const text = JSON.stringify(rows);
  const secrets = { password: firstAdmin.password, token, agentKey, ENROLL_TOKEN, OPERATOR_TOKEN };
  for (const [name, secret] of Object.entries({ ...secrets, a: api.key, b: application.key }))
    assert.ok(!text.includes(secret), `${name} is not stored`);
});
