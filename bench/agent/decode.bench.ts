/** What does it cost to get one record from the stream to where rules can ask for its fields? */
import { Context, createContextCounters } from "#agent/context";
import { createStreamCounters, createStreamReader, type StreamHandler } from "#agent/sensor";
import { type ExecView, type OpenView, VIEWS } from "#lib/event";
import { BOOT_TIME_NS, buildExec, buildOpen, buildPreface } from "../../test/agent/records.ts";
import { compare } from "./measure.ts";

const EVENTS = 20_000;
const PEOPLE = Array.from({ length: 200 }, (_, index) => ({
  pid: 100 + index,
  start: 1000 + index,
  ppid: 1,
}));

function stream(build: (index: number) => Buffer): Buffer {
  return Buffer.concat(Array.from({ length: EVENTS }, (_, index) => build(index)));
}

const ENVIRONMENT = Array.from({ length: 25 }, (_, index) => `VARIABLE_${index}=value\0`).join("");
const opens = stream((index) => {
  const who = PEOPLE[index % PEOPLE.length] as (typeof PEOPLE)[number];
  return buildOpen(who, 1e6 + index, `/usr/lib/x86_64-linux-gnu/lib${index % 97}.so`, 0);
});
const execs = stream((index) => {
  const who = PEOPLE[index % PEOPLE.length] as (typeof PEOPLE)[number];
  const more = { "process.envp": ENVIRONMENT };
  return buildExec(who, 1e6 + index, "/usr/bin/ls", ["ls", "-la", "/tmp"], more);
});

function read(bytes: Buffer, handler: StreamHandler): void {
  const reader = createStreamReader(handler, createStreamCounters());
  for (const source of [buildPreface(), bytes])
    for (let at = 0; at < source.length; ) {
      const space = reader.space();
      const count = Math.min(65_536, source.length - at);
      space.set(source.subarray(at, at + count));
      reader.filled(count);
      at += count;
    }
}

function newContext(): Context {
  const counters = createContextCounters();
  const options = { origin: "ebpf", clock: () => 0, counters, root: "/nonexistent" };
  const context = new Context({ hostname: () => "bench", ...options });
  context.begin("boot", BOOT_TIME_NS);
  return context;
}

function framingOnly(bytes: Buffer): number {
  let count = 0;
  read(bytes, {
    preface: () => {},
    record: () => {
      count += 1;
    },
  });
  return count;
}

function withContext(bytes: Buffer, context: Context): number {
  let count = 0;
  read(bytes, {
    preface: () => {},
    record: (name, chunk, base) => {
      const event = context.take(name, chunk, base);
      if (event) count += event["header.pid"];
    },
  });
  return count;
}

function withPath(bytes: Buffer, context: Context): number {
  let count = 0;
  read(bytes, {
    preface: () => {},
    record: (name, chunk, base) => {
      const event = context.take(name, chunk, base);
      if (event?.type === "open") count += (event as OpenView)["open.file.path"].length;
      if (event?.type === "exec") count += (event as ExecView)["exec.args"].length;
    },
  });
  return count;
}

/** Every field of the record at once, which the views exist to avoid. */
function everything(bytes: Buffer, name: "open" | "exec"): number {
  const view = new VIEWS[name]();
  const prototype = Object.getPrototypeOf(view) as object;
  const members = [prototype, Object.getPrototypeOf(prototype) as object].flatMap((level) =>
    Object.getOwnPropertyNames(level).filter((key) => /^(record|header)\./.test(key)),
  );
  const fields = view as unknown as Record<string, unknown>;
  let count = 0;
  read(bytes, {
    preface: () => {},
    record: (_, chunk, base) => {
      view.point(chunk, base);
      const decoded: Record<string, unknown> = {};
      for (const member of members) decoded[member] = fields[member];
      count += decoded["header.pid"] as number;
    },
  });
  return count;
}

for (const [name, bytes] of [
  ["open", opens],
  ["exec", execs],
] as const) {
  const contexts = [newContext(), newContext()];
  compare(`decode one ${name} (${Math.round(bytes.length / EVENTS)} bytes)`, EVENTS, [
    { name: "framing and checks", run: () => framingOnly(bytes) },
    {
      name: "and context: process, credentials",
      run: () => withContext(bytes, contexts[0] as Context),
    },
    { name: "and one text field read", run: () => withPath(bytes, contexts[1] as Context) },
    { name: "every member decoded, without context", run: () => everything(bytes, name) },
  ]);
}
