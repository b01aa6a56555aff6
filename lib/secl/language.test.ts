// biome-ignore-all lint/suspicious/noTemplateCurlyInString: rules write variables this way
/** The language by its facts: each row is one, tried on both back ends. */
import assert from "node:assert/strict";
import test from "node:test";
import type { CheckEnvironment } from "./checker.ts";
import { defineMacros } from "./macro.ts";
import { contextOf, ENVIRONMENT, evaluateBoth, NOW, ruleOf, SECOND } from "./testing/fixture.ts";
import type { VariableValue } from "./tree.ts";

/** What holds for which event; the name is the fact. */
type Row = [
  fact: string,
  source: string,
  event: Record<string, unknown>,
  holds: boolean,
  variables?: Record<string, VariableValue>,
];

function run(rows: readonly Row[], environment: CheckEnvironment = ENVIRONMENT): void {
  for (const [fact, source, event, holds, variables] of rows) {
    const outcome = holds ? "holds" : "does not hold";
    test(`${fact}: ${source} ${outcome} for ${JSON.stringify(event)}`, () => {
      const found = evaluateBoth(ruleOf(source, environment), event, contextOf(variables));
      assert.deepEqual(found, { generated: holds, closures: holds });
    });
  }
}

const passwd = { "open.file.path": "/etc/passwd", "open.file.name": "passwd", "open.flags": 65 };

run([
  [
    "comments reach to the end of the line",
    "open.flags == 1 // == 2\n # x\n",
    { "open.flags": 1 },
    true,
  ],
  ["escapes are not undone", 'exec.args == "a\\"b"', { "exec.args": 'a\\"b' }, true],
  [
    "words are operators",
    'not exec.args_truncated and exec.args == "x"',
    { "exec.args": "x" },
    true,
  ],
  ["an int may carry a sign", "open.retval == -13", { "open.retval": -13 }, true],
  ["error constants are negative", "open.retval == EACCES", { "open.retval": -13 }, true],
  [
    "a list of names needs no space before the bracket",
    "open.retval in [EPERM, EACCES]",
    { "open.retval": -1 },
    true,
  ],
  ["a list of names", "open.retval in [ EPERM, EACCES ]", { "open.retval": -2 }, false],
  ["blanks and symbols may touch", 'open.file.name=~"pass*"', passwd, true],
  ["a pattern after ==", 'open.file.name == ~"pass*"', passwd, true],
]);

const three = (a: number, b: number, c: number) => ({
  "open.flags": a,
  "open.retval": b,
  "process.pid": c,
});
const abc = (first: string, second: string) =>
  `open.flags == 1 ${first} open.retval == 1 ${second} process.pid == 1`;
run([
  ["A && B || C is A && (B || C)", abc("&&", "||"), three(0, 0, 1), false],
  ["A && B || C is A && (B || C)", abc("&&", "||"), three(1, 0, 1), true],
  ["A || B && C is A || (B && C)", abc("||", "&&"), three(1, 0, 0), true],
  ["A || B && C is A || (B && C)", abc("||", "&&"), three(0, 1, 0), false],
  ["parentheses group", `(${abc("||", "&&").replace(" &&", ") &&")}`, three(1, 0, 0), false],
  [
    "a comparison's right side is a comparison",
    'exec.args_truncated == exec.args == "x"',
    { "exec.args": "y" },
    true,
  ],
  ["bool against bool", "exec.args_truncated == true", { "exec.args_truncated": true }, true],
  ["bool not equal", "exec.args_truncated != true", { "exec.args_truncated": true }, false],
]);

