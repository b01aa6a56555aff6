/**
 * What the benchmarks of the rule language run on: rules as policies have them and events as hosts
 * have them. Like live ones, events have a getter for each field on the prototype of their type;
 * unlike those, the values are there, so that decoding is not measured.
 */
import { FIELD_TABLE, type Field } from "#lib/event";
import { checkRule, type RuleEntry } from "#lib/secl";

/** Conditions as policies have them; `%` is a number that makes each rule its own. */
const TEMPLATES: readonly string[] = [
  'exec.file.name in ["nc%", "ncat%", "socat%", "nc"] && process.parent.file.name in ["nginx", "java"]',
  'exec.file.path in [~"/tmp/t%/**", ~"/dev/shm/**", ~"/var/tmp/**"] && exec.file.name != "x%"',
  'exec.args =~ "*stratum+tcp%*" || exec.args_flags in ["donate-level%", "cpu-priority"]',
  'exec.file.name == "curl%" && process.ancestors.file.name in ["apache2", "tomcat%"]',
  'process.ancestors[A].comm == "sshd%" && process.ancestors[A].uid == 0 && exec.comm == "sh"',
  'exec.args =~ r".*(base64|xxd|openssl%).*" && exec.uid == 0',
  'open.file.path in ["/etc/shadow%", "/etc/sudoers"] && process.file.path not in ["/usr/bin/su"]',
  'open.file.path =~ "/home/*/.ssh/authorized_keys%" && open.flags & (O_CREAT | O_WRONLY) > 0',
  'open.file.path =~ "/etc/cron.d%/**" && open.flags & O_CREAT > 0 && container.id != ""',
  'open.file.name == "ld.so.preload%" && process.file.name not in ["dpkg", "rpm%"]',
  'open.file.path == "/proc/%/mem" && process.uid != 0',
  'unlink.file.path =~ "/var/log/**" && unlink.file.name in ["auth%.log", "syslog"]',
  'rename.file.destination.path =~ "/usr/bin%/*" && process.created_at < 5s',
  'chmod.file.path =~ "/tmp/**" && chmod.file.destination.mode & 73 > 0 && chmod.file.name == "x%"',
  'dns.question.name =~ "*.pool%.example" && process.file.name != "chrome"',
  'dns.question.name in [~"*.onion%", "xmr.example", "mine.example"] && dns.question.type == 1',
  "connect.addr.port in [3333, 4444, 5555, 6%] && connect.addr.is_public == true",
  'connect.addr.ip in [192.0.2.0/24, 198.51.100.%/32] && process.file.name == "mysqld"',
];

/** One event in eight is of each; opens come most, as on a host. */
const MIX = ["open", "open", "open", "exec", "unlink", "connect", "dns", "rename"];

/** As many rules, each its own, spread over the templates. */
export function ruleSources(count: number): string[] {
  return Array.from({ length: count }, (_, at) => {
    const template = TEMPLATES[at % TEMPLATES.length] ?? "";
    return template.replaceAll("%", String(Math.floor(at / TEMPLATES.length) + 1));
  });
}

/** Checks rules that must be right. */
export function checkAll(sources: readonly string[]): RuleEntry[] {
  return sources.map((source, at) => {
    const { rule, diagnostics } = checkRule(source, { table: FIELD_TABLE });
    const [first] = diagnostics;
    if (rule === undefined) throw new Error(`${source}: ${first?.what} ${first?.do}`);
    return { id: `rule-${at}`, rule };
  });
}

export type TypedEvent = { type: string; event: object };

/** Events in the mix of a host, no two the same. */
export function mixedEvents(count: number): TypedEvent[] {
  return Array.from({ length: count }, (_, at) => {
    const type = MIX[at % MIX.length] as string;
    return { type, event: eventOf(type, at) };
  });
}

const PATHS = [
  "/usr/lib/x86_64-linux-gnu/libc.so.6",
  "/etc/passwd",
  "/var/log/app/out.log",
  "/home/ann/.bashrc",
];
const NAMES = ["bash", "node", "systemd", "python3"];

type EventClass = new (values: readonly unknown[]) => object;

const LIST = "process.ancestors";
const classes = new Map<string, { create: EventClass; fields: readonly Field[] }>();

/** A class with a getter for each field that events of a type carry. */
function classOf(type: string): { create: EventClass; fields: readonly Field[] } {
  const known = classes.get(type);
  if (known !== undefined) return known;
  const fields = [...FIELD_TABLE.fields.values()].filter(
    ({ event, iterator, delivered }) =>
      delivered && iterator === "" && (event === "*" || event === type),
  );
  const getters = [...fields.map(({ name }) => name), LIST].map(
    (name, at) => `get ${JSON.stringify(name)}() { return this.values[${at}]; }`,
  );
  const source = `return class { constructor(values) { this.values = values; } ${getters.join("\n")} }`;
  const made = { create: new Function(source)() as EventClass, fields };
  classes.set(type, made);
  return made;
}

/** An event with a value for every field of its type and of all types. */
function eventOf(type: string, seed: number): object {
  const { create, fields } = classOf(type);
  const ancestors = Array.from({ length: 6 }, (_, at) => ({
    pid: 100 + at,
    uid: at === 0 ? 1000 : 0,
    comm: NAMES[(seed + at) % NAMES.length],
    "file.name": NAMES[(seed + at) % NAMES.length],
    "file.path": `/usr/bin/${NAMES[(seed + at) % NAMES.length]}`,
  }));
  const values = fields.map(({ name, type: kind, array }) =>
    array ? [] : sampleOf(name, kind, seed),
  );
  return new create([...values, ancestors]);
}

function sampleOf(name: string, type: string, seed: number): unknown {
  if (type === "int") return name.endsWith("flags") ? 32768 : seed % 1000;
  if (type === "bool") return seed % 2 === 0;
  if (type === "ip") return `203.0.113.${seed % 250}`;
  if (name.endsWith("path")) return `${PATHS[seed % PATHS.length]}.${seed % 50}`;
  if (name === "dns.question.name") return `host${seed % 50}.svc.example`;
  if (name === "open.file.name") return seed % 100 === 0 ? "ld.so.preload1" : "libc.so.6";
  return name.endsWith("args")
    ? `--port ${seed} --config /etc/app.conf`
    : NAMES[seed % NAMES.length];
}
