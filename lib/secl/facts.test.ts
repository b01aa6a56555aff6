// biome-ignore-all lint/suspicious/noTemplateCurlyInString: rules write variables this way
/**
 * Facts of the language that are not already rows of language.test.ts, on the fields of the
 * product. Each table names where its facts are from: a file of `pkg/security/secl` of the agent
 * that the language comes from, so that a doubt can be settled there.
 */
import assert from "node:assert/strict";
import test from "node:test";
import { locate } from "#lib/base";
import { FIELD_TABLE } from "#lib/event";
import { checkRule } from "./check.ts";
import type { CheckEnvironment, VariableTable } from "./checker.ts";
import { costOf } from "./cost.ts";
import { defineMacros } from "./macro.ts";
import { contextOf, evaluateBoth, NOW, ruleOf, SECOND } from "./testing/fixture.ts";
import type { VariableValue } from "./tree.ts";

const VARIABLES: VariableTable = new Map(
  (
    [
      ["count", "int", false],
      ["process.count", "int", false],
      ["container.count", "int", false],
      ["cgroup.count", "int", false],
      ["seen", "bool", false],
      ["ids", "int", true],
      ["names", "string", true],
      ["nets", "ip", true],
    ] as const
  ).map(([name, type, array]) => [name, { type, array }]),
);
const ENVIRONMENT: CheckEnvironment = { table: FIELD_TABLE, variables: VARIABLES };

type Row = [
  fact: string,
  source: string,
  event: Record<string, unknown>,
  holds: boolean,
  variables?: Record<string, VariableValue>,
];

/** Rows that are tried on both back ends; `&& exec.uid == 0` makes a rule of any expression. */
function holding(where: string, rows: readonly Row[]): void {
  for (const [fact, source, event, holds, variables] of rows) {
    test(`${where}: ${fact}: ${source} ${holds ? "holds" : "does not hold"}`, () => {
      const hasEvent = checkRule(source, ENVIRONMENT).rule !== undefined;
      const rule = ruleOf(hasEvent ? source : `(${source}) && exec.uid == 0`, ENVIRONMENT);
      const found = evaluateBoth(rule, event, contextOf(variables));
      assert.deepEqual(found, { generated: holds, closures: holds });
    });
  }
}

/** Rows of expressions at fault, with the code and place of the first error. */
function refused(where: string, rows: readonly [string, source: string, fault: string][]): void {
  for (const [fact, source, fault] of rows) {
    test(`${where}: ${fact}: ${source}`, () => {
      const { diagnostics } = checkRule(source, ENVIRONMENT);
      const [first] = diagnostics.filter(({ severity }) => severity === "error");
      const { line, column } = locate(source, first?.span.start ?? 0);
      assert.equal(first && `${first.code} ${line}:${column}`, fault);
    });
  }
}

const argv = { "exec.argv": ["-c", "id"] };

holding("compiler/ast/secl.go, tokens", [
  ["an int may carry a plus", "exec.pid == +5", { "exec.pid": 5 }, true],
  ["comments may stand before, between and after", "# a\nexec.uid // b\n== 0 # c", {}, true],
  [
    "a reference may have a register",
    "%{process.ancestors[A].pid} == 7",
    { "process.ancestors": [{ pid: 7 }] },
    true,
  ],
  [
    "a list may be written over lines",
    'exec.comm in [\n  "a", # one\n  "b"\n]',
    { "exec.comm": "b" },
    true,
  ],
  [
    "a network is read before an address",
    "connect.addr.ip in [192.0.2.1/32]",
    { "connect.addr.ip": "192.0.2.1" },
    true,
  ],
  [
    "a text may have anything but a bare quote",
    'exec.args == "a\\"b # // [x]"',
    { "exec.args": 'a\\"b # // [x]' },
    true,
  ],
]);