run(
  [
    [
      "bits bind tighter than comparison",
      "open.flags & (O_CREAT | O_TRUNC) > 0",
      { "open.flags": 64 },
      true,
    ],
    [
      "bits bind tighter than comparison",
      "open.flags & (O_CREAT|O_TRUNC) > 0",
      { "open.flags": 1 },
      false,
    ],
    ["bits lean right", "open.flags & O_CREAT | O_TRUNC == 64", { "open.flags": 64 }, true],
    ["bits bind tighter than +", "open.flags & 1 + 1 == 2", { "open.flags": 1 }, true],
    ["+ and - lean left", "process.pid - 2 - 1 == 4", { "process.pid": 7 }, true],
    [
      "masks above 2^32",
      "process.cap_effective & CAP_CHECKPOINT_RESTORE > 0",
      { "process.cap_effective": 2 ** 40 + 1, "open.flags": 0 },
      true,
    ],
    [
      "masks above 2^32 keep low bits apart",
      "process.cap_effective & CAP_CHECKPOINT_RESTORE > 0",
      { "process.cap_effective": 2 ** 39 + 2 ** 8 },
      false,
    ],
    [
      "a low mask of a high value",
      "process.cap_effective & CAP_SYS_ADMIN > 0",
      { "process.cap_effective": 2 ** 40 + 2 ** 21 },
      true,
    ],
    ["xor", "open.flags ^ 3 == 1", { "open.flags": 2 }, true],
    ["bitwise not of a constant", "open.flags & ^1 == 64", { "open.flags": 65 }, true],
    ["bitwise not of a field", "^open.flags == -2", { "open.flags": 1 }, true],
    ["minus", "-open.retval == 13", { "open.retval": -13 }, true],
    [
      "negative numbers are two's complement",
      "open.retval & 255 == 243",
      { "open.retval": -13 },
      true,
    ],
  ].map(([fact, source, event, holds]) => [
    fact,
    `(${source}) && open.retval >= -13`,
    event,
    holds,
  ]) as Row[],
);

run([
  ["strings are equal", 'exec.args == "x"', { "exec.args": "x" }, true],
  ["a missing string is empty", 'exec.args == ""', {}, true],
  ["a missing int is zero", "open.flags == O_RDONLY", {}, true],
  ["a pattern's star crosses /", 'exec.args =~ "a*z"', { "exec.args": "a/b/z" }, true],
  [
    "each literal is taken where it first appears",
    'exec.args =~ "*abc"',
    { "exec.args": "abcabc" },
    false,
  ],
  ["a pattern is anchored", 'exec.args =~ "b*"', { "exec.args": "ab" }, false],
  ["a star matches nothing too", 'exec.args =~ "*"', {}, true],
  ["!~ negates", 'exec.args !~ "a*"', { "exec.args": "ba" }, true],
  [
    "a regular expression is found anywhere",
    'exec.args =~ r"o{2}b"',
    { "exec.args": "foobar" },
    true,
  ],
  [
    "regular expressions of words",
    'exec.args == r".*(foo|b\\.r).*"',
    { "exec.args": "xb.ry" },
    true,
  ],
  [
    "regular expressions of words",
    'exec.args == r".*(foo|b\\.r).*"',
    { "exec.args": "xbary" },
    false,
  ],
  ["$ is the end of the text, not of a line", 'exec.args =~ r"a$"', { "exec.args": "a\nb" }, false],
  ["the constant may stand on the left", '"x" == exec.args', { "exec.args": "x" }, true],
  ["the number may stand on the left", "3 < open.flags", { "open.flags": 4 }, true],
  [
    "fields compare with fields",
    "open.file.path == process.file.path",
    { "open.file.path": "/a", "process.file.path": "/a" },
    true,
  ],
  ["texts order nothing but ints do", "open.flags >= 65", passwd, true],
  ["older names still resolve", 'open.filename == "/etc/passwd"', passwd, true],
  ["older names still resolve", 'open.basename == "passwd"', passwd, true],
]);

