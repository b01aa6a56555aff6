/** Values of a log by the keys that searches know them by. */
import type { StoredRecord } from "#lib/protocol";

const RESERVED = ["host", "service", "source", "status", "message"] as const;

function walk(value: unknown, path: readonly string[]): unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((each) => walk(each, path));
  if (path.length === 0) return [value];
  if (typeof value !== "object") return [];
  const holder = value as Record<string, unknown>;
  // A name may itself have dots: the longest that is there wins.
  for (let size = path.length; size > 0; size -= 1) {
    const name = path.slice(0, size).join(".");
    if (Object.hasOwn(holder, name)) return walk(holder[name], path.slice(size));
  }
  return [];
}

function print(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** The texts of a key: a reserved name, an `@attribute`, or the key of tags. */
export function recordValues({ attributes }: StoredRecord, key: string): string[] {
  const reserved = RESERVED.find((name) => name === key);
  if (reserved !== undefined) return attributes[reserved] ? [attributes[reserved]] : [];
  if (key.startsWith("@")) return walk(attributes.attributes, key.slice(1).split(".")).map(print);
  const prefix = `${key}:`;
  return attributes.tags
    .filter((tag) => tag.startsWith(prefix))
    .map((tag) => tag.slice(prefix.length));
}

const KEYS_MAX = 300;
const RECORDS_LOOKED_AT = 50;

function collect(value: unknown, path: string, keys: Set<string>): void {
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    for (const [name, child] of Object.entries(value))
      collect(child, path === "" ? `@${name}` : `${path}.${name}`, keys);
  else if (path !== "" && keys.size < KEYS_MAX) keys.add(path);
}

/** Keys of attributes and tags that the first of some logs have, for proposals. */
export function keysOf(records: readonly StoredRecord[]): string[] {
  const keys = new Set<string>();
  for (const { attributes } of records.slice(0, RECORDS_LOOKED_AT)) {
    for (const tag of attributes.tags) {
      const end = tag.indexOf(":");
      if (end > 0 && keys.size < KEYS_MAX) keys.add(tag.slice(0, end));
    }
    collect(attributes.attributes, "", keys);
  }
  return [...keys].sort();
}

/** How urgent a status is: what colours it. */
export type StatusTone = "bad" | "warn" | "good" | "plain" | "quiet";
const TONES: readonly (readonly [StatusTone, RegExp])[] = [
  ["bad", /^(emerg|alert|crit|fatal|err)/i],
  ["warn", /^warn/i],
  ["good", /^(ok|success)/i],
  ["quiet", /^(debug|trace)/i],
];

export function statusTone(status: string): StatusTone {
  return TONES.find(([, pattern]) => pattern.test(status))?.[0] ?? "plain";
}