refused("compiler/ast/secl.go, tokens", [
  [
    "a duration has one number and unit",
    "process.created_at < 1h30m && exec.uid == 0",
    "SECL_UNEXPECTED 1:24",
  ],
  ["there are no days", "process.created_at < 1d && exec.uid == 0", "SECL_UNEXPECTED 1:23"],
  ["there are no sizes", "exec.file.inode > 10MB", "SECL_UNEXPECTED 1:21"],
  ["there are no calls", "length(exec.args) > 1", "SECL_UNEXPECTED 1:7"],
  ["texts are not added", 'exec.args == "a" + "b"', "SECL_NOT_INT 1:14"],
  ["words are lower case", "exec.uid == 0 AND exec.gid == 0", "SECL_UNEXPECTED 1:15"],
  ["a sign belongs to its number", "exec.uid == 5-2", "SECL_SIGN 1:14"],
  ["there are no hexadecimal numbers", "exec.uid == 0x1f", "SECL_UNEXPECTED 1:14"],
  ["a variable has a name", "exec.uid == ${}", "SECL_CHARACTER 1:13"],
  ["a place counts lines", "exec.uid == 0 &&\n  exec.args == 3", "SECL_TYPE 2:3"],
]);

holding("compiler/ast/secl.go, grammar", [
  [
    "or and and are || and &&",
    "exec.uid == 1 or exec.gid == 1 and exec.pid == 1",
    { "exec.uid": 1 },
    true,
  ],
  ["! may stand twice", "!!exec.args_truncated", { "exec.args_truncated": true }, true],
  [
    "not takes what follows alone",
    "not exec.args_truncated && exec.uid == 1",
    { "exec.uid": 1 },
    true,
  ],
  ["^ before a value turns its bits", "^exec.uid == -1", {}, true],
  ["a list may be a reference", '"id" in %{exec.argv}', argv, true],
  ["a list may be a variable", "exec.uid in ${ids}", { "exec.uid": 7 }, true, { ids: [1, 7] }],
  [
    "networks and addresses share a list",
    "connect.addr.ip in [10.0.0.0/8, 192.0.2.1]",
    { "connect.addr.ip": "192.0.2.1" },
    true,
  ],
  [
    "constants share a list with numbers",
    "open.retval in [EPERM, -13]",
    { "open.retval": -13 },
    true,
  ],
  [
    "parentheses make a comparison's side",
    "(exec.uid + 1) == (exec.gid - 1)",
    { "exec.uid": 1, "exec.gid": 3 },
    true,
  ],
  ["+ and - lean left after a bit operator", "exec.uid & 6 - 1 + 2 == 5", { "exec.uid": 4 }, true],
]);

holding("compiler/eval/operators.go, numbers", [
  ["<", "exec.uid < 5", { "exec.uid": 4 }, true],
  ["<", "exec.uid < 5", { "exec.uid": 5 }, false],
  ["<=", "exec.uid <= 5", { "exec.uid": 5 }, true],
  [">", "exec.uid > 5", { "exec.uid": 5 }, false],
  [">=", "exec.uid >= 5", { "exec.uid": 5 }, true],
  ["==", "exec.uid == 5", { "exec.uid": 5 }, true],
  ["!=", "exec.uid != 5", { "exec.uid": 5 }, false],
  [
    "<= on an array is any",
    "process.ancestors.uid <= 5",
    { "process.ancestors": [{ uid: 9 }, { uid: 5 }] },
    true,
  ],
  [
    "!= on an array is none",
    "process.ancestors.uid != 5",
    { "process.ancestors": [{ uid: 9 }, { uid: 5 }] },
    false,
  ],
  ["constants are worked out", "open.flags == O_CREAT | O_TRUNC", { "open.flags": 576 }, true],
  [
    "allin of numbers is in",
    "process.ancestors.uid allin [5]",
    { "process.ancestors": [{ uid: 9 }, { uid: 5 }] },
    true,
  ],
  ["an absent number is 0", "open.retval == 0", {}, true],
  ["false is the absent truth value", "exec.args_truncated == false", {}, true],
  ["!= false", "exec.args_truncated != false", { "exec.args_truncated": true }, true],
]);