run([
  [
    "a glob's star stays in its segment",
    'open.file.path =~ "/etc/*"',
    { "open.file.path": "/etc/a/b" },
    false,
  ],
  ["a glob's star stays in its segment", 'open.file.path == ~"/etc/*"', passwd, true],
  [
    "a star may be an empty last segment",
    'open.file.path =~ "/etc/*"',
    { "open.file.path": "/etc/" },
    true,
  ],
  ["** is any depth", 'open.file.path =~ "/etc/**"', { "open.file.path": "/etc/a/b" }, true],
  [
    "** is not the folder itself",
    'open.file.path =~ "/etc/**"',
    { "open.file.path": "/etc" },
    false,
  ],
  ["** in the middle", 'open.file.path =~ "/a/**/c"', { "open.file.path": "/a/x/y/c" }, true],
  [
    "** in the middle may be nothing",
    'open.file.path =~ "/a/**/c"',
    { "open.file.path": "/a/c" },
    true,
  ],
  ["** in the middle", 'open.file.path =~ "/a/**/c"', { "open.file.path": "/a/x/y/d" }, false],
  ["**x is *x", 'open.file.path =~ "/a/**.so"', { "open.file.path": "/a/b.so" }, true],
  ["**x is *x", 'open.file.path =~ "/a/**.so"', { "open.file.path": "/a/b/c.so" }, false],
  ["*/x is /*/x", 'open.file.path =~ "*/x"', { "open.file.path": "/a/x" }, true],
  ["*/x is /*/x", 'open.file.path =~ "*/x"', { "open.file.path": "/a/b/x" }, false],
  ["an empty path matches no glob", 'open.file.path =~ "/**"', { "open.file.path": "" }, false],
  ["== with a star is plain equality", 'open.file.path == "/etc/*"', passwd, false],
  ["a glob without star is equality", 'open.file.path == ~"/etc/passwd"', passwd, true],
]);

const argv = { "process.argv": ["-c", "id"], "open.flags": 0 };
const on = (source: string) => `${source} && open.flags == 0`;
run([
  [
    "in takes texts and patterns",
    'exec.args in ["x", ~"a*", r"q+$"]',
    { "exec.args": "abc" },
    true,
  ],
  [
    "in takes texts and patterns",
    'exec.args in ["x", ~"a*", r"q+$"]',
    { "exec.args": "bqq" },
    true,
  ],
  ["in takes texts and patterns", 'exec.args in ["x", ~"a*", r"q+$"]', { "exec.args": "b" }, false],
  ["not in", 'exec.args not in ["x"]', { "exec.args": "b" }, true],
  ["many texts", 'exec.args in ["a", "b", "c", "d", "e"]', { "exec.args": "e" }, true],
  ["many ints", "open.flags in [1, 2, 3, 4, 5]", { "open.flags": 5 }, true],
  ["== on an array is any", on('process.argv == "id"'), argv, true],
  ["!= on an array is none", on('process.argv != "id"'), argv, false],
  ["!= on an array is none", on('process.argv != "ls"'), argv, true],
  ["in on an array is any", on('process.argv in ["x", "-c"]'), argv, true],
  ["not in on an array is none", on('process.argv not in ["x", "-c"]'), argv, false],
  ["=~ on an array is any", on('process.argv =~ "i*"'), argv, true],
  ["!~ on an array is none", on('process.argv !~ "i*"'), argv, false],
  ["none of nothing", on('process.argv != "id"'), {}, true],
  ["a text in an array field", on('"id" in process.argv'), argv, true],
  ["a pattern in an array field", on('~"i*" in process.argv'), argv, true],
  [
    "a field in an array field",
    on("process.comm in process.argv"),
    { ...argv, "process.comm": "id" },
    true,
  ],
  ["ints of an array order by any", "connect.ports > 100", { "connect.ports": [1, 200] }, true],
  ["allin is in for ints", "connect.ports allin [1, 2]", { "connect.ports": [1, 9] }, true],
]);

