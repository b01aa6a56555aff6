/**
 * Which keys a suppression of signals like one should go by. What an activity is told by stays the
 * same while the program is the same: what ran, with which arguments, as whom, from where; and for
 * a file its path, for DNS the name, for the kernel the workload or host.
 */
import type { Activity, Signal, SuppressionKeys, SuppressionSet } from "#lib/protocol";
import { formatQuery, textValues } from "#lib/query";
import { adviceOn } from "./advice.ts";
import { ephemeral } from "./ephemeral.ts";

type Attributes = SuppressionKeys["data"]["attributes"];
type Key = Attributes["keys"][number];
type Event = Record<string, unknown>;

/** Arguments beyond these are not proposed. */
const VALUES_MAX = 8;
/** Nobody means to hide exactly a value that is longer. */
const VALUE_CHARS_MAX = 512;
/** Below this a set is too broad to be proposed without what is ephemeral. */
const SET_KEYS_MIN = 2;

const ARGUMENTS = "@process.args";
const PROCESS = ["@process.executable.path", ARGUMENTS, "@process.user"];
/** The first that there is. */
const PARENT = ["@process.parent.executable.path", "@process.parent.comm"];
const WORKLOAD = [
  ...["kube_deployment", "kube_container_name", "short_image", "image_name"],
  "@container.image",
];
const USER = ["@usr.name", "@usr.id"];

/** Alternatives of each key, the first that there is. */
const RECOMMENDED: Readonly<Record<Activity, readonly (readonly string[])[]>> = {
  process: [...PROCESS.map((key) => [key]), PARENT],
  file: [...PROCESS.map((key) => [key]), PARENT, ["@file.path"], WORKLOAD],
  dns: [
    ...PROCESS.map((key) => [key]),
    ...[PARENT, ["@dns.question.name"], ["@network.destination.ip"]],
  ],
  network: [
    ...PROCESS.map((key) => [key]),
    ...[PARENT, ["@connect.addr.ip", "@network.destination.ip"]],
  ],
  kernel: [...PROCESS.map((key) => [key]), PARENT, [...WORKLOAD, "host"]],
  log: [USER, ["@network.client.ip"], ["service"], ["@evt.name"]],
};
/** What may be chosen beside. */
const OPTIONAL = ["host", "env", ...PARENT, "@process.comm", "@file.path", ...WORKLOAD, ...USER];

function activityOf(event: Event): Activity {
  if (textValues(event, "@process.executable.path").length === 0) return "log";
  if (textValues(event, "@dns.question.name").length > 0) return "dns";
  const [category = ""] = textValues(event, "@evt.category");
  if (/^file/i.test(category)) return "file";
  if (/^network/i.test(category)) return "network";
  return /^kernel/i.test(category) ? "kernel" : "process";
}

/** The newest event kept of the signal, else what is the same in all. */
function eventOf({ attributes: { custom, tags } }: Signal): Event {
  const sample = custom.samples.at(-1)?.content;
  if (sample === undefined) return { ...custom, tags };
  const { custom: event, host, service, source } = sample;
  return { ...event, host, source, service: service ?? "", tags: sample.tags };
}

/** The key with its values; undefined where the event has none that can be gone by. */
function keyOf(event: Event, key: string): Key | undefined {
  const found = textValues(event, key).filter((value) => value !== "" && value !== "N/A");
  const values = [...new Set(found)].filter((value) => value.length <= VALUE_CHARS_MAX);
  if (values.length === 0 || (values.length > 1 && key !== ARGUMENTS)) return undefined;
  const kept = values.slice(0, VALUES_MAX);
  const span = { start: 0, end: 0 };
  const terms = kept.map((text) =>
    formatQuery({ kind: "term", key, value: { kind: "text", text }, span }),
  );
  const warnings = kept.flatMap((value) => {
    const why = ephemeral(key, value);
    return why === undefined ? [] : [{ ...why, key, message: `${value}: ${why.message}` }];
  });
  return { key, values: kept, query: terms.join(" "), warnings };
}

const isLasting = ({ warnings }: Key) => warnings.length === 0;

/** Without what does not come again, unless too little is left. */
function lasting(keys: readonly Key[]): readonly Key[] {
  const kept = keys.filter(isLasting);
  return kept.length >= SET_KEYS_MIN ? kept : keys;
}

/** `wanted` is a key that somebody chose, which is in every set. */
export function suppressionKeys(signal: Signal, wanted?: string): Attributes {
  const { custom } = signal.attributes;
  const { id, name } = custom.workflow.rule;
  const event = eventOf(signal);
  const activity = activityOf(event);
  const read = (key: string) => keyOf(event, key);
  const first = (keys: readonly string[]) => keys.map(read).find((key) => key !== undefined);
  const groups = activity === "log" ? custom.groupByPaths.map((key) => [key]) : [];
  const chosen = wanted === undefined ? undefined : read(wanted);
  const own = [...groups, ...RECOMMENDED[activity]].map(first).filter((key) => key !== undefined);
  const recommended = unique([...(chosen ? [chosen] : []), ...lasting(own)]);
  const workload = first([...WORKLOAD, "host"]);
  const others = [...custom.groupByPaths, ...OPTIONAL].map(read).filter((key) => key !== undefined);
  const withoutArguments = recommended.filter(({ key }) => key !== ARGUMENTS || key === wanted);
  const candidates: [SuppressionSet, readonly Key[]][] = [
    ["recommended", recommended],
    ["any_arguments", withoutArguments],
    ["workload", unique([...recommended, ...(workload ? [workload] : [])])],
  ];
  const sets = candidates
    .map(([set, keys]) => setOf(set, keys))
    .filter((set, at, all) => all.findIndex((each) => isSame(each, set)) === at);
  const rule_query = formatQuery({
    ...{ kind: "term", key: "ruleId", value: { kind: "text", text: id } },
    span: { start: 0, end: 0 },
  });
  const keys = unique([...recommended, ...own, ...others]);
  return { activity, name, rule_query, keys, sets };
}

type KeySet = Attributes["sets"][number];
const isSame = (a: KeySet, b: KeySet) => a.suppression_query === b.suppression_query;

function unique(keys: readonly Key[]): Key[] {
  return [...new Map(keys.map((key) => [key.key, key])).values()];
}

function setOf(name: SuppressionSet, keys: readonly Key[]): KeySet {
  // A signal that tells nothing of itself is hidden whole, not by an empty search.
  const suppression_query = keys.map(({ query }) => query).join(" ") || "*";
  const warnings = adviceOn(suppression_query);
  return { name, keys: keys.map(({ key }) => key), suppression_query, warnings };
}
