/**
 * Which events a log source of Sigma is, and what its fields are called there. Field names of the
 * generic categories are those of Sysmon, which Sigma's taxonomy took over.
 */
import * as refuse from "./refuse.ts";
import type { Logic, LogSource } from "./types.ts";

/**
 * How a field of events is tested. `command` is the whole command line, program included; `file` is
 * a path by which the kernel can tell events apart; `truth` has the same values in all events.
 */
export type EventField = {
  kind: "path" | "file" | "text" | "int" | "ip" | "command" | "truth";
  /**
   * SECL name; for a path without its last part `.path`, for a command line that of the process,
   * for a truth its values divided by `|`.
   */
  name: string;
};

/** One event type that a log source stands for. */
export type EventTarget = {
  event: string;
  /** SECL that holds for the events of the source among those of the type; "" for all of them. */
  only: string;
  /** SECL that holds for every event of the type, for rules that name no field of the type. */
  presence: string;
  fields: Readonly<Record<string, EventField>>;
  /** SECL fields and values under which an event of the type meets `only` and `presence`. */
  example: Readonly<Record<string, unknown>>;
};

const path = (name: string): EventField => ({ kind: "path", name });
const text = (name: string): EventField => ({ kind: "text", name });
const int = (name: string): EventField => ({ kind: "int", name });
const ip = (name: string): EventField => ({ kind: "ip", name });
const command = (name: string): EventField => ({ kind: "command", name });

/** Fields of whoever acts, in every category. */
const ACTOR = {
  Image: path("process.file"),
  CommandLine: command("process"),
  ProcessId: int("process.pid"),
  User: text("process.user"),
  LogonId: int("process.auid"),
  ParentImage: path("process.parent.file"),
  ParentCommandLine: command("process.parent"),
  ParentProcessId: int("process.ppid"),
  ParentUser: text("process.parent.user"),
  ContainerId: text("process.container.id"),
} as const;

const PROCESS = {
  ...ACTOR,
  Image: path("exec.file"),
  CommandLine: command("exec"),
  ProcessId: int("exec.pid"),
  User: text("exec.user"),
  LogonId: int("exec.auid"),
} as const;

const EXEC: EventTarget = {
  event: "exec",
  only: "",
  presence: "exec.pid > 0",
  fields: PROCESS,
  example: { "exec.pid": 4021 },
};

function fileTarget(event: string, file: string, only = "", example = {}): EventTarget {
  const fields = { ...ACTOR, TargetFilename: { kind: "file", name: file } as const };
  const success = `${event}.retval >= 0`;
  return {
    event,
    only: only === "" ? success : `${only} && ${success}`,
    presence: success,
    fields,
    example,
  };
}

const CREATED = fileTarget("open", "open.file", "open.flags & O_CREAT > 0", {
  "open.flags": "O_CREAT | O_WRONLY",
});
const CHANGED = fileTarget("open", "open.file", "open.flags & (O_WRONLY | O_RDWR) > 0", {
  "open.flags": "O_WRONLY",
});
const READ = fileTarget("open", "open.file");
const MOVED_TO = fileTarget("rename", "rename.file.destination");
const MOVED = fileTarget("rename", "rename.file");
const REMOVED = fileTarget("unlink", "unlink.file");

function addressFields(event: string): Record<string, EventField> {
  return {
    ...ACTOR,
    DestinationIp: ip(`${event}.addr.ip`),
    DestinationPort: int(`${event}.addr.port`),
    DestinationHostname: text(`${event}.addr.hostname`),
    Initiated: { kind: "truth", name: event === "connect" ? "true" : "false" },
  };
}

const CONNECTED: EventTarget = {
  event: "connect",
  only: "",
  presence: "connect.addr.family > 0",
  fields: addressFields("connect"),
  example: { "connect.addr.family": "AF_INET" },
};

const ACCEPTED: EventTarget = {
  event: "accept",
  only: "",
  presence: "accept.addr.family > 0",
  fields: {
    ...ACTOR,
    SourceIp: ip("accept.addr.ip"),
    SourcePort: int("accept.addr.port"),
    SourceHostname: text("accept.addr.hostname"),
    Initiated: { kind: "truth", name: "false" },
  },
  example: { "accept.addr.family": "AF_INET" },
};