const ip = (address: string, peers: string[] = []) => ({
  "connect.addr.ip": address,
  "connect.peers": peers,
});
run([
  ["an address is in its network", "connect.addr.ip in 10.0.0.0/8", ip("10.1.2.3"), true],
  [
    "an address is not in others",
    "connect.addr.ip in [192.0.2.0/24, 10.0.0.0/8]",
    ip("11.1.2.3"),
    false,
  ],
  ["== with a network", "connect.addr.ip == 10.0.0.0/8", ip("10.1.2.3"), true],
  ["== with an address", "connect.addr.ip == 192.0.2.1", ip("192.0.2.1"), true],
  ["not in a network", "connect.addr.ip not in [10.0.0.0/8]", ip("192.0.2.1"), true],
  ["no address is in no network", "connect.addr.ip in 0.0.0.0/0", ip(""), false],
  ["either may contain the other", "connect.addr.ip in [10.1.0.0/16]", ip("10.0.0.0/8"), true],
  ["IPv6", "connect.addr.ip in 2001:db8::/32", ip("2001:db8::1"), true],
  [
    "IPv6 beyond the first word",
    "connect.addr.ip in 2001:db8:0:1::/64",
    ip("2001:db8:0:2::1"),
    false,
  ],
  ["IPv4 within IPv6", "connect.addr.ip == ::ffff:192.0.2.1", ip("192.0.2.1"), true],
  ["families never match", "connect.addr.ip in ::/0", ip("192.0.2.1"), false],
  [
    "any of several addresses",
    "connect.peers in 10.0.0.0/8",
    ip("", ["192.0.2.1", "10.0.0.1"]),
    true,
  ],
  [
    "allin is every address in every network",
    "connect.peers allin [10.0.0.0/8, 10.1.0.0/16]",
    ip("", ["10.1.0.1", "10.1.0.2"]),
    true,
  ],
  [
    "allin is every address in every network",
    "connect.peers allin [10.0.0.0/8, 10.1.0.0/16]",
    ip("", ["10.1.0.1", "10.2.0.1"]),
    false,
  ],
  [
    "addresses of two fields",
    "connect.addr.ip in connect.peers",
    ip("10.0.0.1", ["10.0.0.1"]),
    true,
  ],
  [
    "addresses of a variable",
    "connect.addr.ip in ${process.peers}",
    ip("10.0.0.1"),
    true,
    { "process.peers": ["10.0.0.0/8"] },
  ],
  [
    "every address of a variable",
    "connect.peers allin ${process.peers}",
    ip("", ["10.0.0.1"]),
    false,
    { "process.peers": ["10.0.0.1", "10.0.0.2"] },
  ],
]);

const created = { "process.created_at": NOW - 3 * SECOND, "open.flags": 0 };
run([
  ["a duration is an age", on("process.created_at < 5s"), created, true],
  ["a duration is an age", on("process.created_at > 2500ms"), created, true],
  ["a duration is an age", on("process.created_at >= 1m"), created, false],
  ["an age may be equal", on("process.created_at == 3s"), created, true],
  [
    "after arithmetic a duration is a number",
    on("event.timestamp - process.created_at < 2s"),
    { ...created, "event.timestamp": NOW - 2 * SECOND },
    true,
  ],
  ["the sum of durations is a number", on("process.created_at > 2s + 3s"), created, true],
  [
    "ages of a list are any",
    on("process.ancestors.created_at < 5s"),
    { "process.ancestors": [{ created_at: 0 }, { created_at: NOW }] },
    true,
  ],
  [
    "a variable has an age",
    on("${count} < 5s"),
    { "open.flags": 0 },
    true,
    { count: NOW - SECOND },
  ],
]);

