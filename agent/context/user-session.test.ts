/** What names a session, from text that anybody may have written. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { createCounters } from "#lib/base";
import { createSshLogins, parseAccepted } from "./ssh-login.ts";
import { parseK8sUser, parseSshConnection } from "./user-session.ts";

const KEY = "SHA256:USVGb+Lem5q3Tn+ge8ZOna74kAvXaA50WgcQapytz6U";

test("the connection of a session", () => {
  const rows: [string, string, number][] = [
    ["198.51.100.4 50122 192.0.2.1 22", "198.51.100.4", 50122],
    ["fe80::1%eth0 50122 fe80::2%eth0 22", "fe80::1", 50122],
    ["somewhere 50122 192.0.2.1 22", "", 0],
    ["198.51.100.4", "", 0],
    ["", "", 0],
  ];
  for (const [text, address, port] of rows)
    assert.deepEqual(parseSshConnection(text), { address, port }, text);
});

test("the user that an injected session names", () => {
  const user = { username: "ops@shop.example", uid: "5f3c", groups: ["system:authenticated"] };
  assert.deepEqual(parseK8sUser(JSON.stringify({ ...user, extra: { a: ["b"] } })), user);
  assert.deepEqual(parseK8sUser('{"username":"a","groups":[1,"b",""]}'), {
    username: "a",
    uid: "",
    groups: ["b"],
  });
  for (const text of ["", "{", "[]", "null", '{"uid":"5"}', "x".repeat(5000)])
    assert.equal(parseK8sUser(text), undefined, text);
});

test("lines of the log of logins", () => {
  const of = (line: string) => parseAccepted(line);
  const at = "Nov 28 06:00:00 web-1 sshd[812]: ";
  assert.deepEqual(
    of(`${at}Accepted publickey for deploy from 198.51.100.4 port 5 ssh2: ED25519 ${KEY}`),
    {
      key: "deploy 198.51.100.4 5",
      login: { method: 2, publicKey: KEY },
    },
  );
  assert.deepEqual(of(`${at}Accepted password for root from 2001:db8::1 port 50122 ssh2\r`), {
    key: "root 2001:db8::1 50122",
    login: { method: 1, publicKey: "" },
  });
  assert.equal(of("Accepted none for x from 198.51.100.4 port 5 ssh2")?.login.method, 0);
  assert.equal(of(`${at}Failed password for root from 198.51.100.4 port 5 ssh2`), undefined);
  assert.equal(
    of(`${at}Invalid user Accepted password for root from 198.51.100.4 port 5`),
    undefined,
  );
});

test("any text is read without a fault", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      parseSshConnection(text);
      parseK8sUser(text);
      parseAccepted(text);
      parseAccepted(`Accepted ${text}`);
    }),
  );
  fc.assert(fc.property(fc.json(), (text) => void parseK8sUser(text)));
});

test("the last login of the same address and port stands, and a miss is looked for again", () => {
  const root = mkdtempSync(join(tmpdir(), "vigil-logins-"));
  const log = join(root, "var/log/auth.log");
  let now = 0;
  const counters = createCounters(["ssh_logins_found", "ssh_logins_missed"]);
  const find = createSshLogins(root, () => now, counters);
  try {
    assert.deepEqual(find("a", "198.51.100.4", 5), { method: 0, publicKey: "" });
    mkdirSync(join(root, "var/log"), { recursive: true });
    const line = (method: string) => `Accepted ${method} for a from 198.51.100.4 port 5 ssh2\n`;
    writeFileSync(log, line("publickey") + line("password"));
    assert.equal(find("a", "198.51.100.4", 5).method, 0);
    now = 1000;
    assert.equal(find("a", "198.51.100.4", 5).method, 1);
    assert.equal(find("b", "198.51.100.4", 5).method, 0);
    assert.equal(counters.ssh_logins_found.value, 1);
    assert.equal(counters.ssh_logins_missed.value, 3);
  } finally {
    rmSync(root, { recursive: true });
  }
});
