/** What the kernel refuses for a rule, and what it cannot decide. */
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { FIELD_TABLE } from "#lib/event";
import { checkRule } from "./check.ts";
import { compileClosures } from "./closure.ts";
import { type DenialWay, denialsOf } from "./denial.ts";

function checked(source: string) {
  const { rule, diagnostics } = checkRule(source, { table: FIELD_TABLE });
  assert.ok(rule, diagnostics.map(({ what }) => what).join("; "));
  return rule;
}

function describe({ side, place, path, terms }: DenialWay): string {
  const where = place === "any" ? "any" : `${side === "destination" ? "to " : ""}${path}`;
  const numbers = terms.map(({ number, test, from, to }) =>
    test === "range" ? `${number} ${from}-${to}` : `${number} ${test} ${from}`,
  );
  return [where, ...numbers].join(", ");
}

function shown(source: string): string {
  const found = denialsOf(checked(source));
  if (found.ok) return found.ways.map(describe).join(" | ");
  const { start, end } = found.undecided.span;
  return `not: ${source.slice(start, end)}`;
}

const ROWS: readonly [source: string, expected: string][] = [
  ['exec.file.path == "/usr/bin/nc"', "/usr/bin/nc"],
  ['exec.file.path in ["/a", "/b/c"]', "/a | /b/c"],
  ['exec.file.name == "nc" && process.uid != 0', `nc, uid 1-${Number.MAX_SAFE_INTEGER}`],
  ['exec.file.name =~ "nc"', "nc"],
  [
    'open.file.path == "/etc/shadow" && open.flags & (O_WRONLY|O_RDWR) > 0',
    "/etc/shadow, own bits 3",
  ],
  ['open.file.path == "/a" && open.flags & O_CREAT == 0', "/a, own no_bits 64"],
  ['open.file.path == "/a" && open.flags & O_TRUNC == O_TRUNC', "/a, own bits 512"],
  ['open.file.path == "/a" && !(open.flags & O_CREAT > 0)', "/a, own no_bits 64"],
  [
    'open.file.path == "/a" && (process.uid == 1 || process.gid in [2, 3])',
    "/a, uid 1-1 | /a, gid 2-2 | /a, gid 3-3",
  ],
  ['open.file.path == "/x/a" && open.file.name == "a"', "/x/a"],
  ['open.file.path == "/x/a" && open.file.name == "b"', ""],
  ['open.file.path == "/a" && process.uid > 5 && process.uid < 9', "/a, uid 6-8"],
  ['open.file.path == "/a" && process.uid > 5 && process.uid < 3', ""],
  ['rename.file.path == "/a" || rename.file.destination.path == "/b"', "/a | to /b"],
  ['unlink.file.path == "/a" && process.auid >= 1000', `/a, auid 1000-${Number.MAX_SAFE_INTEGER}`],
  ["load_module.loaded_from_memory == true", "any, own 1-1"],
  ["!load_module.loaded_from_memory && process.uid == 0", "any, own 0-0, uid 0-0"],
  ["ptrace.request == PTRACE_ATTACH", "any, own 16-16"],
  ["ptrace.request in [PTRACE_ATTACH, PTRACE_SEIZE]", "any, own 16-16 | any, own 16902-16902"],
  ['exec.file.path == "/a" && process.euid == 0', "not: process.euid"],
  ['exec.file.path =~ "/tmp/*"', 'not: exec.file.path =~ "/tmp/*"'],
  ['exec.file.path != "/a"', 'not: exec.file.path != "/a"'],
  ['exec.file.path == "/a" && exec.args == "x"', "not: exec.args"],
  ['open.file.path == "/a" && process.file.path == "/b"', "not: process.file.path"],
  ['open.file.path == "/a" && open.retval == 0', "not: open.retval"],
  ['open.file.path == "/a" && open.flags == 1', "not: open.flags"],
  ['open.file.path == "/a" && open.flags & O_DIRECT > 0', "not: O_DIRECT"],
  [
    'open.file.path == "/a" && process.ancestors.file.name == "b"',
    'not: process.ancestors.file.name == "b"',
  ],
  [
    'rename.file.path == "/a" && rename.file.destination.path == "/b"',
    'not: rename.file.path == "/a" && rename.file.destination.path == "/b"',
  ],
  ["ptrace.request == PTRACE_CONT", "not: ptrace.request"],
  ["ptrace.request != PTRACE_ATTACH", "not: ptrace.request"],
  ["connect.addr.port == 22", "not: connect.addr.port == 22"],
  ['load_module.name == "x"', "not: load_module.name"],
  [`open.file.path == "/${"a".repeat(64)}"`, `not: open.file.path == "/${"a".repeat(64)}"`],
  ['exec.file.name == "a" || process.uid == 7', "a | any, uid 7-7"],
];