run([
  [
    "dns names ignore case",
    'dns.question.name == "Pool.Example"',
    { "dns.question.name": "pool.EXAMPLE" },
    true,
  ],
  [
    "dns patterns ignore case",
    'dns.question.name =~ "*.EXAMPLE"',
    { "dns.question.name": "pool.example" },
    true,
  ],
  [
    "dns expressions ignore case",
    'dns.question.name =~ r"^POOL"',
    { "dns.question.name": "pool.example" },
    true,
  ],
  [
    "lists of dns names ignore case",
    'dns.answers in ["A.example"]',
    { "dns.answers": ["x", "a.EXAMPLE"] },
    true,
  ],
  [
    "dns names of two fields ignore case",
    "dns.question.name in dns.answers",
    { "dns.question.name": "A", "dns.answers": ["a"] },
    true,
  ],
  ["others do not", 'exec.args == "A"', { "exec.args": "a" }, false],
  ["length counts bytes", "dns.question.name.length == 3", { "dns.question.name": "aé" }, true],
  ["length of a list field", "process.argv.length == 2 && open.flags == 0", argv, true],
  [
    "length of a list of objects",
    "process.ancestors.length == 1 && open.flags == 0",
    { "process.ancestors": [{}] },
    true,
  ],
  [
    "length of texts in a list of objects",
    "process.ancestors.comm.length > 2 && open.flags == 0",
    { "process.ancestors": [{ comm: "a" }, { comm: "abc" }] },
    true,
  ],
  [
    "registered domain",
    'dns.question.name.root_domain == "example.co.uk"',
    { "dns.question.name": "a.b.Example.co.uk" },
    true,
  ],
  [
    "registered domain by reference",
    '%{dns.question.name.root_domain} == "example.com"',
    { "dns.question.name": "a.example.com" },
    true,
  ],
  [
    "network fields belong to the event",
    "network.size > 100 && dns.question.type == 1",
    { "dns.network.size": 101, "dns.question.type": 1 },
    true,
  ],
]);

const ancestors = {
  "open.flags": 0,
  "process.ancestors": [
    { "file.path": "/bin/sh", "file.name": "sh", uid: 0, pid: 9, argv: ["-c"] },
    { "file.path": "/usr/sbin/nginx", "file.name": "nginx", uid: 33, pid: 8, is_thread: true },
  ],
};
const many = { "process.ancestors": Array.from({ length: 200 }, (_, pid) => ({ pid })) };
run([
  ["a list is any element", on('process.ancestors.file.name == "nginx"'), ancestors, true],
  [
    "without register elements may differ",
    on('process.ancestors.file.name == "sh" && process.ancestors.uid == 33'),
    ancestors,
    true,
  ],
  [
    "with a register it is one element",
    on('process.ancestors[A].file.name == "sh" && process.ancestors[A].uid == 33'),
    ancestors,
    false,
  ],
  [
    "with a register it is one element",
    on('process.ancestors[A].file.name == "nginx" && process.ancestors[A].uid == 33'),
    ancestors,
    true,
  ],
  [
    "a register negates one element",
    on('process.ancestors[A].file.name not in ["sh"]'),
    ancestors,
    true,
  ],
  [
    "without register none may be",
    on('process.ancestors.file.name not in ["sh"]'),
    ancestors,
    false,
  ],
  [
    "a register over nothing is false",
    on("process.ancestors[A].pid != 1"),
    { "open.flags": 0 },
    false,
  ],
  ["100 elements are looked at", on("process.ancestors.pid == 99"), many, true],
  ["100 elements are looked at", on("process.ancestors.pid == 100"), many, false],
  [
    "100 elements are looked at with a register",
    on("process.ancestors[A].pid == 100"),
    many,
    false,
  ],
  ["paths of a list are globs", on('process.ancestors.file.path =~ "/usr/*"'), ancestors, false],
  ["arrays within a list", on('process.ancestors.argv == "-c"'), ancestors, true],
  [
    "arrays within a list by register",
    on('process.ancestors[A].argv == "-c" && process.ancestors[A].pid == 9'),
    ancestors,
    true,
  ],
  ["a bool of a list is any", on("process.ancestors.is_thread"), ancestors, true],
  ["! of a list is none", on("!process.ancestors.is_thread"), ancestors, false],
  [
    "a register may be compared with the event",
    on("process.ancestors[A].pid == process.pid"),
    { ...ancestors, "process.pid": 8 },
    true,
  ],
  ["elements may be calculated with", on("process.ancestors[A].uid & 1 == 1"), ancestors, true],
]);

