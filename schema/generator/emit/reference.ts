/** docs/reference/events.md and constants.md: the contract for people. */
import type { Flat, FlatField } from "../flatten.ts";

function row(field: FlatField): string {
  const type = field.type + (field.array ? "[]" : "");
  const json = field.json === "" ? "" : `\`@${field.json}\``;
  const constants =
    field.constants === "" ? "" : ` ([${field.constants}](constants.md#${field.constants}))`;
  return `| \`${field.name}\` | ${type} | ${json} | ${field.origin} | ${field.brief}${constants} | \`${field.example}\` |`;
}

function table(fields: FlatField[]): string[] {
  return [
    "| field | type | in the event JSON | from | meaning | example |",
    "|---|---|---|---|---|---|",
    ...fields.map(row),
    "",
  ];
}

const PROCESS_PREFIXES = ["process.parent.", "process.ancestors.", "exec.", "exit."];

function ownFields(fields: FlatField[]): FlatField[] {
  const mounted = (field: FlatField) =>
    field.read.kind === "process" || field.read.kind === "iterator";
  return fields.filter(
    (field) => !mounted(field) || !PROCESS_PREFIXES.some((prefix) => field.name.startsWith(prefix)),
  );
}

export function emitEventReference(flat: Flat): string {
  const events = flat.events.filter((event) => event.source.rules !== false);
  return [
    "# Events and fields",
    "",
    "Generated from `schema/` by `npm run gen`. Rules name fields as in the first column; searches and detection rules",
    "name them as in the third. `kernel` fields come from the kernel's own objects, `agent` fields from what the agent",
    "knows; a field marked claimed was said by the process itself.",
    "",
    "## Every event",
    "",
    "The fields of `process` exist with the same meaning under `process.parent`, under `process.ancestors` (any",
    "ancestor, or one bound by a register such as `process.ancestors[A]`), and under `exec` and `exit` in those events.",
    "",
    ...table(ownFields(flat.common)),
    ...events.flatMap((event) => [
      `## ${event.source.event}`,
      "",
      `${event.source.brief}.`,
      "",
      ...table(ownFields(event.fields)),
    ]),
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
