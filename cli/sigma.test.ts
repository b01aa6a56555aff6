/** `vigil sigma import` as a user runs it: on a file, on a folder, with and without writing. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

const MAIN = join(import.meta.dirname, "main.ts");
const RULES = `title: Shell Run by a Web Server
id: 9b0e8a5c-6f1f-4a63-8a3c-0f3b7a3f2a11
status: stable
logsource: {category: process_creation, product: linux}
detection:
  selection: {ParentImage|endswith: [/nginx, /httpd], Image|endswith: /sh}
  condition: selection
level: high
tags: [attack.t1505.003]
---
title: Counted the Old Way
logsource: {product: linux, service: sshd}
detection: {words: [Failed], condition: words | count() > 5}
`;

let directory = "";

before(() => {
  directory = mkdtempSync(join(tmpdir(), "vigil-sigma-"));
  writeFileSync(join(directory, "web.yml"), RULES);
});
after(() => rmSync(directory, { recursive: true, force: true }));

function sigma(...args: string[]) {
  const run = [MAIN, "sigma", "import", ...args];
  return spawnSync(process.execPath, run, { encoding: "utf8" });
}

test("it says what becomes of each document and writes nothing unasked", () => {
  const { status, stdout } = sigma(directory);
  assert.equal(status, 0);
  assert.match(stdout, /sigma_shell_run_by_a_web_server +agent rule, detection rule +exec events/);
  assert.match(stdout, /Counted the Old Way: refused SIGMA_AGGREGATION: /);
  assert.match(stdout, /1 file, 1 of 2 documents converted, nothing written/);
  assert.deepEqual(readdirSync(directory), ["web.yml"]);
});

test("--out writes rules that load, --json tells the same to programs", () => {
  const out = join(directory, "out");
  const { status, stdout } = sigma(join(directory, "web.yml"), "--out", out, "--json");
  assert.equal(status, 0);
  const result = JSON.parse(stdout) as Record<string, unknown[]>;
  assert.equal(result["converted"]?.length, 1);
  const [refused] = result["refused"] as { code: string }[];
  assert.equal(refused?.code, "SIGMA_AGGREGATION");
  for (const path of result["written"] as string[]) assert.ok(existsSync(path), path);
  const [detection] = readdirSync(join(out, "detections"));
  const rule = JSON.parse(readFileSync(join(out, "detections", detection ?? ""), "utf8")) as {
    cases: { status: string }[];
    tags: string[];
  };
  assert.equal(rule.cases[0]?.status, "high");
  assert.ok(rule.tags.some((tag) => tag.startsWith("technique:T1505.003-")));
  const tested = spawnSync(process.execPath, [MAIN, "policy", "test", join(out, "agent")], {
    encoding: "utf8",
  });
  assert.match(tested.stdout, /# 2 passed, 0 failed, 0 errors/);
});

test("--strict fails when something is refused, and so does a file that has nothing", () => {
  assert.equal(sigma(directory, "--strict").status, 1);
  const empty = join(directory, "empty.yml");
  writeFileSync(empty, "title: x\n");
  assert.equal(sigma(empty).status, 1);
  const missing = sigma(join(directory, "missing.yml"));
  assert.equal(missing.status, 1);
  assert.match(missing.stderr, /SOURCE_UNREADABLE/);
});
