/**
 * Which events the kernel can tell apart by names or numbers, and what it filters by for one rule,
 * in words. The agent loads the same into the kernel; tools show it to who writes the rule.
 */
import { type FieldTable, flagNames } from "#lib/event";
import { type ApprovedRange, type FilterCapabilities, findApprovers } from "./approver.ts";
import { NUMBER_MAX } from "./approver-number.ts";
import { packetFiltersOf } from "./packet-filters.ts";
import type { RuleEntry } from "./ruleset.ts";

/** Names per event type; the sensor's map holds 8192 for all of them together. */
const NAMES_MAX = 1000;
/** Ranges of numbers per event type, as many as the sensor holds. */
const RANGES_MAX = 16;
const AUID = "process.auid";
const FILE_FIELD = /^(\w+)\.file\.(?:destination\.)?(?:path|name)$/;
/** Fields compared in these ways are of files: others may be called a name too. */
const FILE_OPERATORS = new Set(["path", "basename"]);
/** Their hooks send all: a program is told by no filter, and the others are rare. */
const UNFILTERED = new Set<string>(["exec", "exit", "dns", "cgroup_write"]);

const known = new WeakMap<FieldTable, Map<string, FilterCapabilities>>();

/**
 * What the kernel knows of an event type before it sends it. Worked out once an event: there are
 * thousands of fields and may be thousands of rules.
 */
export function capabilitiesOf(event: string, table: FieldTable): FilterCapabilities {
  const byEvent = known.get(table) ?? new Map<string, FilterCapabilities>();
  known.set(table, byEvent);
  const found = byEvent.get(event) ?? findCapabilities(event, table);
  byEvent.set(event, found);
  return found;
}

function findCapabilities(event: string, table: FieldTable): FilterCapabilities {
  const limits = { namesMax: NAMES_MAX, rangesMax: RANGES_MAX };
  if (UNFILTERED.has(event)) return { names: [], numbers: new Map(), ...limits };
  const names = [...table.fields.values()]
    .filter((field) => field.event === event && FILE_FIELD.exec(field.name)?.[1] === event)
    .filter(({ operators }) => FILE_OPERATORS.has(operators))
    .map(({ name }) => name);
  const approvers = table.approvers?.get(event) ?? [];
  const numbers = new Map(
    approvers.flatMap(({ fields, by }, at) =>
      fields.map((field) => [field, { approver: at + 1, by }] as const),
    ),
  );
  /* Hooks that ask for names or numbers ask for the login uid as well. */
  if (names.length + numbers.size > 0) numbers.set(AUID, { approver: 0, by: "value" });
  return { names, numbers, ...limits };
}

/** What the kernel filters by for one rule, or why it cannot. */
export function describeFilter({ id, rule }: RuleEntry, table: FieldTable): string {
  const [packets] = packetFiltersOf(rule);
  if (packets === "") return "every packet is delivered: the rule names no packet.filter";
  if (packets !== undefined) return `packets that the filter selects: ${packets}`;
  const found = findApprovers([{ id, rule }], capabilitiesOf(rule.event, table));
  if (found.acceptAll) return `every ${rule.event} is delivered: ${found.reason.text}`;
  const names = (what: string, list: readonly string[]) =>
    list.length === 0 ? [] : [`${what} ${list.join(", ")}`];
  const group = (field: string) => table.fields.get(field)?.constants ?? "";
  const parts = [
    ...names("file name", found.basename),
    ...names("in a directory", found.folder),
    ...names("below a directory", found.above),
    ...found.ranges.map(describeRange),
    ...found.bits.map(({ field, bits }) => {
      const flags = flagNames(group(field), bits);
      return `any of the flags ${flags.join(", ")}`;
    }),
  ];
  return parts.length === 0 ? "the rule can never match" : parts.join(" or ");
}

function describeRange({ field, from, to }: ApprovedRange): string {
  if (from === to) return `${field} ${from}`;
  return to === NUMBER_MAX ? `${field} from ${from}` : `${field} ${from} to ${to}`;
}
