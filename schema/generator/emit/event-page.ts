/**
 * One page an event and one a fieldset, for who writes rules. Fields that events share are on the
 * page of their fieldset only; a fact of one event that is not in `schema/` is not on its page.
 */
import type { FieldTable } from "../../../lib/event/field-table.ts";
import { capabilitiesOf } from "../../../lib/secl/index.ts";
import {
  type Flat,
  type FlatEvent,
  type FlatField,
  type FlatMount,
  mountsOf,
  ownPartsOf,
  ruleEvents,
} from "../flatten.ts";

/** What comparing a field means where it is not plain, and where that is explained. */
const OPERATORS: Readonly<Record<FlatField["operators"], string>> = {
  plain: "",
  path: "[path](../language.md#paths)",
  basename: "[name](../language.md#names-of-files)",
  dns: "[host](../language.md#host-names)",
};

/** Of a mount with more, names are not repeated beside the link. */
const NAMES_LISTED_MAX = 30;

/** Its filters are programs, not names and numbers to compare. */
const PACKET = "packet";

const HEAD = [
  "| field | type | in the event JSON | from | meaning | example |",
  "|---|---|---|---|---|---|",
];
const UNDELIVERED_HEAD = [
  "| field | type | meaning | why not | example |",
  "|---|---|---|---|---|",
];

function typeOf(field: FlatField): string {
  const type = field.type + (field.array ? "[]" : "");
  const operators = OPERATORS[field.operators];
  return operators === "" ? type : `${type}, ${operators}`;
}

function meaningOf({ brief, constants }: FlatField): string {
  if (constants === "") return brief;
  return `${brief} ([${constants}](../constants.md#${constants}))`;
}

/** `start` is `@` where JSON paths are whole, and `.` where a mount's prefix comes before them. */
function deliveredRow(field: FlatField, start: string): string {
  const { name, json, origin, example } = field;
  const path = json === "" ? "" : `\`${start}${json}\``;
  return `| \`${name}\` | ${typeOf(field)} | ${path} | ${origin} | ${meaningOf(field)} | \`${example}\` |`;
}

function undeliveredRow(field: FlatField): string {
  const { name, reason, example } = field;
  return `| \`${name}\` | ${typeOf(field)} | ${meaningOf(field)} | ${reason} | \`${example}\` |`;
}

/** Tables of what is delivered and of what is not. */
function fieldTables(fields: readonly FlatField[], start: string): string[] {
  const [sent, unsent] = [fields.filter((f) => f.delivered), fields.filter((f) => !f.delivered)];
  const lines: string[] = [];
  if (sent.length > 0) lines.push(...HEAD, ...sent.map((field) => deliveredRow(field, start)), "");
  if (unsent.length > 0) {
    const title = sent.length > 0 ? ["Known to rules, and not delivered:", ""] : [];
    lines.push(...title, ...UNDELIVERED_HEAD, ...unsent.map(undeliveredRow), "");
  }
  return lines;
}

/** Fields of an event by which the kernel can hold events back before any rule sees them. */
export function kernelFields(flat: Flat, event: string): string[] {
  if (event === PACKET) return ["packet.filter"];
  const fields = ruleEvents(flat).flatMap((each) => each.fields);
  const table: FieldTable = {
    fields: new Map(fields.map((field) => [field.name, field])),
    constants: new Map(),
    events: new Map(),
    approvers: new Map(
      flat.events.map(({ source }) => [source.event, source.approvers ?? []] as const),
    ),
  };
  const { names, numbers } = capabilitiesOf(event, table);
  return [...names, ...numbers.keys()];
}

function kernelFilter(flat: Flat, event: string): string[] {
  const names = kernelFields(flat, event);
  const text =
    names.length === 0
      ? `Nothing: while a rule about ${event} is loaded, every ${event} is delivered to the agent.`
      : `${names.map((name) => `\`${name}\``).join(", ")}. When every rule about ${event} needs ` +
        "values of them, events without are dropped in the kernel. " +
        "[How to write rules that can be filtered](../language.md#what-the-kernel-can-filter)";
  return ["## What the kernel filters by", "", text, ""];
}

function exampleLines(flat: Flat, event: string): string[] {
  const examples = flat.sources.examples.get(event) ?? [];
  const blocks = examples.flatMap(({ brief, rule }) => [
    `${brief}:`,
    "",
    "```secl",
    rule,
    "```",
    "",
  ]);
  return ["## Rules to begin with", "", ...blocks];
}

