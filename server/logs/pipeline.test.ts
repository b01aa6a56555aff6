/** The pipelines that ship, and what is said of one that is wrong. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { putAt, type Tree } from "./draft.ts";
import { draftLog, finishDraft } from "./normalize.ts";
import { compilePattern } from "./pattern.ts";
import { loadPipelines, testPipeline } from "./pipeline.ts";

const SHIPPED = join(import.meta.dirname, "../../content/pipelines");

test("every pipeline that ships loads and passes its own tests", () => {
  const pipelines = loadPipelines([SHIPPED]);
  assert.deepEqual(pipelines.faults, []);
  assert.ok(pipelines.list.length >= 8);
  for (const { file } of pipelines.list) assert.deepEqual(testPipeline(pipelines, file.id), []);
});

const FAULTS: [string, RegExp][] = [
  ["id: [", /Flow sequence/],
  [
    "id: A\nname: a\nfilter: '*'\nprocessors: [{set: {a: 1}}]\ntests: []",
    /\/id must match pattern/,
  ],
  [
    "id: a\nname: a\nfilter: '('\nprocessors: [{set: {a: 1}}]\ntests: [{log: x, expect: {}}]",
    /filter: /,
  ],
  [
    "id: a\nname: a\nfilter: '*'\nprocessors: [{parse: {from: message, patterns: [{match: '%{nope:x}'}]}}]\ntests: [{log: x, expect: {}}]",
    /no matcher nope/,
  ],
  ["id: a\nname: a\nfilter: '*'\nprocessors: [{}]\ntests: [{log: x, expect: {}}]", /processors\/0/],
  [
    "id: a\nname: a\nfilter: '*'\nprocessors: [{set: {a: 1}, url: {from: a, to: b}}]\ntests: [{log: x, expect: {}}]",
    /processors\/0/,
  ],
];

test("a wrong file is left out and named, the others load", (context) => {
  const root = mkdtempSync(join(tmpdir(), "vigil-pipelines-"));
  context.after(() => rmSync(root, { recursive: true }));
  const good =
    "id: good\nname: g\nfilter: '*'\nprocessors: [{set: {x: 1}}]\ntests: [{log: m, expect: {x: 1}}]";
  for (const [at, [text, expected]] of FAULTS.entries()) {
    const directory = join(root, String(at));
    mkdirSync(directory);
    writeFileSync(join(directory, "bad.yaml"), text);
    writeFileSync(join(directory, "good.yaml"), good);
    const { list, faults } = loadPipelines([directory, join(root, "absent")]);
    assert.deepEqual(
      list.map(({ file }) => file.id),
      ["good"],
    );
    assert.equal(faults.length, 1);
    assert.match(faults[0] ?? "", expected);
  }
  const twice = loadPipelines([join(root, "0"), join(root, "1")]);
  assert.ok(twice.faults.some((fault) => fault.includes("the id good is taken")));
});

test("a pattern reads a line once and gives nothing back", () => {
  const rows: [string, string, Record<string, unknown> | undefined][] = [
    ["a %{integer:n} b", "a -5 b c", { n: -5 }],
    ["a %{integer:n} b", "a x b", undefined],
    ["%{data:x}: %{data:y}", "k: v: w", { x: "k", y: "v: w" }],
    ["%{ip:a.b} %{word:a.c}", "::1 up", { a: { b: "::1", c: "up" } }],
    ["%{ip:a}", "999.1.1.1", undefined],
    ["%{quoted:q}!", '"a\\"b"!', { q: 'a"b' }],
    ["%{quoted:q}", '"open', undefined],
    ["%{word:__proto__.x}", "a", {}],
  ];
  for (const [pattern, line, expected] of rows) {
    const compiled = compilePattern(pattern);
    assert.ok(typeof compiled === "function", pattern);
    const values = compiled(line);
    const tree: Tree = {};
    for (const [path, value] of values ?? []) putAt(tree, path, value);
    assert.deepEqual(values && tree, expected, `${pattern} on ${line}`);
  }
  assert.ok("fault" in (compilePattern("%{data:a}%{word:b}") as object));
  assert.equal(({} as Record<string, unknown>)["x"], undefined);
});

test("no log breaks a pipeline", () => {
  const pipelines = loadPipelines([SHIPPED]);
  const sources = fc.constantFrom(
    "sshd",
    "sudo",
    "su",
    "auditd",
    "nginx",
    "cloudtrail",
    "kubernetes",
  );
  const parts = [
    "Failed password for ",
    "from ",
    "user ",
    "=",
    '"',
    "[",
    "1.2.3.4",
    " ",
    "\\",
    "level=x",
  ];
  const line = fc
    .array(fc.oneof(fc.constantFrom(...parts), fc.string({ maxLength: 5 })))
    .map((all) => all.join(""));
  const sent = fc.oneof(
    fc.record({ source: sources, message: line }),
    fc.record({
      source: sources,
      message: fc.jsonValue(),
      usr: fc.jsonValue(),
      http: fc.jsonValue(),
    }),
    fc.jsonValue(),
  );
  fc.assert(
    fc.property(sent, (log) => {
      const draft = draftLog(log, {});
      pipelines.run(draft);
      const { host, status, message, attributes } = finishDraft(draft);
      for (const text of [host, status, message]) assert.equal(typeof text, "string");
      JSON.stringify(attributes);
    }),
    { numRuns: 2000 },
  );
});