holding("compiler/eval/pattern.go, texts", [
  ["!= with a pattern is no match", 'exec.args != ~"a*"', { "exec.args": "abc" }, false],
  ["!= with a pattern is no match", 'exec.args != ~"a*"', { "exec.args": "bc" }, true],
  ["!= with a regular expression", 'exec.args != r"b+"', { "exec.args": "abc" }, false],
  ["!~ with a regular expression", 'exec.args !~ r"^b"', { "exec.args": "abc" }, true],
  ["=~ takes a pattern as it is", 'exec.args =~ ~"a*"', { "exec.args": "abc" }, true],
  ["a pattern without star is the text", 'exec.args =~ "abc"', { "exec.args": "abcd" }, false],
  ["the middle is the first place", 'exec.args =~ "a*b*c"', { "exec.args": "abbc" }, true],
  ["the end must be the first place too", 'exec.args =~ "a*bc"', { "exec.args": "abcbc" }, false],
  ["case counts", 'exec.args =~ "A*"', { "exec.args": "abc" }, false],
  ["allin of texts is in", 'exec.argv allin ["id"]', argv, true],
  ["not in with patterns is none", 'exec.argv not in [~"i*"]', argv, false],
  ["a dot is a dot", 'exec.args =~ "a.c"', { "exec.args": "abc" }, false],
]);

holding("compiler/eval/glob.go, paths", [
  ["** alone is every path", 'open.file.path =~ "**"', { "open.file.path": "/a/b" }, true],
  ["** at the front", 'open.file.path =~ "**/c"', { "open.file.path": "/a/b/c" }, true],
  ["!~ of the empty path", 'open.file.path !~ "/**"', {}, true],
  [
    "a list has globs and texts",
    'open.file.path in ["/a", ~"/b/*"]',
    { "open.file.path": "/b/c" },
    true,
  ],
  [
    "a list without a match",
    'open.file.path in ["/a", ~"/b/*"]',
    { "open.file.path": "/b/c/d" },
    false,
  ],
  [
    "a star may be part of a segment",
    'open.file.path =~ "/a/*.so.*"',
    { "open.file.path": "/a/x.so.1" },
    true,
  ],
  ["several stars", 'open.file.path =~ "/*/b/*"', { "open.file.path": "/a/b/c" }, true],
  ["?? is no wildcard", 'open.file.path =~ "/a/?"', { "open.file.path": "/a/b" }, false],
  ["names are no paths", 'open.file.name =~ "a*z"', { "open.file.name": "a/z" }, true],
  [
    "paths of ancestors are globs",
    'process.ancestors.file.path =~ "/usr/*"',
    { "process.ancestors": [{ "file.path": "/usr/bin/x" }] },
    false,
  ],
  [
    "paths of destinations are globs",
    'rename.file.destination.path =~ "/a/*"',
    { "rename.file.destination.path": "/a/b/c" },
    false,
  ],
]);

refused("model/model_helpers_unix.go, what values may be", [
  ["a path in a list", 'open.file.path in ["/a", "b"]', "SECL_PATH_RELATIVE 1:26"],
  [
    "a path of a list of objects",
    'process.ancestors.file.path == "b" && exec.uid == 0',
    "SECL_PATH_RELATIVE 1:32",
  ],
  ["no home directory", 'open.file.path =~ "~/x"', "SECL_PATH_RELATIVE 1:19"],
  ["no ..", 'open.file.path =~ "/a/../*"', "SECL_PATH_UNCLEAN 1:19"],
  ["no .", 'open.file.path == "/a/./b"', "SECL_PATH_UNCLEAN 1:19"],
  ["no doubled slash", 'open.file.path == "/a//b"', "SECL_PATH_UNCLEAN 1:19"],
  ["no star alone", 'open.file.path in [~"*"]', "SECL_PATH_ALL 1:20"],
  ["no regular expression, in a list neither", 'open.file.path in [r"a"]', "SECL_REGEXP_PATH 1:20"],
  ["** once, in a list too", 'open.file.path in [~"/**/a/**"]', "SECL_GLOB_TWICE 1:20"],
  ["no ** on texts, in a list neither", 'exec.args in [~"a**"]', "SECL_DOUBLE_STAR 1:15"],
  ["names of programs", 'bpf.prog.name == "a_name_of_seventeen"', "SECL_BPF_NAME 1:18"],
  ["packets belong to their events", "network.size > 1 && exec.uid == 0", "SECL_NETWORK_FIELD 1:1"],
]);

