// biome-ignore-all lint/suspicious/noTemplateCurlyInString: rules write variables this way
/** What is proposed at a cursor, written `‸`, in the product's own language. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { CONSTANT_GROUPS, FIELD_TABLE } from "#lib/event";
import { checkRule } from "./check.ts";
import { type CompletionOptions, completeRule } from "./complete.ts";
import { defineMacros } from "./macro.ts";
import { scan } from "./scan.ts";

const { macros } = defineMacros([
  { id: "SHELLS", values: ["sh", "bash"] },
  { id: "PRIVATE_NETS", expression: "[10.0.0.0/8]" },
  { id: "IS_ROOT", expression: "process.uid == 0" },
  { id: "PORT", expression: "443" },
]);
const OPTIONS: CompletionOptions = {
  table: FIELD_TABLE,
  macros,
  variables: new Map([
    ["count", { type: "int", array: false }],
    ["names", { type: "string", array: true }],
  ]),
  seen: (field) => (field === "exec.file.name" ? ["xmrig"] : []),
};

function complete(text: string) {
  const offset = text.indexOf("‸");
  const source = text.replace("‸", "");
  const { span, proposals } = completeRule(source, offset, OPTIONS);
  return { source, span, proposals, labels: proposals.map(({ name }) => name) };
}

const OPEN_FLAGS = Object.keys(CONSTANT_GROUPS["open_flags"] ?? {});
const isMask = (name: string) => (CONSTANT_GROUPS["open_flags"]?.[name] ?? 0) !== 0;
const MASKS = OPEN_FLAGS.filter(isMask);
const ERRORS = Object.keys(CONSTANT_GROUPS["error"] ?? {});

/** Text, what is offered first in this order, and what is not offered at all. */
const CASES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ["open.flags & ‸", MASKS, ["open.retval", "EPERM", "==", "0"]],
  ["open.flags & (O_CREAT | ‸", MASKS, ["open.retval", "&&"]],
  ["open.flags & (‸", MASKS, ["open.retval"]],
  ["open.flags & O_CREAT > ‸", ["0", ...OPEN_FLAGS], ["SIGKILL", "open.file.path"]],
  ["(open.flags & O_CREAT) > ‸", ["0"], ["open.file.path"]],
  ["open.flags & O_CREAT ‸", [">", "==", "!="], ["&&"]],
  ["open.flags ‸", ["&", "==", "!=", "<", "<=", ">", ">=", "in", "not in"], ["=~", "&&"]],
  ["open.retval == ‸", ERRORS, ["O_CREAT", "open.file.path"]],
  ["open.retval in [‸", ERRORS, ["O_CREAT", "process.uid"]],
  ["open.retval in [EPERM, ‸]", ERRORS, ["O_CREAT"]],
  ["open.retval in [EPERM ‸", [",", "]"], ["&&"]],
  ["open.file.path ‸", ["==", "!=", "=~", "!~", "in", "not in"], ["<", "&", "&&", "allin"]],
  ["open.file.path =‸", ["==", "!=", "=~", "!~"], ["open.flags"]],
  ["open.file.path == ‸", ['"/etc/shadow"'], ["O_CREAT", "open.flags", "process.uid"]],
  ['open.file.path == "‸"', ["/etc/shadow"], ["open.flags"]],
  ["open.file.path =~ ‸", ['"/etc/**"'], ["open.flags", "process.file.path"]],
  ['open.file.path == "/x" ‸', ["&&", "||"], ["==", "in"]],
  ['(open.file.path == "/x" ‸', ["&&", "||", ")"], ["=="]],
  ['(open.file.path == "/x") ‸', ["&&", "||"], [")", "=="]],
  ["exec.file.name in ‸", ["[", "SHELLS"], ["PRIVATE_NETS", "IS_ROOT", "exec.file.path", "PORT"]],
  ["exec.file.name in [‸", ['"xmrig"'], ["SHELLS", "PRIVATE_NETS", "process.comm"]],
  ['exec.file.name in ["a"‸', [], ["&&"]],
  ["exec.file.name not ‸", ["in"], ["=="]],
  ["exec.file.name not in ‸", ["[", "SHELLS"], []],
  ['exec.file.name == "‸', ["xmrig"], ["exec.file.path"]],
  ["connect.addr.ip ‸", ["==", "!=", "in", "not in", "allin"], ["<", "=~"]],
  ["connect.addr.ip in ‸", ["[", "PRIVATE_NETS"], ["SHELLS"]],
  ["connect.addr.family == ‸", ["AF_UNSPEC"], ["connect.addr.ip", "O_CREAT"]],
  ["connect.addr.is_public ‸", ["&&", "||", "==", "!="], ["<", "in"]],
  ["connect.addr.is_public == ‸", ["true", "false"], ["connect.addr.port"]],
  ["process.created_at < ‸", ["30s", "5m", "1h", "24h"], ["process.comm"]],
  ["exec.argv ‸", ["==", "!=", "=~", "!~", "in", "not in"], ["&", "<"]],
  ['exec.file.name == "a" and n‸', [], ["open.flags", "connect.addr.ip"]],
  ['exec.file.name == "a" a‸', ["&&", "||"], ["exec.args"]],
  ["process.uid == ${‸}", ["count", "names"], ["process.uid"]],
  ['exec.file.name == "${‸}"', ["count", "names"], ["exec.args"]],
  ['exec.file.name == "%{process.‸}"', ["process.uid"], ["open.flags", "exec.uid"]],
  ["# exec.‸", [], ["exec.file.name"]],
  ["process.uid == 1‸", [], ["1"]],
  ["exec.file.path == 3 && not ‸", [], ["open.flags", "=="]],
];

