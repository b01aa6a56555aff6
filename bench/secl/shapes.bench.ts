/**
 * Rules of extreme shape: one conjunction of 100 terms, and membership in 500 values. Generated
 * functions against closures, and each against the smallest rule there is.
 */
import { compileRules, type RuleSet } from "#lib/secl";
import { compare } from "../agent/measure.ts";
import { checkAll } from "./workload.ts";

const EVENTS = 20_000;
const CONTEXT = { now: 1_700_000_000_000_000_000, variables: { read: () => undefined } };

/** Every term holds but the last, so that none is cut short. */
const CONJUNCTION = Array.from({ length: 100 }, (_, at) =>
  at < 99 ? `exec.uid != ${at + 1}` : "exec.gid == 1",
).join(" && ");
const NAMES = Array.from({ length: 500 }, (_, at) => `"tool-${at}"`).join(", ");
const PORTS = Array.from({ length: 500 }, (_, at) => String(1024 + at)).join(", ");
const PATTERNS = Array.from({ length: 500 }, (_, at) => `~"/opt/tool-${at}/*"`).join(", ");

type Shape = { name: string; rule: string; least: string; event: Record<string, unknown> };

const SHAPES: readonly Shape[] = [
  {
    name: "100 terms joined by &&",
    rule: CONJUNCTION,
    least: "exec.gid == 1",
    event: { "exec.uid": 0, "exec.gid": 0 },
  },
  {
    name: "a text in 500 values",
    rule: `exec.file.name in [${NAMES}]`,
    least: 'exec.file.name == "tool-0"',
    event: { "exec.file.name": "bash" },
  },
  {
    name: "an int in 500 values",
    rule: `connect.addr.port in [${PORTS}]`,
    least: "connect.addr.port == 1024",
    event: { "connect.addr.port": 443 },
  },
  {
    name: "each of 20 arguments in 500 values",
    rule: `exec.argv in [${NAMES}]`,
    least: 'exec.argv == "tool-0"',
    event: { "exec.argv": Array.from({ length: 20 }, (_, at) => `--option-${at}`) },
  },
  {
    name: "a path in 500 patterns",
    rule: `exec.file.path in [${PATTERNS}]`,
    least: 'exec.file.path =~ "/opt/tool-0/*"',
    event: { "exec.file.path": "/usr/bin/bash" },
  },
];

function evaluateOften(ruleset: RuleSet, event: object): number {
  const [type = ""] = ruleset.eventTypes;
  let matches = 0;
  const count = () => {
    matches++;
  };
  for (let at = 0; at < EVENTS; at++) ruleset.evaluate(event, type, CONTEXT, count);
  return matches + EVENTS;
}

for (const { name, rule, least, event } of SHAPES) {
  const entries = checkAll([rule]);
  const [small, fast, slow] = [
    compileRules(checkAll([least])),
    compileRules(entries),
    compileRules(entries, { generate: false }),
  ];
  compare(name, EVENTS, [
    { name: "its smallest form, generated", run: () => evaluateOften(small, event) },
    { name: "generated", run: () => evaluateOften(fast, event) },
    { name: "closures", run: () => evaluateOften(slow, event) },
  ]);
}
