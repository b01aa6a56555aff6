/** The entry command as a user types it: help, unknown words, bad values. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";

const COMMAND = resolve(import.meta.dirname, "../vigil");

function vigil(...args: string[]) {
  return spawnSync(COMMAND, args, { encoding: "utf8" });
}

test("--help lists every command", () => {
  const { stdout, status } = vigil("--help");
  assert.equal(status, 0);
  for (const name of ["up", "down", "status", "doctor", "key", "replay", "secl", "policy", "test"])
    assert.match(stdout, new RegExp(`^ {2}${name}\\b`, "m"));
});

test("an unknown command and a bad port are refused with a sentence", () => {
  const unknown = vigil("uo");
  assert.notEqual(unknown.status, 0);
  assert.match(unknown.stderr, /unknown command 'uo'.*\n.*[Dd]id you mean up/s);
  const port = vigil("up", "--port", "70000");
  assert.notEqual(port.status, 0);
  assert.match(port.stderr, /--port takes a number from 1 to 65535/);
});

test("without a running Vigil, status, down and key create say so", () => {
  const dir = mkdtempSync(join(tmpdir(), "vigil-none-"));
  try {
    const status = vigil("status", "--data", dir, "--json");
    assert.equal(status.status, 1);
    assert.equal((JSON.parse(status.stdout) as { running: boolean }).running, false);
    assert.deepEqual(JSON.parse(vigil("down", "--data", dir, "--json").stdout), { stopped: false });
    const key = vigil("key", "create", "--data", dir, "--json");
    assert.equal(key.status, 1);
    assert.match(key.stderr, /SUPERVISOR_NOT_RUNNING/);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});

test("secl eval answers every line of standard input", () => {
  const lines = [
    '{"expression":"process.pid == 7","event":{"process.pid":7}}',
    "",
    '{"expression":"process.pid =="}',
  ];
  const input = lines.join("\n");
  const { stdout, status } = spawnSync(COMMAND, ["secl", "eval"], { encoding: "utf8", input });
  assert.equal(status, 0);
  const answers = stdout.trimEnd().split("\n");
  assert.deepEqual(
    answers.map((line) => /"result":true|SECL_\w+/.exec(line)?.[0]),
    ['"result":true', "SECL_EVAL_JSON", "SECL_OPERAND"],
  );
});
