/** docs/reference/events.md and constants.md: the contract for people. */
import { type Flat, type FlatEvent, type FlatField, type FlatMount, partsOf } from "../flatten.ts";

/** `start` is `@` where JSON paths are whole, and `.` where a mount's prefix comes before them. */
function row(field: FlatField, start: string): string {
  const type = field.type + (field.array ? "[]" : "");
  const json = field.json === "" ? "" : `\`${start}${field.json}\``;
  const constants =
    field.constants === "" ? "" : ` ([${field.constants}](constants.md#${field.constants}))`;
  const mark = field.delivered ? "" : `. **Not delivered**: ${field.reason}`;
  return `| \`${field.name}\` | ${type} | ${json} | ${field.origin} | ${field.brief}${constants}${mark} | \`${field.example}\` |`;
}

function table(fields: FlatField[], start = "@"): string[] {
  if (fields.length === 0) return [];
  return [
    "| field | type | in the event JSON | from | meaning | example |",
    "|---|---|---|---|---|---|",
    ...fields.map((field) => row(field, start)),
    "",
  ];
}

/** One line a mount: its fields are in the table of their fieldset. */
function mountLines(mounts: readonly FlatMount[]): string[] {
  const lines = mounts.map(({ fieldset, at, json, iterator, brief }) => {
    const fields = `[fields of a ${fieldset}](#fields-of-a-${fieldset})`;
    const sent = json === undefined ? "" : `, in the event JSON under \`@${json}\``;
    const list = iterator ? `; any of the list, or one bound by a register as in \`${at}[A]\`` : "";
    return `- \`${at}.\` and the ${fields}${sent}: ${brief}${list}`;
  });
  return lines.length === 0 ? [] : [...lines, ""];
}

function eventSection({ source, own, mounts }: FlatEvent): string[] {
  const { event, brief, undelivered } = source;
  const head = [`## ${event}`, "", `${brief}.`, ""];
  if (undelivered === undefined) return [...head, ...table(own), ...mountLines(mounts)];
  const fields = own.map((field) => ({ ...field, delivered: true }));
  const unsent = mounts.map((mount) => ({ ...mount, json: undefined }));
  const reason = [`**Type-checks; not delivered**: ${undelivered}.`, ""];
  return [...head, ...reason, ...table(fields), ...mountLines(unsent)];
}

export function emitEventReference(flat: Flat): string {
  const events = flat.events.filter((event) => event.source.rules !== false);
  const { own, mounts } = flat.common;
  const all = [...mounts, ...events.flatMap((event) => event.mounts)];
  const fieldsets = [...new Set(all.map(({ fieldset }) => fieldset))].sort();
  return [
    "# Events and fields",
    "",
    "Generated from `schema/` by `npm run gen`. Rules name fields as in the first column; searches and detection rules",
    "name them as in the third. `kernel` fields come from the kernel's own objects, `agent` fields from what the agent",
    "knows, `rule` fields from the rule that looks; a field marked claimed was said by the process itself.",
    "",
    "What is **not delivered** is known to the rule language, so that rules that name it load and can be tested, but no",
    "event carries it yet. A condition on it never helps a rule to hold, and the agent reports of a rule that needs it",
    "that it cannot fire, with the reason.",
    "",
    "## Every event",
    "",
    ...table(own),
    ...mountLines(mounts),
    ...fieldsets.flatMap((name) => [
      `## Fields of a ${name}`,
      "",
      ...table(partsOf(flat, name), "."),
    ]),
    ...events.flatMap(eventSection),
  ]
    .join("\n")
    .trimEnd()
    .concat("\n");
}

export function emitConstantReference(flat: Flat): string {
  const groups = [...flat.sources.constants].flatMap(([name, group]) => [
    `## ${name}`,
    "",
    `${group.brief}.`,
    "",
    "| name | value |",
    "|---|---|",
    ...Object.entries(group.values).map(([constant, value]) => `| \`${constant}\` | ${value} |`),
    "",
  ]);
  return ["# Constants", "", "Generated from `schema/` by `npm run gen`.", "", ...groups]
    .join("\n")
    .trimEnd()
    .concat("\n");
}