/** One line a mount: its fields are on their fieldset's page, their names here to be found. */
function mountLines(flat: Flat, mounts: readonly FlatMount[], pages: string): string[] {
  return mounts.flatMap(({ fieldset, at, json, same, iterator, brief }) => {
    const copied = same === "" ? "" : `, which are those of \`${same}.\``;
    const sent = json === undefined ? copied : `, in the event JSON under \`@${json}\``;
    const list = iterator ? `; any of the list, or one by a register as in \`${at}[A]\`` : "";
    const parts = ownPartsOf(flat, fieldset).map(({ name }) => `\`${name}\``);
    const names = parts.length > NAMES_LISTED_MAX ? [] : [`  ${parts.join(", ")}`];
    const link = `[${fieldsOf(flat, fieldset).toLowerCase()}](${pages}${fieldset}.md)`;
    return [`- \`${at}.\` and the ${link}${sent}: ${brief}${list}`, ...names];
  });
}

/** The page of one event that rules can be about. */
export function emitEventPage(flat: Flat, { source, own, mounts }: FlatEvent): string {
  const { event, brief, category, undelivered } = source;
  const isSent = undelivered === undefined;
  const state = isSent
    ? "The sensor delivers it."
    : `**Not delivered**: ${undelivered}. Rules about it load, and are reported as unable to fire.`;
  const fields = isSent ? own : own.map((field) => ({ ...field, delivered: true, json: "" }));
  const shown = isSent ? mounts : mounts.map((mount) => ({ ...mount, json: undefined }));
  return page([
    `# ${event}`,
    "",
    `${brief}. Category: ${category}. ${state}`,
    "",
    ...exampleLines(flat, event),
    ...(isSent ? kernelFilter(flat, event) : []),
    "## Fields",
    "",
    ...fieldTables(fields, "@"),
    ...mountLines(flat, shown, "../fieldsets/"),
    "- and those of [every event](../fieldsets/event.md), with `process.`, `process.parent.` and `process.ancestors.`",
    "",
    `[All events](../events.md), [the language](../language.md), [constants](../constants.md)`,
  ]);
}

const NO_MOUNT = { json: undefined, same: "", task: "", list: "", iterator: false, event: "" };

/** Where a fieldset is, one row an event. */
function placeTable(flat: Flat, name: string): string[] {
  const places = Map.groupBy(mountsOf(flat, name), ({ event }) => event);
  const delivered = new Set(flat.delivered.map(({ source }) => source.event));
  const rows = [...places].map(([event, mounts]) => {
    const where = event === "*" ? "every event" : `[${event}](../events/${event}.md)`;
    const isSent = event === "*" || delivered.has(event);
    const names = mounts.map(({ at, json }) =>
      json === undefined || !isSent ? `\`${at}.\`` : `\`${at}.\` (\`@${json}\`)`,
    );
    return `| ${where} | ${names.join(", ")} | ${isSent ? "" : "not delivered"} |`;
  });
  const head = ["| of | mounted at (in the event JSON) | |", "|---|---|---|"];
  return [...head, ...rows, ""];
}

function exampleName(flat: Flat, name: string): string {
  const [place] = mountsOf(flat, name);
  const [field] = ownPartsOf(flat, name);
  return `${place?.at}.${field?.name}`;
}

/** The page of fields that are mounted at several places. */
export function emitFieldsetPage(flat: Flat, name: string): string {
  const isRoot = name === "event";
  const below = isRoot ? flat.common.mounts : (flat.sources.fieldsets.get(name)?.mounts ?? []);
  const mounts = below.map((mount) => ({ ...NO_MOUNT, ...mount }));
  const places = [
    `Names follow the prefix of a place, as in \`${exampleName(flat, name)}\`.`,
    "",
    ...placeTable(flat, name),
  ];
  return page([
    `# ${fieldsOf(flat, name)}`,
    "",
    ...(isRoot ? ["What any event has, whatever its type.", ""] : places),
    "## Fields",
    "",
    ...fieldTables(ownPartsOf(flat, name), isRoot ? "@" : "."),
    ...mountLines(flat, mounts, ""),
    "",
    "[All events](../events.md)",
  ]);
}

/** "Fields of a file" */
function fieldsOf(flat: Flat, name: string): string {
  return `Fields of ${flat.sources.fieldsets.get(name)?.brief.toLowerCase()}`;
}

function page(lines: readonly string[]): string {
  return `${lines
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trimEnd()}\n`;
}
