/**
 * What a rule does when it holds, read out of a policy. An action at fault is reported and left
 * out, its rule stays. Names and types are looked at later, when all policies are known.
 */
import { FIELD_TABLE } from "#lib/event";
import { compilePacketFilter } from "#lib/pcap";
import type { VariableValue } from "#lib/secl";
import { durationNs } from "./duration.ts";
import { hasError } from "./head.ts";
import {
  ACTIONS_MAX,
  NETWORK_FILTER_NS,
  NETWORK_FILTER_NS_MAX,
  NETWORK_FILTER_NS_MIN,
  VARIABLE_SIZE_MAX,
} from "./limits.ts";
import * as faults from "./policy-diagnostics.ts";
import {
  type Action,
  type ActionKind,
  type FileDiagnostic,
  type FileText,
  LOG_LEVELS,
  type SetAction,
  VARIABLE_SCOPES,
} from "./types.ts";
import {
  boolAt,
  checkKeys,
  hasKey,
  needText,
  placedAt,
  plainAt,
  report,
  type Section,
  sectionAt,
  sectionsAt,
  spanOf,
  textAt,
  withDiagnostics,
  wordAt,
} from "./yaml.ts";

/** An action without what all have. */
type Kind<Name extends ActionKind> = Omit<
  Extract<Action, { kind: Name }>,
  "filter" | "path" | "span"
>;
type AnyKind = { [Name in ActionKind]: Kind<Name> }[ActionKind];

const READERS: { [Name in ActionKind]: (section: Section) => AnyKind | undefined } = {
  set: readSet,
  kill: readKill,
  coredump: readCoreDump,
  hash: readHash,
  log: readLog,
  network_filter: readNetworkFilter,
  deny: readDeny,
};
/** Keys of each kind of action. */
export const ACTION_KEYS: { readonly [Name in ActionKind]: readonly string[] } = {
  set: [
    "name",
    "value",
    "default_value",
    "field",
    "expression",
    "append",
    "scope",
    "scope_field",
    "size",
    "ttl",
    "private",
    "inherited",
    "capture",
  ],
  kill: ["signal", "scope", "disable_container_disarmer", "disable_executable_disarmer"],
  coredump: ["process", "mount", "dentry", "no_compression"],
  hash: ["field", "max_file_size"],
  /* The published schema writes the two keys with capitals, policies without. */
  log: ["level", "message", "Level", "Message"],
  network_filter: ["filter", "policy", "scope", "ttl"],
  deny: [],
};
const KINDS = Object.keys(READERS) as ActionKind[];
const NAME = /^[a-zA-Z0-9_]+$/;

/** Reads `actions` of a rule; what is wrong with one is in `diagnostics` of the section. */
export function readActions(section: Section): Action[] {
  const entries = sectionsAt(section, "actions");
  if (entries.length > ACTIONS_MAX) {
    const span = spanOf(section, "actions");
    report(section.source, faults.tooManyEntries(span, "actions", ACTIONS_MAX));
  }
  return entries.slice(0, ACTIONS_MAX).flatMap((entry) => {
    const own: FileDiagnostic[] = [];
    const action = readAction(withDiagnostics(entry, own));
    for (const diagnostic of own) report(section.source, diagnostic);
    return action === undefined || hasError(own) ? [] : [action];
  });
}

function readAction(section: Section): Action | undefined {
  const { source } = section;
  checkKeys(section, [...KINDS, "filter"], true);
  const kinds = KINDS.filter((kind) => hasKey(section, kind));
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    return report(source, faults.actionKind(spanOf(section), KINDS));
  }
  const body = sectionAt(section, kind);
  if (body === undefined) return undefined;
  const action = READERS[kind](body);
  if (action === undefined) return undefined;
  const span = spanOf(body);
  return { ...action, filter: fileTextAt(section, "filter"), path: source.path, span };
}

/** Text with its place and file; undefined when the key is missing or empty. */
export function fileTextAt(section: Section, key: string): FileText | undefined {
  if (!hasKey(section, key)) return undefined;
  const placed = placedAt(section, key);
  if (placed === undefined || placed.text.trim() === "") return undefined;
  return { ...placed, path: section.source.path };
}

/** A duration in nanoseconds; 0 when the key is missing. */
export function durationAt(section: Section, key: string): number {
  const text = textAt(section, key);
  if (text === undefined) return 0;
  const duration = durationNs(text.trim());
  if (duration === undefined) {
    report(section.source, faults.durationInvalid(spanOf(section, key), key));
  }
  return duration ?? 0;
}

function readSet(section: Section): Kind<"set"> | undefined {
  const { source: file } = section;
  checkKeys(section, ACTION_KEYS.set, true);
  const name = textAt(section, "name") ?? "";
  if (!NAME.test(name)) return report(file, faults.setName(spanOf(section, "name"), name));
  const source = readSource(section);
  const scope = wordAt(section, "scope", VARIABLE_SCOPES) ?? "global";
  const isInherited = boolAt(section, "inherited") ?? false;
  const scopeField = fileTextAt(section, "scope_field");
  for (const key of ["inherited", "scope_field"] as const) {
    const isUsed = key === "inherited" ? isInherited : scopeField !== undefined;
    if (isUsed && scope !== "process") {
      report(file, faults.setProcessOnly(spanOf(section, key), key));
    }
  }
  const defaultValue = valueAt(section, "default_value");
  if (source === undefined) return undefined;
  if (source.from === "expression" && defaultValue === undefined) {
    return report(file, faults.setTypeUnknown(spanOf(section, "expression"), name));
  }
  return {
    kind: "set",
    name,
    scope,
    source,
    defaultValue,
    append: boolAt(section, "append") ?? false,
    scopeField,
    size: sizeAt(section),
    ttlNs: durationAt(section, "ttl"),
    isPrivate: boolAt(section, "private") ?? false,
    isInherited,
  };
}