refused("model/oo_packet_filter_unix.go and oo_ondemand.go, fields that tell the kernel", [
  ["no pattern", 'packet.filter == ~"tcp*"', "SECL_FIXED_ONLY 1:1"],
  ["no list", 'packet.filter in ["tcp", "udp"]', "SECL_FIXED_ONLY 1:1"],
  ["no variable", "packet.filter in ${names}", "SECL_FIXED_ONLY 1:1"],
  ["no other field", "packet.filter == process.comm", "SECL_FIXED_ONLY 1:1"],
  ["no regular expression", 'ondemand.name =~ r"open"', "SECL_FIXED_ONLY 1:1"],
  ["on the left neither", '"a${count}" == ondemand.name', "SECL_FIXED_ONLY 1:16"],
]);

holding("model/oo_packet_filter_unix.go and oo_ondemand.go, fields that tell the kernel", [
  ["one text", 'packet.filter == "tcp"', { "packet.filter": "tcp" }, true],
  ["one name", 'ondemand.name == "security_path_link"', { "ondemand.name": "x" }, false],
  ["of any length", "packet.filter.length > 2", { "packet.filter": "tcp" }, true],
]);

holding("model/model_unix.go, packets", [
  [
    "of imds",
    'network.size > 1 && imds.type == "request"',
    { "imds.network.size": 2, "imds.type": "request" },
    true,
  ],
  [
    "of packet",
    "network.size > 1 && packet.tls.version == 771",
    { "packet.network.size": 2, "packet.tls.version": 771 },
    true,
  ],
  [
    "of dns",
    "network.destination.port == 53 && dns.id == 1",
    { "dns.network.destination.port": 53, "dns.id": 1 },
    true,
  ],
]);

holding("compiler/eval/cidr.go, addresses", [
  ["== on an array is any", "${nets} == 10.0.0.1", {}, true, { nets: ["192.0.2.1", "10.0.0.1"] }],
  ["!= on an array is none", "${nets} != 10.0.0.1", {}, false, { nets: ["192.0.2.1", "10.0.0.1"] }],
  [
    "allin of one network",
    "${nets} allin 10.0.0.0/8",
    {},
    false,
    { nets: ["192.0.2.1", "10.0.0.1"] },
  ],
  [
    "allin of one network",
    "${nets} allin 10.0.0.0/8",
    {},
    true,
    { nets: ["10.0.0.2", "10.0.0.1"] },
  ],
  [
    "a network of the event contains an address",
    "connect.addr.ip == 10.1.2.3",
    { "connect.addr.ip": "10.0.0.0/8" },
    true,
  ],
  [
    "an address in one address",
    "connect.addr.ip in 192.0.2.1",
    { "connect.addr.ip": "192.0.2.1" },
    true,
  ],
  [
    "IPv6 in short form",
    "connect.addr.ip == fe80::1",
    { "connect.addr.ip": "fe80:0:0:0:0:0:0:1" },
    true,
  ],
  [
    "a mapped network",
    "connect.addr.ip in ::ffff:10.0.0.0/104",
    { "connect.addr.ip": "10.9.9.9" },
    true,
  ],
  ["!= of a network", "connect.addr.ip != 10.0.0.0/8", { "connect.addr.ip": "10.1.1.1" }, false],
]);

refused("compiler/eval/cidr.go, addresses", [
  ["the unspecified address", "connect.addr.ip == ::", "SECL_ADDRESS_ZERO 1:20"],
  ["the unspecified address in a list", "connect.addr.ip in [0.0.0.0]", "SECL_ADDRESS_ZERO 1:21"],
  ["too many bits", "connect.addr.ip in 10.0.0.0/33", "SECL_ADDRESS 1:20"],
  ["a text is no address", 'connect.addr.ip == "10.0.0.1"', "SECL_TYPE 1:1"],
  ["addresses have no order", "connect.addr.ip > 10.0.0.1", "SECL_TYPE 1:1"],
  ["addresses and texts in a list", 'connect.addr.ip in [10.0.0.1, "a"]', "SECL_MIXED_LIST 1:20"],
  ["numbers and texts in a list", 'exec.uid in [1, "a"]', "SECL_MIXED_LIST 1:13"],
]);

