// biome-ignore-all lint/suspicious/noTemplateCurlyInString: rules write variables this way
/**
 * Random rules that pass the checks, and random events and variables with values that rules often
 * meet.
 */
import fc from "fast-check";
import type { SeclEvent, VariableValue } from "../tree.ts";
import { NOW, SECOND } from "./fixture.ts";

const INTS = [-13, -1, 0, 1, 2, 3, 64, 65, 512, 2 ** 31, 2 ** 40 + 1];
const TEXTS = ["", "a", "ab", "abab", "B.A", "b.a", "x,y", "/a/b"];
const PATHS = ["", "/", "/a", "/a/b", "/a/b/c", "/a/b/a/b", "/etc/passwd", "b/passwd"];
const ADDRESSES = ["", "10.0.0.1", "10.1.0.1", "192.0.2.1", "::1", "2001:db8::1", "10.0.0.0/8"];

/** Operands by type, for one event type. `A` fields are those of the register. */
type Pool = {
  ints: string[];
  times: string[];
  texts: string[];
  paths: string[];
  bools: string[];
  addresses: string[];
};

const COMMON: Pool = {
  ints: [
    "process.pid",
    "process.ancestors.pid",
    "process.ancestors[A].pid",
    "process.ancestors[A].uid",
    "${count}",
    "process.argv.length",
    "process.ancestors.length",
    "process.ancestors.comm.length",
    "process.cap_effective",
  ],
  times: [
    "process.created_at",
    "process.ancestors.created_at",
    "process.ancestors[A].created_at",
    "${count}",
  ],
  texts: [
    "process.comm",
    "process.argv",
    "process.ancestors.argv",
    "process.ancestors[A].argv",
    "process.ancestors.comm",
    "process.ancestors[A].comm",
    "process.file.name",
    "process.ancestors.file.name",
    "process.ancestors[A].file.name",
    '"%{process.file.path}"',
    "${name}",
    "${names}",
    '"%{process.comm}${name}"',
    '"<%{process.ancestors.pid}>"',
  ],
  paths: ["process.file.path", "process.ancestors.file.path", "process.ancestors[A].file.path"],
  bools: [
    "process.is_thread",
    "process.ancestors.is_thread",
    "process.ancestors[A].is_thread",
    "${seen}",
    "true",
    "false",
  ],
  addresses: ["${process.peers}"],
};

const POOLS: readonly (Pool & { anchor: string })[] = [
  {
    ...COMMON,
    anchor: "open.flags >= -13",
    ints: ["open.flags", "open.retval", "open.file.path.length", ...COMMON.ints],
    paths: ["open.file.path", "open.file.path", ...COMMON.paths],
    texts: ["open.file.name", "open.syscall.path", ...COMMON.texts],
  },
  {
    ...COMMON,
    anchor: "connect.addr.port >= -13",
    ints: ["connect.addr.port", "connect.ports", ...COMMON.ints],
    addresses: ["connect.addr.ip", "connect.peers", ...COMMON.addresses],
  },
  {
    ...COMMON,
    anchor: "dns.question.type >= -13",
    ints: ["dns.question.type", "network.size", ...COMMON.ints],
    texts: ["dns.question.name", "dns.answers", "dns.question.name.root_domain", ...COMMON.texts],
  },
];

const one = (choices: readonly (string | number)[]) => fc.constantFrom(...choices.map(String));
const join = (...parts: (string | fc.Arbitrary<string>)[]) =>
  fc
    .tuple(...parts.map((part) => (typeof part === "string" ? fc.constant(part) : part)))
    .map((all) => all.join(" "));
const listOf = (item: fc.Arbitrary<string>) =>
  fc.array(item, { minLength: 1, maxLength: 5 }).map((items) => `[ ${items.join(", ")} ]`);

const EQUALITY = one(["==", "!="]);
const ORDER = one(["==", "!=", "<", "<=", ">", ">="]);
const IN = one(["in", "not in", "allin"]);
const INT = one([...INTS, "O_CREAT", "EACCES", "CAP_CHECKPOINT_RESTORE"]);
const text = one(TEXTS.map((value) => `"${value}"`));
const path = one(PATHS.filter((value) => value !== "b/passwd").map((value) => `"${value}"`));
const PATTERN = one(["*", "a*", "*b", "*a*b", "a", "B.*", "x,*"].map((value) => `~"${value}"`));
const GLOB = one(
  [
    ...["/a/*", "/a/**", "*/b", "/a/**/b", "/**/b", "/etc/pass*", "/a/**b", "/*"],
    ...["/a/b/*", "/a/**/a/*", "/*/b/**", "/**/a/*", "*/a/b/*", "/a/**/a"],
  ].map((value) => `~"${value}"`),
);
const REGEXP = one(["a|b", "^a", "b$", ".*(ab|B).*", "a.a", "[xy],"].map((value) => `r"${value}"`));
const NET = one([
  "10.0.0.1",
  "10.0.0.0/8",
  "192.0.2.0/24",
  "::1",
  "2001:db8::/32",
  "::ffff:10.0.0.1",
]);
const DURATION = one(["1s", "5s", "2m"]);