/** A field, with the place of the one value that is meant, as in `field[0]`. */
const INDEXED = /^(.*)\[(\d{1,4})\]$/s;

function readSource(section: Section): SetAction["source"] | undefined {
  const keys = ["value", "field", "expression"].filter((key) => hasKey(section, key));
  const field = fileTextAt(section, "field");
  const expression = fileTextAt(section, "expression");
  const capture = fileTextAt(section, "capture");
  if (keys.length !== 1) return report(section.source, faults.setSource(spanOf(section)));
  if (capture !== undefined && field === undefined) {
    const span = spanOf(section, "capture");
    return report(section.source, faults.setCapture(span, "there is no field"));
  }
  if (field !== undefined) {
    const [, text = field.text, at] = INDEXED.exec(field.text) ?? [];
    const place = at === undefined ? undefined : Number(at);
    return { from: "field", text: { ...field, text }, at: place, capture };
  }
  if (expression !== undefined) return { from: "expression", text: expression };
  const value = valueAt(section, "value");
  if (value !== undefined) return { from: "value", value };
  if (!hasKey(section, "value")) report(section.source, faults.setSource(spanOf(section)));
  return undefined;
}

function valueAt(section: Section, key: string): VariableValue | undefined {
  if (!hasKey(section, key)) return undefined;
  const value = plainAt(section, key);
  const isList = Array.isArray(value);
  const items: unknown[] = isList ? value : [value];
  const kind = typeof items[0];
  const isPlain = (item: unknown) =>
    typeof item === kind && (kind === "string" || Number.isSafeInteger(item));
  const isUsable = items.length > 0 && items.length <= VARIABLE_SIZE_MAX && items.every(isPlain);
  if (isUsable || typeof value === "boolean") return value as VariableValue;
  return report(section.source, faults.setValue(spanOf(section, key), key));
}

function sizeAt(section: Section): number {
  const text = textAt(section, "size");
  if (text === undefined) return 0;
  const size = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (size <= VARIABLE_SIZE_MAX) return size;
  const span = spanOf(section, "size");
  report(section.source, faults.sizeInvalid(span, VARIABLE_SIZE_MAX));
  return 0;
}

function readKill(section: Section): Kind<"kill"> | undefined {
  checkKeys(section, ACTION_KEYS.kill, true);
  const signal = needText(section, "signal", "It says what the processes get.");
  const scope = wordAt(section, "scope", ["process", "container", "cgroup"]) ?? "process";
  if (signal === undefined) return undefined;
  if (!signal.startsWith("SIG") || !FIELD_TABLE.constants.has(signal)) {
    return report(section.source, faults.killSignal(spanOf(section, "signal"), signal));
  }
  return {
    kind: "kill",
    signal,
    scope,
    isContainerDisarmable: !boolAt(section, "disable_container_disarmer"),
    isExecutableDisarmable: !boolAt(section, "disable_executable_disarmer"),
  };
}

function readCoreDump(section: Section): Kind<"coredump"> | undefined {
  checkKeys(section, ACTION_KEYS.coredump, true);
  const [process, mount, dentry] = ["process", "mount", "dentry"].map(
    (key) => boolAt(section, key) ?? false,
  ) as [boolean, boolean, boolean];
  const isCompressed = !boolAt(section, "no_compression");
  if (process || mount || dentry) return { kind: "coredump", process, mount, dentry, isCompressed };
  return report(section.source, faults.coreDump(spanOf(section)));
}

function readHash(section: Section): Kind<"hash"> {
  checkKeys(section, ACTION_KEYS.hash, true);
  return { kind: "hash", field: textAt(section, "field") ?? "" };
}

function readLog(section: Section): Kind<"log"> | undefined {
  checkKeys(section, ACTION_KEYS.log, true);
  const key = hasKey(section, "Level") ? "Level" : "level";
  const text = needText(section, key, "It says how the line is logged.");
  const level = LOG_LEVELS.find((known) => known === text?.toLowerCase());
  if (text !== undefined && level === undefined) wordAt(section, key, LOG_LEVELS);
  if (level === undefined) return undefined;
  const message = textAt(section, hasKey(section, "Message") ? "Message" : "message") ?? "";
  return { kind: "log", level, message };
}

function readNetworkFilter(section: Section): Kind<"network_filter"> | undefined {
  checkKeys(section, ACTION_KEYS.network_filter, true);
  const packets = needText(section, "filter", "It says which packets are meant.");
  const policy = wordAt(section, "policy", ["drop"]) ?? "drop";
  const scope = wordAt(section, "scope", ["process", "cgroup"]) ?? "process";
  const ttlNs = hasKey(section, "ttl") ? durationAt(section, "ttl") : NETWORK_FILTER_NS;
  if (packets === undefined) return undefined;
  const compiled = compilePacketFilter(packets);
  if (!compiled.ok) {
    const span = spanOf(section, "filter");
    return report(section.source, faults.networkFilter(span, compiled.what, compiled.do));
  }
  if (ttlNs < NETWORK_FILTER_NS_MIN || ttlNs > NETWORK_FILTER_NS_MAX) {
    const span = spanOf(section, "ttl");
    const limit = "Give a time from 1s to 24h.";
    return report(section.source, faults.networkFilter(span, "the time is out of range", limit));
  }
  return { kind: "network_filter", packets, code: compiled.code, policy, scope, ttlNs };
}

function readDeny(section: Section): Kind<"deny"> {
  checkKeys(section, ACTION_KEYS.deny, true);
  return { kind: "deny" };
}