const born = (seconds: number) => ({ "process.created_at": NOW - seconds * SECOND });
holding("compiler/eval/eval.go, durations", [
  ["<", "process.created_at < 5s", born(4), true],
  ["<=", "process.created_at <= 5s", born(5), true],
  [">", "process.created_at > 5s", born(5), false],
  [">=", "process.created_at >= 5s", born(5), true],
  ["==", "process.created_at == 5s", born(5), true],
  ["milliseconds", "process.created_at < 3001ms", born(3), true],
  ["minutes", "process.created_at > 1m", born(61), true],
  ["hours", "process.created_at > 1h", born(3599), false],
  [
    "a time of a file",
    "exec.file.change_time < 30s",
    { "exec.file.change_time": NOW - SECOND },
    true,
  ],
  [
    "by a register",
    "process.ancestors[A].created_at < 5s",
    { "process.ancestors": [{ created_at: NOW }] },
    true,
  ],
]);

const list = (at: string, elements: object[]) => ({ [at]: elements });
holding("model/model_unix.go, lists of objects and lengths", [
  [
    "of what is traced",
    'ptrace.tracee.ancestors.file.name == "a"',
    list("ptrace.tracee.ancestors", [{}, { "file.name": "a" }]),
    true,
  ],
  [
    "of what is signalled",
    "signal.target.ancestors[A].pid == 7",
    list("signal.target.ancestors", [{ pid: 7 }]),
    true,
  ],
  [
    "of whose limit is set",
    "setrlimit.target.ancestors[A].pid == 7",
    list("setrlimit.target.ancestors", [{ pid: 6 }]),
    false,
  ],
  [
    "flows",
    "network_flow_monitor.flows[A].egress.data_size > 9 && network_flow_monitor.flows[A].destination.port == 1",
    list("network_flow_monitor.flows", [{ "egress.data_size": 10 }, { "destination.port": 1 }]),
    false,
  ],
  [
    "number of flows",
    "network_flow_monitor.flows.length == 2",
    list("network_flow_monitor.flows", [{}, {}]),
    true,
  ],
  [
    "number of ancestors of a target",
    "signal.target.ancestors.length == 1",
    list("signal.target.ancestors", [{}]),
    true,
  ],
  ["length of a name", "open.file.name.length == 3", { "open.file.name": "abc" }, true],
  ["length of a path", "open.file.path.length > 3", { "open.file.path": "/abc" }, true],
  [
    "length in a text",
    'exec.args == "%{exec.comm.length}"',
    { "exec.args": "2", "exec.comm": "sh" },
    true,
  ],
  [
    "an element that is not, suffices",
    '"x" not in process.ancestors[A].argv',
    list("process.ancestors", [{ argv: ["x"] }, { argv: ["y"] }]),
    true,
  ],
  [
    "every element has it",
    '"x" not in process.ancestors[A].argv',
    list("process.ancestors", [{ argv: ["x"] }]),
    false,
  ],
]);

refused("compiler/eval/errors.go", [
  ["two events", 'open.flags == 1 && exec.args == "x"', "SECL_SECOND_EVENT 1:20"],
  [
    "two registers",
    "process.ancestors[A].pid == 1 && process.ancestors[B].pid == 1 && exec.uid == 0",
    "SECL_SECOND_REGISTER 1:34",
  ],
  [
    "a register on two lists",
    "process.ancestors[A].pid == 1 && signal.target.ancestors[A].pid == 1",
    "SECL_REGISTER_LISTS 1:34",
  ],
  ["_ is no register", "process.ancestors[_].pid == 1 && exec.uid == 0", "SECL_REGISTER_NAME 1:1"],
  ["a pattern of a field", "exec.args =~ exec.comm", "SECL_PATTERN_DYNAMIC 1:14"],
  ["a pattern of a variable", 'exec.args =~ ~"${names}*"', "SECL_PATTERN_DYNAMIC 1:14"],
  ["a pattern on a number", 'exec.uid =~ "1*"', "SECL_TYPE 1:1"],
  ["a mask of two fields", "exec.uid & exec.gid == 1", "SECL_DYNAMIC_MASK 1:1"],
  ["a mask of a variable", "exec.uid & ${count} == 1", "SECL_DYNAMIC_MASK 1:1"],
  ["an unknown variable", "exec.uid == ${nobody}", "SECL_UNKNOWN_VARIABLE 1:13"],
  ["an unknown field", 'open.file.pth == "/a"', "SECL_UNKNOWN_NAME 1:1"],
  ["a truth value against a number", "exec.args_truncated == 1", "SECL_TYPE 1:1"],
  ["a field beside ! must be a truth value", "!exec.uid", "SECL_NOT_BOOL 1:2"],
  ["a number is no condition", "exec.uid", "SECL_NOT_BOOL 1:1"],
  ["- of a text", "-exec.args == 1", "SECL_NOT_INT 1:2"],
  ["in of one value", "exec.uid in exec.gid", "SECL_NOT_ARRAY 1:13"],
  ["a list of truth values", "exec.args_truncated in [true]", "SECL_LIST_ITEM 1:25"],
]);

