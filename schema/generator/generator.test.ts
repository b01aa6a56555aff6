/**
 * The generator: deterministic, refuses a contract that takes something back, and lays records out
 * as C does.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { FIELDS } from "#lib/event";
import { checkContract, flatForm } from "./check.ts";
import { flatten } from "./flatten.ts";
import { computeLayout } from "./layout.ts";
import { loadSources } from "./load.ts";
import { generate } from "./main.ts";

const ROOT = resolve(import.meta.dirname, "../..");

function load() {
  return loadSources(join(ROOT, "schema"));
}

test("the same contract gives the same files, byte by byte", () => {
  assert.deepEqual([...generate(ROOT)], [...generate(ROOT)]);
});

test("a retyped field, a removed field and a reused id are refused", () => {
  const flat = flatten(load());
  const before = flatForm(flat);
  assert.deepEqual(checkContract(flat, before), []);
  const retyped = { ...before, fields: { ...before.fields, "open.flags": "string" } };
  assert.match(checkContract(flat, retyped)[0] ?? "", /open\.flags was string/);
  const removed = { ...before, fields: { ...before.fields, "open.gone": "int" } };
  assert.match(checkContract(flat, removed)[0] ?? "", /open\.gone was int/);
  const moved = { ...before, events: { ...before.events, open: 99 } };
  assert.match(checkContract(flat, moved)[0] ?? "", /open had id 99/);
});

test("an unknown group of constants and a missing brief are faults", () => {
  const sources = load();
  const open = sources.events.find((event) => event.event === "open");
  open?.fields?.push({
    name: "open.odd",
    type: "int",
    from: "kernel",
    member: "flags",
    constants: "nothing",
    brief: "",
    example: 1,
  });
  const faults = checkContract(flatten(sources), undefined).join("\n");
  assert.match(faults, /open\.odd needs a brief/);
  assert.match(faults, /open\.odd names no group of constants: nothing/);
});

test("an event has a record or a reason, and an id below 64", () => {
  const sources = load();
  const [open, ptrace] = ["open", "ptrace"].map((name) =>
    sources.events.find(({ event }) => event === name),
  );
  assert.ok(open && ptrace);
  open.undelivered = "there is no hook";
  ptrace.id = 64;
  const faults = checkContract(flatten(sources), undefined).join("\n");
  assert.match(faults, /open needs either a record or the reason/);
  assert.match(faults, /ptrace needs an id from 1 to 63/);
});

test("the mounts that programs load are the flat fields of the contract", () => {
  const flat = flatten(load());
  const events = flat.events.filter(({ source }) => source.rules !== false);
  const fields = [...flat.common.fields, ...events.flatMap((event) => event.fields)];
  const expected = fields.map((field) => {
    const { read, alternativesRead, format, also, added, lineage, ...rest } = field;
    return rest;
  });
  assert.deepEqual(FIELDS, expected);
});

test("nothing is read for what is not delivered, neither in views nor in the event JSON", () => {
  const files = generate(ROOT);
  const views = files.get("lib/event/generated/views.ts") ?? "";
  const schema = files.get("lib/protocol/generated/event.schema.json") ?? "";
  assert.match(views, /"open\.file\.path"/);
  for (const name of ["process.cgroup.version", "event.signature", "ondemand.name"])
    assert.equal(views.includes(`"${name}"`), false, name);
  assert.equal(views.includes("class OndemandView"), false);
  assert.equal(schema.includes("signature"), false);
  const pageOf = (name: string) => files.get(`docs/reference/${name}.md`) ?? "";
  assert.match(
    pageOf("fieldsets/process"),
    /not delivered:\n.*`cgroup\.version` [^\n]*the sensor does not tell the hierarchies of cgroups apart/s,
  );
  assert.match(pageOf("events/ondemand"), /^# ondemand\n\n.* \*\*Not delivered\*\*: the sensor/);
  assert.match(pageOf("events"), /^\| \[`ondemand`\]\(events\/ondemand.md\) .* no: the sensor/m);
});

test("records are multiples of 8 bytes and members do not overlap", () => {
  for (const record of computeLayout(load()).records) {
    assert.equal(record.struct.size % 8, 0, record.name);
    let end = 0;
    for (const member of record.struct.members) {
      assert.equal(member.offset, end, `${record.name}.${member.name}`);
      end = member.offset + member.size;
    }
  }
});

test("a C compiler agrees with every offset", () => {
  const dir = mkdtempSync(join(tmpdir(), "vigil-layout-"));
  try {
    const source = join(dir, "check.c");
    const types =
      "typedef unsigned char __u8; typedef unsigned short __u16; typedef unsigned int __u32;\n";
    const wide = "typedef unsigned long long __u64; typedef long long __s64;\n";
    writeFileSync(source, `${types}${wide}#include "${join(ROOT, "sensor/generated/record.h")}"\n`);
    execFileSync("gcc", ["-std=gnu11", "-fsyntax-only", source]);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