const LOOKED_UP: EventTarget = {
  event: "dns",
  only: "",
  presence: "dns.question.count > 0",
  fields: { ...ACTOR, QueryName: text("dns.question.name"), query: text("dns.question.name") },
  example: { "dns.question.count": 1 },
};

const CATEGORIES: Readonly<Record<string, readonly EventTarget[]>> = {
  process_creation: [EXEC],
  file_event: [CREATED, MOVED_TO],
  file_change: [CHANGED],
  file_access: [READ],
  file_rename: [MOVED],
  file_delete: [REMOVED],
  network_connection: [CONNECTED, ACCEPTED],
  dns_query: [LOOKED_UP],
};

/** Event types of auditd's SYSCALL records by the call's name. */
const AUDIT_CALLS: Readonly<Record<string, readonly EventTarget[]>> = {
  execve: [EXEC],
  execveat: [EXEC],
};
const AUDIT_FIELDS = {
  exe: path("process.file"),
  comm: text("process.comm"),
  uid: int("process.uid"),
  auid: int("process.auid"),
  euid: int("process.euid"),
  pid: int("process.pid"),
  ppid: int("process.ppid"),
  tty: text("process.tty_name"),
} as const;

/** The event types of a source, or undefined when it is one of logs. */
export function eventTargets(source: LogSource, logic: Logic): readonly EventTarget[] | undefined {
  const { category, product, service } = source;
  if (product !== "" && product !== "linux") return undefined;
  if (service === "auditd") return auditTargets(logic);
  if (service !== "") return undefined;
  return Object.hasOwn(CATEGORIES, category) ? CATEGORIES[category] : undefined;
}

/** Values that every event of the rule has in a field, when the rule names them. */
function wantedValues(logic: Logic, field: string): string[] {
  if (logic.kind === "and" || logic.kind === "or") {
    return logic.items.flatMap((item) => wantedValues(item, field));
  }
  if (logic.kind !== "test" || logic.field?.toLowerCase() !== field) return [];
  const { test } = logic;
  if (test.kind !== "text" || test.parts.length !== 1) return [];
  const [part] = test.parts;
  return part?.kind === "text" ? [part.text.toLowerCase()] : [];
}

/**
 * Audit records that are an event here: EXECVE is a program that was run, whose words are its
 * arguments. Everything else is left to logs.
 */
function auditTargets(logic: Logic): readonly EventTarget[] | undefined {
  const types = wantedValues(logic, "type");
  if (types.length > 0 && types.every((type) => type === "execve")) {
    return [{ ...EXEC, fields: { ...AUDIT_FIELDS, ...audited("execve"), ...argumentFields() } }];
  }
  const calls = wantedValues(logic, "syscall");
  const targets = calls.flatMap((call) => AUDIT_CALLS[call] ?? []);
  const isCall = types.every((type) => type === "syscall");
  if (!isCall || calls.length === 0 || targets.length < calls.length) return undefined;
  return [...new Set(targets)].map((target) => ({
    ...target,
    fields: { ...AUDIT_FIELDS, ...audited("syscall") },
  }));
}

function audited(type: string): Record<string, EventField> {
  const truth = (name: string): EventField => ({ kind: "truth", name });
  return {
    type: truth(type),
    SYSCALL: truth("execve|execveat"),
    syscall: truth("execve|execveat"),
  };
}

const ARGUMENTS_MAX = 20;

function argumentFields(): Record<string, EventField> {
  const fields: Record<string, EventField> = {};
  for (let at = 0; at < ARGUMENTS_MAX; at++) {
    fields[`a${at}`] = at === 0 ? text("exec.argv0") : text("exec.argv");
  }
  return fields;
}

export function eventField(target: EventTarget, name: string, source: LogSource): EventField {
  const field = Object.hasOwn(target.fields, name) ? target.fields[name] : undefined;
  return field ?? refuse.unknownField(name, describeSource(source));
}

export function describeSource({ product, category, service }: LogSource): string {
  return [product, category, service].filter((part) => part !== "").join(" ") || "any source";
}