holding("compiler/eval/variables.go", [
  ["of all", "exec.uid == ${count}", { "exec.uid": 5 }, true, { count: 5 }],
  [
    "of the process",
    "exec.uid == ${process.count}",
    { "exec.uid": 5 },
    true,
    { "process.count": 5 },
  ],
  [
    "of the container",
    "exec.uid == ${container.count}",
    { "exec.uid": 5 },
    true,
    { "container.count": 5 },
  ],
  ["of the cgroup", "exec.uid == ${cgroup.count}", { "exec.uid": 5 }, true, { "cgroup.count": 5 }],
  ["calculated with", "${count} + 1 > exec.uid", { "exec.uid": 5 }, true, { count: 5 }],
  ["masked", "${count} & 4 > 0", {}, true, { count: 5 }],
  ["not set: not in it", "exec.comm in ${names}", { "exec.comm": "a" }, false],
  ["not set: none of it", "exec.comm not in ${names}", { "exec.comm": "a" }, true],
  ["not set: false", "${seen}", {}, false],
  ["not set: no elements", "${names.length} == 0", {}, true],
  ["numbers of an array", 'exec.args == "${ids}"', { "exec.args": "1,2" }, true, { ids: [1, 2] }],
  [
    "a truth value in a text",
    'exec.args == "${seen}"',
    { "exec.args": "true" },
    true,
    { seen: true },
  ],
  ["patterns against an array", '${names} =~ "a*"', {}, true, { names: ["b", "ab"] }],
]);

const { macros } = defineMacros([
  { id: "O_CREAT", expression: "1" },
  { id: "comm", values: ["a"] },
  { id: "SOME", values: [1, 2] },
  { id: "SOME", values: [3], combine: "merge" },
]);
test("rules/ruleset.go: a constant comes before a macro, a macro before a field", () => {
  const environment = { ...ENVIRONMENT, macros };
  const holds = (source: string, event: object) =>
    evaluateBoth(ruleOf(source, environment), event).closures;
  assert.equal(holds("open.flags == O_CREAT", { "open.flags": 64 }), true);
  assert.equal(holds("exec.comm in comm", { "exec.comm": "a" }), true);
  assert.equal(holds("exec.uid in SOME", { "exec.uid": 3 }), true);
  assert.equal(holds("exec.uid in SOME", { "exec.uid": 1 }), true);
});

test("a pattern that is refused leaves the next text as it is", () => {
  const dynamic = checkRule('exec.args =~ "${names}*"', ENVIRONMENT);
  assert.equal(dynamic.rule, undefined);
  const rule = ruleOf('exec.args == "${count}"', ENVIRONMENT);
  assert.equal(evaluateBoth(rule, { "exec.args": "5" }, contextOf({ count: 5 })).closures, true);
});

test("compiler/eval/evaluators.go: costs rise from whole values to lists of objects", () => {
  const sources = [
    'exec.comm == "a"',
    "exec.uid == 1",
    'exec.comm =~ "a*b"',
    'exec.comm =~ r"a+b"',
    "process.ancestors.uid == 1 && exec.uid == 0",
  ];
  const costs = sources.map((source) => costOf(ruleOf(source, ENVIRONMENT).root));
  assert.deepEqual(
    costs,
    costs.toSorted((a, b) => a - b),
  );
  assert.equal(new Set(costs).size, costs.length, costs.join());
});
