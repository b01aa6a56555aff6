/** Which parts of a rule are highlighted for an event. */
import assert from "node:assert/strict";
import test from "node:test";
import { explainMatch } from "./explain.ts";
import { defineMacros } from "./macro.ts";
import { contextOf, ENVIRONMENT, ruleOf } from "./testing/fixture.ts";

const { macros } = defineMacros([{ id: "SECRET", expression: '"/etc/shadow"' }]);

/** Each deciding part as its text, field and value. */
function explained(source: string, event: object): [string, string, unknown][] {
  const rule = ruleOf(source, { ...ENVIRONMENT, macros });
  return explainMatch(rule, event, contextOf()).map(({ offset, length, field, value }) => [
    source.slice(offset, offset + length),
    field,
    value,
  ]);
}

const shadow = { "open.file.path": "/etc/shadow", "open.flags": 65, "process.comm": "sh" };

const ROWS: readonly [
  fact: string,
  source: string,
  event: object,
  ...parts: [string, string, unknown][],
][] = [
  [
    "all of &&",
    'open.file.path == "/etc/shadow" && process.comm == "sh"',
    shadow,
    ['open.file.path == "/etc/shadow"', "open.file.path", "/etc/shadow"],
    ['process.comm == "sh"', "process.comm", "sh"],
  ],
  [
    "what held of ||",
    'open.flags == 1 || process.comm == "sh"',
    shadow,
    ['process.comm == "sh"', "process.comm", "sh"],
  ],
  [
    "a condition that did not hold, under !",
    '!(process.comm == "bash") && open.flags == 65',
    shadow,
    ['(process.comm == "bash")', "process.comm", "sh"],
    ["open.flags == 65", "open.flags", 65],
  ],
  [
    "the value of a calculation",
    "open.flags & O_CREAT > 0",
    shadow,
    ["open.flags & O_CREAT > 0", "open.flags", 64],
  ],
  [
    "the element of an array that decided",
    'process.argv in ["x", "-p"] && open.flags == 65',
    { ...shadow, "process.argv": ["-a", "-p"] },
    ['process.argv in ["x", "-p"]', "process.argv", "-p"],
    ["open.flags == 65", "open.flags", 65],
  ],
  [
    "the element a register found",
    "process.ancestors[A].pid > 5 && open.flags == 65",
    { ...shadow, "process.ancestors": [{ pid: 1 }, { pid: 9 }] },
    ["process.ancestors[A].pid > 5", "process.ancestors.pid", 9],
    ["open.flags == 65", "open.flags", 65],
  ],
  [
    "a macro within a condition",
    "open.file.path == SECRET",
    shadow,
    ["open.file.path == SECRET", "open.file.path", "/etc/shadow"],
  ],
  [
    "a bare bool",
    "exec.args_truncated",
    { "exec.args_truncated": true },
    ["exec.args_truncated", "exec.args_truncated", true],
  ],
  ["nothing without a match", "open.flags == 1", shadow],
];

for (const [fact, source, event, ...parts] of ROWS) {
  test(`${fact}: ${source}`, () => assert.deepEqual(explained(source, event), parts));
}