for (const [text, first, absent] of CASES) {
  test(`at ${text}`, () => {
    const { labels } = complete(text);
    assert.deepEqual(labels.slice(0, first.length), first);
    for (const name of absent) assert.ok(!labels.includes(name), `offers ${name}`);
  });
}

test("fields: only those below what is written, of the event in use", () => {
  const process = complete("process.‸").labels;
  assert.ok(process.includes("process.file.path"));
  assert.ok(process.includes("process.ancestors"));
  assert.ok(process.every((name) => name.startsWith("process.")));
  const exec = complete('exec.file.name == "nc" && ‸').labels;
  assert.ok(exec.includes("exec.args") && exec.includes("process.uid"));
  assert.ok(!exec.some((name) => name.startsWith("open.")));
  const first = complete("‸").labels;
  assert.ok(first.includes("open.flags") && first.includes("exec.file.name"));
});

test("an event named behind the cursor is the rule's event, too", () => {
  const { labels } = complete("‸ && open.flags & O_CREAT > 0");
  assert.ok(labels.includes("open.file.path"));
  assert.ok(!labels.includes("exec.file.path"));
});

test("a whole name is replaced, also from its middle", () => {
  const { source, span } = complete("exec.fi‸le.nam == 3");
  assert.equal(source.slice(span.start, span.end), "exec.file.nam");
});

test("registers stay in the name", () => {
  const { labels } = complete("process.ancestors[A].file.‸");
  assert.ok(labels.includes("process.ancestors[A].file.name"));
  assert.ok(labels.every((name) => name.startsWith("process.ancestors[A].file.")));
});

test("lengths and domains come after a whole field", () => {
  assert.ok(complete("open.file.path.‸").labels.includes("open.file.path.length"));
  assert.ok(complete("process.ancestors.‸").labels.includes("process.ancestors.length"));
  const dns = complete("dns.question.name.‸").labels;
  assert.ok(dns.includes("dns.question.name.root_domain"));
  assert.ok(!complete("process.uid.‸").labels.includes("process.uid.length"));
});

test("what nothing delivers comes last and says why", () => {
  const { proposals } = complete("event.‸");
  const at = (name: string) => proposals.findIndex((proposal) => proposal.name === name);
  assert.ok(at("event.os") < at("event.signature"));
  assert.match(proposals[at("event.signature")]?.undelivered ?? "", /does not sign/);
  const { proposals: ofFile } = complete("open.file.‸");
  const path = ofFile.find(({ name }) => name === "open.file.path");
  assert.deepEqual(
    [path?.kind, path?.detail, path?.brief, path?.example],
    ["field", "string", "Absolute path of the file", "/etc/shadow"],
  );
});

/** Texts whose every proposal, put in, must give a rule without errors when `rest` follows. */
const TAKEN: readonly (readonly [string, string])[] = [
  ["open.flags & ‸", " > 0"],
  ["open.flags & (O_CREAT | ‸", ") > 0"],
  ["open.retval == ‸", ""],
  ["open.retval in [ ‸", " ]"],
  ["open.file.path == ‸", ""],
  ["open.file.path =~ ‸", ""],
  ["exec.file.name in [ ‸", " ]"],
  ["open.file.path != ‸", ""],
  ["connect.addr.ip == ‸", ""],
  ["connect.addr.is_public == ‸", ""],
  ["exec.uid == 0 && process.created_at < ‸", ""],
  ["exec.uid == ‸", ""],
  ["dns.question.type == ‸", ""],
  ["bpf.cmd == ‸", ""],
];

for (const [text, rest] of TAKEN) {
  test(`whatever is taken at ${text}${rest} is no mistake`, () => {
    const { source, span, proposals } = complete(text);
    assert.ok(proposals.length > 0);
    for (const { insert, kind } of proposals) {
      if (kind === "iterator") continue;
      const whole = source.slice(0, span.start) + insert + rest;
      const errors = checkRule(whole, OPTIONS).diagnostics.filter(
        ({ severity }) => severity === "error",
      );
      assert.deepEqual(errors, [], whole);
    }
  });
}

test("any text has its proposals, within the text", () => {
  const words = [
    "open.flags",
    "&",
    "(",
    ")",
    "[",
    "]",
    "in",
    "not",
    '"',
    "${",
    "==",
    "&&",
    " ",
    "x",
    "=",
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...words), { maxLength: 12 }), fc.nat(60), (parts, at) => {
      const source = parts.join("");
      const offset = Math.min(at, source.length);
      const { span } = completeRule(source, offset, OPTIONS);
      assert.ok(span.start <= offset && offset <= span.end && span.end <= source.length);
    }),
    { numRuns: 300 },
  );
});

test("a scan covers all but blanks, whatever the text is", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (source) => {
      let at = 0;
      for (const { span } of scan(source)) {
        assert.match(source.slice(at, span.start), /^\s*$/);
        assert.ok(span.end > span.start);
        at = span.end;
      }
      assert.match(source.slice(at), /^\s*$/);
    }),
  );
});
