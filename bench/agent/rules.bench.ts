/** What does the shipped ruleset cost an event that it rejects, and what does a match cost? */
import { join } from "node:path";
import { Context, createContextCounters } from "#agent/context";
import { createRedactionCounters, createRedactor, draftMatch } from "#agent/output";
import { createRulesetCounters, Ruleset, readRuleFiles } from "#agent/ruleset";
import { createStreamCounters, createStreamReader } from "#agent/sensor";
import { ANY_HOST } from "#lib/content";
import type { EventView } from "#lib/event";
import {
  BOOT_TIME_NS,
  buildExec,
  buildFork,
  buildOpen,
  buildPreface,
} from "../../test/agent/records.ts";
import { compare } from "./measure.ts";

const EVENTS = 20_000;
const REDACTOR = createRedactor(createRedactionCounters());
const HOST = {
  hostname: "bench",
  tags: ["env:bench"],
  version: "0",
  kernel: "6.1",
  arch: "x86_64",
};

const context = new Context({
  hostname: () => "bench",
  origin: "ebpf",
  clock: () => 0,
  counters: createContextCounters(),
  root: "/",
});
context.begin("boot", BOOT_TIME_NS);
let matchBytes = 0;
let matches = 0;
const files = readRuleFiles(join(import.meta.dirname, "../../content"), undefined);
const ruleset = Ruleset.load({
  files,
  contentVersion: "0",
  host: ANY_HOST,
  owners: { processOf: () => undefined, isPopulated: () => false, createUuid: () => "" },
  counters: createRulesetCounters(),
  log: () => {},
  respond: () => undefined,
  onMatch: (match, view) => {
    matches += 1;
    const container = { name: "", image: "", tags: [] };
    matchBytes += draftMatch(match, view, HOST, REDACTOR).finish(container, []).length;
  },
});

/** Keeps one event of a stream to be evaluated again and again. */
function lastEvent(records: readonly Buffer[]): EventView {
  let event: EventView | undefined;
  const record = (...args: Parameters<Context["take"]>) => {
    event = context.take(...args) ?? event;
  };
  const reader = createStreamReader({ preface: () => {}, record }, createStreamCounters());
  for (const bytes of [buildPreface(), ...records]) {
    reader.space().set(bytes);
    reader.filled(bytes.length);
  }
  if (!event) throw new Error("the records hold no event that rules see");
  return event;
}

const INIT = { pid: 1, start: 1 };
const SHELL = { pid: 10, start: 10, ppid: 1, parentStart: 1 };
const CHILD = { pid: 11, start: 11, ppid: 10 };
const tree = [
  buildExec(INIT, 100, "/sbin/init", ["init"], {}, "snapshot"),
  buildExec(SHELL, 101, "/bin/bash", ["bash"], {}, "snapshot"),
  buildFork(SHELL, CHILD, 200),
];

function evaluateOften(event: EventView): number {
  for (let count = 0; count < EVENTS; count += 1) ruleset.evaluate(event);
  return matchBytes;
}

const loaded = ruleset.states().filter(({ status }) => status === "loaded");
process.stdout.write(`${loaded.length} rules\n`);
for (const [name, record] of [
  ["open of a library", buildOpen(CHILD, 300, "/usr/lib/libc.so.6", 0)],
  ["exec of ls", buildExec(CHILD, 300, "/usr/bin/ls", ["ls", "-la", "/tmp"])],
] as const) {
  const before = matches;
  const event = lastEvent([...tree, record]);
  compare(`rules on an event that none matches: ${name}`, EVENTS, [
    {
      name: "call of an empty function",
      run: () => Array.from({ length: EVENTS }, () => 1).length,
    },
    { name: "evaluate", run: () => evaluateOften(event) },
  ]);
  if (matches !== before) process.stdout.write("  (a rule matched: not a rejection)\n");
}

const match = {
  ruleId: "bench",
  ruleVersion: "",
  policyName: "vigil",
  policyVersion: "0",
  tags: [],
  variables: {},
  actions: [],
  expression: 'exec.file.name == "ls"',
  parts: [{ offset: 0, length: 22, value: "ls", field: "exec.file.name" }],
  render: () => "root ran ls",
};
const event = lastEvent([...tree, buildExec(CHILD, 300, "/usr/bin/ls", ["ls", "-la", "/tmp"])]);
const container = { name: "", image: "", tags: [] };
compare("a match written down as event JSON", 1000, [
  {
    name: "draft and finish",
    run: () => {
      let bytes = 0;
      for (let count = 0; count < 1000; count += 1)
        bytes += draftMatch(match, event, HOST, REDACTOR).finish(container, []).length;
      return bytes;
    },
  },
]);
