/**
 * How values look in the event JSON: times as ISO 8601, masks as lists of names, nothing that is
 * empty.
 */
import { CONSTANT_GROUPS } from "./generated/constants.ts";

const NS_PER_MS = 1e6;
/** Masks that name combinations of other flags, not flags. */
const NOT_FLAGS = new Set(["O_ACCMODE", "O_NDELAY", "O_FSYNC", "O_RSYNC"]);

/** ISO 8601 with milliseconds; "" for 0, which stands for unknown. */
export function time(ns: number): string {
  return ns === 0 ? "" : new Date(Math.floor(ns / NS_PER_MS)).toISOString();
}

function bitCount(value: number): number {
  let count = 0;
  for (let rest = value; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2;
  return count;
}

/** Whether every bit of `mask` is set in `value`, also beyond 32 bits. */
function hasBits(value: number, mask: number): boolean {
  const high = 2 ** 32;
  const lowMask = (mask % high) >>> 0;
  const highMask = Math.floor(mask / high);
  return (
    (((value % high) >>> 0) & lowMask) >>> 0 === lowMask &&
    (Math.floor(value / high) & highMask) === highMask
  );
}

const flagTables = new Map<string, [string, number][]>();

function flagTable(group: string): [string, number][] {
  let table = flagTables.get(group);
  if (!table) {
    table = Object.entries(CONSTANT_GROUPS[group] ?? {}).filter(([name]) => !NOT_FLAGS.has(name));
    table.sort(([, a], [, b]) => bitCount(b) - bitCount(a));
    flagTables.set(group, table);
  }
  return table;
}

/**
 * Names of the flags set in a mask, the widest first; the zero flag's name (O_RDONLY) where there
 * is one.
 */
export function flagNames(group: string, mask: number): string[] {
  const names: string[] = [];
  let rest = mask;
  for (const [name, value] of flagTable(group)) {
    if (value <= 0 || !hasBits(rest, value)) continue;
    names.push(name);
    rest -= value;
  }
  if (group === "open_flags" && (mask & 3) === 0) names.push("O_RDONLY");
  return names;
}

/** Names of the flags set in a mask in one text, as C writes them: "PROT_READ | PROT_EXEC". */
export function maskText(group: string, mask: number): string {
  return flagNames(group, mask).join(" | ");
}

/** Name of a constant by value; the number in decimal when the group has none. */
export function constantName(group: string, value: number): string {
  const entries = Object.entries(CONSTANT_GROUPS[group] ?? {});
  return entries.find(([, candidate]) => candidate === value)?.[0] ?? String(value);
}

/** As constantName; "" for 0, which stands for none. */
export function kindName(group: string, value: number): string {
  return value === 0 ? "" : constantName(group, value);
}

export function constantNames(group: string, values: readonly number[]): string[] {
  return values.map((value) => constantName(group, value));
}

const EPERM = -1;
const EACCES = -13;
const EINPROGRESS = -115;

/** Success, Refused or Error, from the result of a system call. */
export function outcome(retval: number): string {
  if (retval >= 0 || retval === EINPROGRESS) return "Success";
  return retval === EPERM || retval === EACCES ? "Refused" : "Error";
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

/**
 * A copy without undefined, "", empty arrays and empty objects. A file without a path is nothing.
 */
export function compact(value: Record<string, unknown>): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [key, child] of Object.entries(value)) {
    let kept = child;
    if (Array.isArray(child)) kept = child.map((item) => (isObject(item) ? compact(item) : item));
    else if (isObject(child)) kept = isAbsentFile(child) ? undefined : compact(child);
    if (!isEmpty(kept)) result[key] = kept;
  }
  return result;
}

/** One object of both: where both have an object under a key, one of both again; else `over`'s. */
export function merge(
  under: Record<string, unknown>,
  over: Record<string, unknown>,
): Record<string, unknown> {
  const result = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = result[key];
    result[key] = isObject(below) && isObject(value) ? merge(below, value) : value;
  }
  return result;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isAbsentFile(value: Record<string, unknown>): boolean {
  return value["path"] === "" && value["inode"] === 0;
}