for (const [source, expected] of ROWS) test(source, () => assert.equal(shown(source), expected));

test("more combinations than are taken are refused", () => {
  const list = Array.from({ length: 257 }, (_, at) => `"/${at}"`).join(", ");
  assert.match(shown(`open.file.path in [${list}]`), /^not: /);
});

/* A small world in which ways and rule can be held against each other. */
const PATHS = ["/a", "/b", "/x/a", "/x/b"];
const condition = fc.letrec<{ any: string; leaf: string }>((tie) => ({
  leaf: fc.oneof(
    fc.constantFrom(...PATHS).map((path) => `open.file.path == "${path}"`),
    fc.constantFrom("a", "b").map((name) => `open.file.name == "${name}"`),
    fc
      .tuple(
        fc.constantFrom("uid", "gid", "euid"),
        fc.constantFrom("==", "!=", "<", ">="),
        fc.nat(3),
      )
      .map(([field, operator, bound]) => `process.${field} ${operator} ${bound}`),
    fc
      .tuple(fc.constantFrom(1, 2, 3, 64, 67), fc.constantFrom("> 0", "== 0", "!= 0", ">= 1"))
      .map(([mask, rest]) => `open.flags & ${mask} ${rest}`),
  ),
  any: fc.oneof(
    { depthSize: "small" },
    tie("leaf"),
    fc.tuple(tie("any"), tie("any")).map(([left, right]) => `(${left} && ${right})`),
    fc.tuple(tie("any"), tie("any")).map(([left, right]) => `(${left} || ${right})`),
    tie("any").map((inner) => `!(${inner})`),
  ),
})).any;

const event = fc.record({
  path: fc.constantFrom(...PATHS, "/c"),
  uid: fc.nat(4),
  gid: fc.nat(4),
  euid: fc.nat(4),
  flags: fc.constantFrom(0, 1, 2, 64, 65, 66),
});

type World = typeof event extends fc.Arbitrary<infer One> ? One : never;

function refuses(way: DenialWay, { path, flags, ...numbers }: World): boolean {
  if (way.place === "path" && way.path !== path) return false;
  if (way.place === "name" && !path.endsWith(`/${way.path}`)) return false;
  return way.terms.every(({ number, test: kind, from, to }) => {
    const value = number === "own" ? flags : (numbers as Record<string, number>)[number];
    assert.ok(value !== undefined);
    if (kind === "range") return value >= from && value <= to;
    return ((value & from) !== 0) === (kind === "bits");
  });
}

test("what is decided is decided as the rule would: neither more nor less", () => {
  fc.assert(
    fc.property(condition, fc.array(event, { minLength: 1 }), (written, events) => {
      const source = `open.file.name in ["a", "b", "c"] && ${written}`;
      const rule = checked(source);
      const found = denialsOf(rule);
      if (!found.ok) return;
      const holds = compileClosures(rule);
      for (const one of events) {
        const { path, flags, uid, gid, euid } = one;
        const seen = {
          "open.file.path": path,
          "open.file.name": path.slice(path.lastIndexOf("/") + 1),
          "open.flags": flags,
          process: { uid, gid, euid },
          "process.uid": uid,
          "process.gid": gid,
          "process.euid": euid,
        };
        const variables = { read: () => undefined };
        const expected = holds(seen, { now: 0, variables });
        assert.equal(
          found.ways.some((way) => refuses(way, one)),
          expected,
          source,
        );
      }
    }),
    { numRuns: 2000 },
  );
});
