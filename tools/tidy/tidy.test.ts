/**
 * The house rules, as tests over every file of the tree, each check with a test of its own beside
 * it.
 */
import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { FIELD_TABLE, RULE_EVENTS } from "#lib/event";
import { staleFiles } from "../../schema/generator/main.ts";
import { diagnosticReference } from "../diagnostic-reference.ts";
import { errorReference } from "../error-reference.ts";
import { checkErrorCodes, checkKind, checkPage } from "./docs.ts";
import { type Fault, listPaths, ROOT, readTree, sourceFile } from "./files.ts";
import { checkLayers, cyclesOf, LAYERS, moduleOf } from "./layers.ts";
import { checkBans, checkSizes, checkWords } from "./text.ts";

const tree = readTree();

function expectNone(faults: readonly Fault[]): void {
  const text = faults.map((fault) => `${fault.path}:${fault.line}: ${fault.message}`).join("\n");
  assert.equal(text, "");
}

function messages(faults: readonly Fault[]): string[] {
  return faults.map((fault) => fault.message);
}

test("modules import only what the layer table allows, by their doors", () => {
  expectNone(tree.flatMap(checkLayers));
});

test("the layer check sees a forbidden door and a reach around one", () => {
  const text =
    'import { x } from "#server/store";\nimport { y } from "../../agent/context/y.ts";\n';
  const faults = messages(checkLayers(sourceFile("lib/query/a.ts", text)));
  assert.match(faults[0] ?? "", /lib\/query may not import server\/store; it may import lib\/base/);
  assert.match(faults[1] ?? "", /reaches into agent\/context/);
});

test("the layer table has no cycles and every module is in it", () => {
  assert.deepEqual(cyclesOf(LAYERS), []);
  assert.deepEqual(cyclesOf({ a: ["b"], b: ["a"] }), ["a → b → a"]);
  const modules = new Set(
    tree.filter((file) => /\.tsx?$/.test(file.path)).map((file) => moduleOf(file.path)),
  );
  assert.deepEqual(
    [...modules].filter((name) => name !== "" && name !== "sensor" && !(name in LAYERS)),
    [],
  );
});

test("lines, functions and files have a size a reader can hold", () => {
  expectNone(tree.flatMap(checkSizes));
});

test("the size check sees a long line, function and file", () => {
  const body = Array.from({ length: 80 }, () => "  x();").join("\n");
  const long = `function f() {\n${body}\n}\n${"y".repeat(101)}\n`;
  assert.equal(checkSizes(sourceFile("lib/a/b.ts", long)).length, 2);
  assert.equal(checkSizes(sourceFile("lib/a/b.ts", "\n".repeat(700))).length, 1);
});

test("nothing banned is used", () => {
  expectNone(tree.flatMap(checkBans));
});

test("the ban check sees each ban and names the replacement", () => {
  const bad = (path: string, line: string) => messages(checkBans(sourceFile(path, line)))[0] ?? "";
  assert.match(bad("lib/a/b.ts", "const x: any = 1;"), /unknown/);
  assert.match(bad("server/a/b.ts", "Date.now()"), /Clock/);
  assert.match(bad("agent/a/b.ts", "try { x(); } catch {}"), /sentence/);
  assert.match(bad("server/api/b.ts", "SELECT 1"), /server\/store/);
  assert.match(bad("sensor/bpf/a.c", "bpf_probe_read(&x, 8, y);"), /_kernel/);
  assert.match(bad("lib/a/b.ts", 'import fs from "node:fs";'), /browsers/);
});

test("one word stands for one idea", () => {
  expectNone(tree.flatMap(checkWords));
  assert.equal(checkWords(sourceFile("docs/a.md", "An alert comes.")).length, 1);
});

test("pages have one title and links that resolve", () => {
  expectNone(tree.flatMap(checkPage));
  assert.equal(checkPage(sourceFile("a.md", "# A\n[x](nowhere.md)\n")).length, 1);
});

test("files are of known kinds and not too big", () => {
  expectNone(listPaths().flatMap((path) => checkKind(path, statSync(join(ROOT, path)).size)));
  assert.equal(checkKind("a.exe", 1).length, 1);
});

test("generated files are what the contract says", () => {
  assert.deepEqual(staleFiles(ROOT), []);
});

test("error codes in source and in the reference are the same", async () => {
  expectNone(checkErrorCodes(tree));
  const pageOf = (name: string) => readFileSync(join(ROOT, "docs/reference", name), "utf8");
  assert.equal(pageOf("errors.md"), errorReference());
  assert.equal(pageOf("diagnostics.md"), await diagnosticReference());
});

test("every rule event has a hook, a test on the real kernel, and a page", () => {
  const paths = listPaths();
  const hooks = tree.filter((file) => file.path.startsWith("sensor/bpf/hooks/"));
  const tests = tree.filter((file) => file.path.startsWith("test/sensor/"));
  for (const { name } of RULE_EVENTS) {
    const constant = new RegExp(`VIGIL_EVENT_${name.toUpperCase()}\\b`);
    assert.ok(
      hooks.some((file) => constant.test(file.text)),
      `no hook for ${name} in sensor/bpf/hooks`,
    );
    assert.ok(
      tests.some((file) => new RegExp(`\\b${name}\\b`).test(file.text)),
      `no test of ${name} in test/sensor`,
    );
  }
  for (const name of FIELD_TABLE.events.keys())
    assert.ok(paths.includes(`docs/reference/events/${name}.md`), `no page of ${name}`);
  assert.ok(paths.includes("sensor/generated/record.h"));
});

test("sources say what they are in their first line, BPF also its licence", () => {
  const faults = tree
    .filter((file) => /\.(ts|tsx|c|h)$/.test(file.path) && !/\.test\.ts$/.test(file.path))
    .filter((file) => !/^(\/\*|\/\/|#!)/.test(file.text))
    .map((file) => ({ path: file.path, line: 1, message: "needs a head comment" }));
  expectNone(faults);
  const bpf = tree.filter((file) => /^sensor\/bpf\/.*\.[ch]$/.test(file.path));
  for (const file of bpf)
    assert.match(
      file.lines[0] ?? "",
      /SPDX-License-Identifier: GPL-2\.0-only OR BSD-2-Clause/,
      file.path,
    );
});