function conditions(pool: Pool): fc.Arbitrary<string> {
  const ints = one(pool.ints);
  const single = one(pool.ints.filter((name) => !/ancestors\.(pid|comm)|ports/.test(name)));
  const sum = join("(", single, one(["+", "-", "&", "|", "^"]), INT, ")");
  const [texts, paths, addresses] = [one(pool.texts), one(pool.paths), one(pool.addresses)];
  const arrays = one(["process.argv", "${names}", "process.ancestors.comm"]);
  return fc.oneof(
    one(pool.bools),
    join(one(pool.bools), EQUALITY, one(["true", "false"])),
    join(fc.oneof(ints, sum), ORDER, fc.oneof(INT, ints, sum)),
    join(INT, ORDER, ints),
    join(ints, IN, listOf(INT)),
    join(one(pool.times), one(["<", "<=", ">", ">=", "=="]), DURATION),
    join(texts, EQUALITY, fc.oneof(text, texts, PATTERN, REGEXP)),
    join(texts, one(["=~", "!~"]), fc.oneof(text, PATTERN, REGEXP)),
    join(texts, IN, listOf(fc.oneof(text, PATTERN, REGEXP))),
    join(texts, IN, arrays),
    join(fc.oneof(text, PATTERN), IN, arrays),
    join(paths, EQUALITY, fc.oneof(path, GLOB, paths)),
    join(paths, one(["=~", "!~"]), GLOB),
    join(paths, IN, listOf(fc.oneof(path, GLOB))),
    join(addresses, EQUALITY, fc.oneof(NET, addresses)),
    join(addresses, IN, listOf(NET)),
    join(addresses, IN, one(["${process.peers}"])),
  );
}

function expressions(pool: Pool): fc.Arbitrary<string> {
  const { tree } = fc.letrec<{ tree: string }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      conditions(pool),
      join("(", tie("tree"), ")", one(["&&", "||"]), "(", tie("tree"), ")"),
      join(conditions(pool), one(["&&", "||"]), conditions(pool), one(["&&", "||"]), tie("tree")),
      join("!", "(", tie("tree"), ")"),
      join("(", tie("tree"), ")", EQUALITY, "(", tie("tree"), ")"),
    ),
  }));
  return tree;
}

/** Rules of three event types, over every operator and type. */
export const ruleSources: fc.Arbitrary<string> = fc.oneof(
  ...POOLS.map((pool) => {
    const anchored = join(pool.anchor, "&&", "(", expressions(pool), ")");
    return fc.oneof(anchored, join("(", expressions(pool), ")", "||", "!", "(", pool.anchor, ")"));
  }),
);

/** Rules about open alone, made of what the kernel can and cannot filter by. */
export const openSources: fc.Arbitrary<string> = expressions({
  ...COMMON,
  ints: ["open.flags", "open.flags", "process.pid", "process.auid", "process.auid"],
  bools: ["open.file.in_upper_layer", "process.is_thread"],
  texts: ["open.file.name", "process.comm"],
  paths: ["open.file.path", "open.file.path", "process.file.path"],
}).map((source) => `(${source}) && open.retval >= -13`);

const int = fc.constantFrom(...INTS);
const string = fc.constantFrom(...TEXTS);
const time = fc.constantFrom(0, NOW, NOW - SECOND, NOW - 5 * SECOND, NOW - 10 * SECOND);
const others = fc.array(fc.constantFrom(...PATHS.filter((path) => path !== "")), { maxLength: 2 });
const processFields = {
  pid: int,
  uid: int,
  auid: fc.constantFrom(0, 1, 2, 64, 2 ** 32 - 1),
  comm: string,
  created_at: time,
  is_thread: fc.boolean(),
  "file.path": fc.constantFrom(...PATHS),
  "file.path.alternatives": others,
  "file.name": string,
  "file.name.alternatives": fc.array(string, { maxLength: 2 }),
  argv: fc.array(string, { maxLength: 3 }),
  cap_effective: int,
};
const element = fc.record(processFields, { requiredKeys: [] });

/** Events with any of the fixture's fields, some missing; a file's name follows from its path. */
export const events: fc.Arbitrary<SeclEvent> = fc
  .record(
    {
      ...Object.fromEntries(
        Object.entries(processFields).map(([key, value]) => [`process.${key}`, value]),
      ),
      "process.ancestors": fc.array(element, { maxLength: 4 }),
      "open.file.path": fc.constantFrom(...PATHS),
      "open.file.path.alternatives": others,
      "open.syscall.path": string,
      "open.flags": fc.constantFrom(...INTS.filter((value) => value >= 0)),
      "open.retval": int,
      "open.file.in_upper_layer": fc.boolean(),
      "dns.question.name": string,
      "dns.answers": fc.array(string, { maxLength: 3 }),
      "dns.question.type": int,
      "dns.network.size": int,
      "connect.addr.ip": fc.constantFrom(...ADDRESSES),
      "connect.addr.port": int,
      "connect.peers": fc.array(fc.constantFrom(...ADDRESSES), { maxLength: 3 }),
      "connect.ports": fc.array(int, { maxLength: 3 }),
    },
    { requiredKeys: [] },
  )
  .map((event) => {
    const path = String(event["open.file.path"] ?? "");
    return { ...event, "open.file.name": path.slice(path.lastIndexOf("/") + 1) };
  });

/** Values of the fixture's variables, some unset. */
export const variables: fc.Arbitrary<Record<string, VariableValue>> = fc.record(
  {
    count: fc.oneof(int, time),
    name: string,
    names: fc.array(string, { maxLength: 3 }),
    seen: fc.boolean(),
    "process.peers": fc.array(fc.constantFrom(...ADDRESSES), { maxLength: 3 }),
  },
  { requiredKeys: [] },
);
