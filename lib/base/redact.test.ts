import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { pino } from "pino";
import { REDACTED, redactingSink, redactLine, redactText } from "./redact.ts";

const SECRET = "hunter2hunter2";

test("secrets do not reach a log, wherever they are put", () => {
  const lines: string[] = [];
  const log = pino({}, redactingSink({ write: (line) => lines.push(line) }));
  const err = new Error(`connect postgres://vigil:${SECRET}@db/vigil failed`);
  log.error({ err, url: `https://user:${SECRET}@host/x` }, "no database");
  log.warn({ headers: { Authorization: `Bearer ${SECRET}`, cookie: `a=1; b=${SECRET}` } }, "odd");
  log.info({ "DD-API-KEY": SECRET, dd_application_key: SECRET, nested: [{ Password: SECRET }] });
  log.info(`authorization: Bearer ${SECRET}`);
  log.info(`Cookie: first=1; session=${SECRET}`);
  log.info(`GET /x?api_key=${SECRET}&page=2 password="${SECRET}" enroll-token=${SECRET}`);
  log.info({ cause: { settings: { enrollToken: SECRET, localToken: SECRET } } });
  log.info(`-----BEGIN EC PRIVATE KEY-----\n${SECRET}\n-----END EC PRIVATE KEY-----`);
  for (const line of lines) {
    assert.ok(!line.includes(SECRET), line);
    assert.ok(line.includes(REDACTED), line);
    JSON.parse(line);
  }
  assert.match(lines[0] ?? "", /postgres:\/\/vigil:\[redacted\]@db\/vigil failed/);
  assert.match(lines[5] ?? "", /page=2/);
});

test("what is no secret stays", () => {
  const line = JSON.stringify({
    ...{ level: 30, time: 1, pid: 2, hostname: "h", name: "server", msg: "a rule was left out" },
    ...{ rule: "abc-def-ghi", keys: 3, tokens: 7, primary_key: "ip", monkey: "x", token: "" },
    err: { type: "Error", message: "the token is wrong", stack: "at x (file:///a.ts:1:2)" },
  });
  assert.equal(redactLine(`${line}\n`), `${line}\n`);
  assert.equal(redactText("passwords are checked"), "passwords are checked");
});

test("any line is a line, and JSON stays JSON", () => {
  fc.assert(
    fc.property(fc.json(), fc.string(), (json, text) => {
      assert.ok(JSON.parse(redactLine(json)) !== undefined);
      assert.equal(typeof redactLine(text), "string");
    }),
  );
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9]{8,40}$/), (secret) => {
      assert.ok(!redactLine(JSON.stringify({ a: [{ api_key: secret }] })).includes(`"${secret}"`));
      assert.ok(!redactText(`x password=${secret} y`).includes(`=${secret}`));
    }),
  );
});

test("a long text costs in proportion to its length", () => {
  for (const piece of ["cookie", "a:", "://", "-----BEGIN PRIVATE KEY-----", "token-", "Basic "]) {
    const text = piece.repeat(200_000 / piece.length);
    assert.ok(redactText(text).length <= 20_000);
  }
});
