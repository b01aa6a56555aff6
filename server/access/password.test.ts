/** Password hashing: format, wrong passwords, other costs, and the bound on how many wait. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { isAppError } from "#lib/base";
import {
  createPasswords,
  PASSWORD_COST,
  PASSWORD_HASHES_RUNNING_MAX,
  PASSWORD_HASHES_WAITING_MAX,
} from "./password.ts";

const cheap = { memoryKib: 64, passes: 1, lanes: 1 };

test("a hash is checked with the cost it was made with", async () => {
  const old = createPasswords(randomBytes, cheap);
  const now = createPasswords(randomBytes, { ...cheap, passes: 2 });
  const hash = await old.hash("correct horse");
  assert.match(hash, /^\$argon2id\$v=19\$m=64,t=1,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  assert.equal(await now.verify("correct horse", hash), true);
  assert.equal(await now.verify("correct horsf", hash), false);
  assert.equal(await now.verify("", hash), false);
  assert.equal(await now.verify("", ""), false);
});

test("the same password never gives the same hash", async () => {
  const passwords = createPasswords(randomBytes, cheap);
  assert.notEqual(await passwords.hash("x"), await passwords.hash("x"));
});

test("the shipped cost works", async () => {
  const passwords = createPasswords(randomBytes, PASSWORD_COST);
  assert.equal(await passwords.verify("x", await passwords.hash("x")), true);
});

test("too many passwords at once are refused, and the rest get their turn", async () => {
  const passwords = createPasswords(randomBytes, cheap);
  const hash = await passwords.hash("x");
  const room = PASSWORD_HASHES_RUNNING_MAX + PASSWORD_HASHES_WAITING_MAX;
  const answers = await Promise.allSettled(
    Array.from({ length: room + 3 }, () => passwords.verify("x", hash)),
  );
  const refused = answers.filter((answer) => answer.status === "rejected");
  assert.equal(refused.length, 3);
  for (const { reason } of refused) assert.ok(isAppError(reason) && reason.code === "ACCESS_BUSY");
  assert.equal(await passwords.verify("x", hash), true);
});
