/**
 * A sensor with the agent's own reader, context and rule language behind it: what tests assert is
 * what rules see of a real system call, every field of it, and the event JSON of it.
 */
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { Context, createContextCounters } from "#agent/context";
import { createStreamCounters, createStreamReader } from "#agent/sensor";
import { type EventView, eventJson, FIELD_TABLE } from "#lib/event";
import { checkRule, compileRules, type RuleEntry } from "#lib/secl";
import { ACT, Client, type Sensor, startSensor, until } from "./harness.ts";

/** An event as it was when it came; `fields` are the event's own and those of what it mounts. */
export type SeenEvent = {
  name: string;
  pid: number;
  retval: number;
  fields: Record<string, unknown>;
  json: Record<string, unknown>;
  /** Rules that held, by their text. */
  rules: readonly string[];
};

/** Reads every field of the event that is delivered; lists of processes by their pids. */
function fieldsOf(view: EventView): Record<string, unknown> {
  const read = view as unknown as Record<string, unknown>;
  const own = [...FIELD_TABLE.fields.values()].filter(
    ({ event, iterator, delivered }) => event === view.type && iterator === "" && delivered,
  );
  const all = [...own.map(({ name }) => name), ...FIELD_TABLE.fields.keys()].filter(
    (name) => own.some((field) => field.name === name) || name.startsWith("process."),
  );
  return Object.fromEntries(all.map((name) => [name, read[name]]));
}

function compile(expressions: readonly string[]): RuleEntry[] {
  return expressions.map((text) => {
    const { rule, diagnostics } = checkRule(text, { table: FIELD_TABLE });
    if (!rule) throw new Error(`${text}: ${diagnostics.map(({ what }) => what).join("; ")}`);
    return { id: text, rule };
  });
}

const NOTHING = { now: 0, variables: { read: () => undefined } };

const schemaPath = join(import.meta.dirname, "../../lib/protocol/generated/event.schema.json");
const isEvent = new Ajv2020({ allErrors: true, strict: false, validateFormats: false }).compile(
  JSON.parse(readFileSync(schemaPath, "utf8")) as object,
);

/** The event JSON, which must be what the contract's schema says. */
function jsonOf(view: EventView): SeenEvent["json"] {
  const json = JSON.parse(JSON.stringify(eventJson(view) ?? {})) as SeenEvent["json"];
  const said = { agent: {}, ...json };
  if (!isEvent(said)) throw new Error(`${view.type}: ${JSON.stringify(isEvent.errors)}`);
  return json;
}

type LiveOptions = { packets?: string[]; names?: string[]; root?: string };
type CallOptions = { cwd?: string; uid?: number };

export class LiveEvents {
  readonly sensor: Sensor;
  readonly client: Client;
  readonly context: Context;
  readonly events: SeenEvent[] = [];
  readonly directory = mkdtempSync(join(tmpdir(), "vigil-live-"));

  private constructor(
    sensor: Sensor,
    types: readonly string[],
    expressions: readonly string[],
    root: string,
  ) {
    this.sensor = sensor;
    this.context = new Context({
      hostname: () => "web-1",
      origin: "ebpf",
      clock: () => 0,
      counters: createContextCounters(),
      root,
    });
    this.client = new Client(sensor.socketPath);
    this.#read(new Set([...types, "exit"]), expressions);
    chmodSync(this.directory, 0o755);
    copyFileSync(ACT, join(this.directory, "act"));
  }

  /**
   * Delivers events of some types; `expressions` are rules that each is matched against. `packets`
   * are the filters that select packets, `names` the last names of the files to hear of, and `root`
   * is where the agent looks for the host's files.
   */
  static async start(
    types: readonly string[],
    expressions: readonly string[] = [],
    { packets = [], names, root = "/" }: LiveOptions = {},
  ): Promise<LiveEvents> {
    const live = new LiveEvents(await startSensor(), types, expressions, root);
    await live.client.ready();
    await live.client.filter(
      1,
      types.map((event) => ({
        event,
        ...(names ? { names } : { acceptAll: true }),
        ...(event === "packet" ? { packets } : {}),
      })),
    );
    return live;
  }

  async stop(): Promise<void> {
    this.client.close();
    await this.sensor.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }

  #read(types: ReadonlySet<string>, expressions: readonly string[]): void {
    const entries = compile(expressions);
    const rules = compileRules(entries);
    const take = (view: EventView) => {
      const held: string[] = [];
      rules.evaluate(view, view.type, NOTHING, (index) => held.push(entries[index]?.id ?? ""));
      this.events.push({
        name: view.type,
        pid: view["header.pid"],
        retval: view["header.retval"],
        fields: fieldsOf(view),
        json: jsonOf(view),
        rules: held,
      });
    };
    const reader = createStreamReader(
      {
        preface: ({ bootId, bootTimeNs }) => this.context.begin(bootId, bootTimeNs),
        record: (name, chunk, base) => {
          const view = this.context.take(name, chunk, base);
          if (view && types.has(name)) take(view);
        },
      },
      createStreamCounters(),
    );
    this.client.socket.on("data", (bytes: Buffer) => {
      for (let at = 0; at < bytes.length; ) {
        const space = reader.space();
        const part = bytes.subarray(at, at + space.length);
        space.set(part);
        reader.filled(part.length);
        at += part.length;
      }
    });
  }

  /** Makes one call by number in a process of its own; see tools/act.c for the arguments. */
  call(args: readonly (string | number)[], options: CallOptions = {}) {
    const { cwd = "/", uid } = options;
    const user = uid === undefined ? {} : { uid, gid: uid };
    const text = execFileSync(join(this.directory, "act"), args.map(String), {
      encoding: "utf8",
      cwd,
      ...user,
    });
    const [pid = 0, result = 0] = text.trim().split(" ").map(Number);
    return { pid, result };
  }

  /** Events of a type that a process made, once the process has ended. */
  async of(pid: number, name: string): Promise<SeenEvent[]> {
    await until(`the exit of ${pid}`, () =>
      this.events.some((event) => event.name === "exit" && event.pid === pid),
    );
    return this.events.filter((event) => event.name === name && event.pid === pid);
  }

  /** Makes a call and gives its event, which must have the call's result. */
  async seen(
    name: string,
    args: readonly (string | number)[],
    options: CallOptions = {},
  ): Promise<SeenEvent> {
    const { pid, result } = this.call(args, options);
    const event = (await this.of(pid, name)).at(-1);
    if (!event) throw new Error(`${args.join(" ")} = ${result} made no ${name} event`);
    if (event.retval !== result) throw new Error(`${event.retval} is not the result ${result}`);
    return event;
  }
}