run([
  ["an int variable", "open.flags == ${count}", { "open.flags": 5 }, true, { count: 5 }],
  ["an unset variable is zero", "open.flags == ${count}", { "open.flags": 0 }, true],
  ["a bool variable", '${seen} && exec.args == ""', {}, true, { seen: true }],
  [
    "a text in an array variable",
    "exec.args in ${names}",
    { "exec.args": "b" },
    true,
    { names: ["a", "b"] },
  ],
  [
    "length of an array variable",
    '${names.length} == 2 && exec.args == ""',
    {},
    true,
    { names: ["a", "b"] },
  ],
  ["length of a text variable", '${name.length} == 2 && exec.args == ""', {}, true, { name: "é" }],
  [
    "a variable in a text",
    'exec.args == "/tmp/${name}"',
    { "exec.args": "/tmp/x" },
    true,
    { name: "x" },
  ],
  [
    "arrays in a text are joined",
    'exec.args == "<${names}>"',
    { "exec.args": "<a,b>" },
    true,
    { names: ["a", "b"] },
  ],
  [
    "a list in a text is joined",
    'exec.args == "%{process.ancestors.pid}"',
    { "exec.args": "9,8", ...ancestors },
    true,
  ],
  [
    "ints in a text are printed",
    'exec.args == "n${count}"',
    { "exec.args": "n7" },
    true,
    { count: 7 },
  ],
  [
    "a field in a text",
    'exec.args == "%{process.comm}!"',
    { "exec.args": "sh!", "process.comm": "sh" },
    true,
  ],
  [
    "the process id is there undeclared",
    'exec.args == "${process.pid}"',
    { "exec.args": "7", "process.pid": 7 },
    true,
  ],
  [
    "a text with a variable in a list",
    'exec.args in ["x", "${name}"]',
    { "exec.args": "q" },
    true,
    { name: "q" },
  ],
  [
    "a path made of a variable",
    'open.file.path == "${name}/x"',
    { "open.file.path": "/t/x" },
    true,
    { name: "/t" },
  ],
]);

const { macros, faults } = defineMacros([
  { id: "SHELLS", expression: '["sh", ~"*bash"]' },
  { id: "SHELLS", values: ["zsh"], combine: "merge" },
  { id: "IS_SHELL", expression: "exec.file.name in SHELLS" },
  { id: "NETS", expression: "[10.0.0.0/8]" },
  { id: "NETS", expression: "[192.0.2.0/24]", combine: "override" },
  { id: "ONE", expression: "192.0.2.1" },
  { id: "MASK", expression: "O_CREAT | O_TRUNC" },
  { id: "TEXT", expression: '"x"' },
]);
test("macros without faults", () => assert.deepEqual(faults, []));
run(
  [
    ["a macro may be a list", "exec.file.name in SHELLS", { "exec.file.name": "rbash" }, true],
    [
      "a merged macro has both lists",
      "exec.file.name in SHELLS",
      { "exec.file.name": "zsh" },
      true,
    ],
    ["a macro may use another", 'IS_SHELL && exec.args == ""', { "exec.file.name": "sh" }, true],
    ["a macro may be negated", "!IS_SHELL", { "exec.file.name": "ls" }, true],
    ["an overridden macro is the last", "connect.addr.ip in NETS", ip("10.0.0.1"), false],
    ["a macro may be an address", "connect.addr.ip == ONE", ip("192.0.2.1"), true],
    ["a macro may be a number", "open.flags & MASK == 64", { "open.flags": 65 }, true],
    ["macros may be in a list", "exec.args in [ TEXT ]", { "exec.args": "x" }, true],
  ],
  { ...ENVIRONMENT, macros },
);
