/** docs/reference/events.md and constants.md: the two lists that the reference begins with. */
import { type Flat, type FlatEvent, mountsOf, ruleEvents } from "../flatten.ts";
import { kernelFields } from "./event-page.ts";

const CATEGORIES: readonly (readonly [category: string, title: string])[] = [
  ["process", "Processes"],
  ["file", "Files"],
  ["network", "Network"],
  ["kernel", "Kernel"],
];

const INTRODUCTION = [
  "# Events and fields",
  "",
  "Generated from `schema/` by `npm run gen`. A rule is about one of these events; its page has the fields, what the kernel",
  "can filter by, and a rule to begin with. [language.md](language.md) is how rules are written,",
  "[constants.md](constants.md) the names for numbers.",
  "",
  "On the pages, the first column is the name in rules, and `in the event JSON` the name in searches and detection rules.",
  "_From_ says who knows a value: `kernel` is read from the kernel's own objects, `agent` is worked out when a rule first asks",
  "for it, `rule` is said by the rule that looks. A field marked claimed was said by the process itself.",
  "",
  "What is **not delivered** is known to the language, so that rules that name it load and can be tested, but no event",
  "carries it yet. A condition on it never helps a rule to hold, and the agent reports of a rule that needs it that it",
  "cannot fire, with the reason.",
  "",
];

function eventRow(flat: Flat, { source }: FlatEvent): string {
  const { event, brief, undelivered } = source;
  const isFiltered = undelivered === undefined && kernelFields(flat, event).length > 0;
  const delivered = undelivered === undefined ? "yes" : `no: ${undelivered}`;
  return `| [\`${event}\`](events/${event}.md) | ${brief} | ${delivered} | ${isFiltered ? "yes" : ""} |`;
}

function categorySection(flat: Flat, category: string, title: string): string[] {
  const events = ruleEvents(flat).filter(({ source }) => source.category === category);
  const byName = events.toSorted((a, b) => (a.source.event < b.source.event ? -1 : 1));
  return [
    `## ${title}`,
    "",
    "| event | what happened | delivered | the kernel filters |",
    "|---|---|---|---|",
    ...byName.map((event) => eventRow(flat, event)),
    "",
  ];
}

/** Of a fieldset at more places, the places are on its page only. */
const PLACES_LISTED_MAX = 14;

function fieldsetSection(flat: Flat): string[] {
  const rows = [...flat.sources.fieldsets.values()].map(({ fieldset, brief }) => {
    const places = mountsOf(flat, fieldset).map(({ at }) => `\`${at}.\``);
    const shown = places.length > PLACES_LISTED_MAX ? `${places.length} places` : places.join(", ");
    const where = fieldset === "event" ? "every event" : shown;
    return `| [${brief}](fieldsets/${fieldset}.md) | ${where} |`;
  });
  return ["## Shared fields", "", "| fields of | are at |", "|---|---|", ...rows, ""];
}

/** The list of all events, by category. */
export function emitEventIndex(flat: Flat): string {
  const sections = CATEGORIES.flatMap(([category, title]) =>
    categorySection(flat, category, title),
  );
  return page([...INTRODUCTION, ...sections, ...fieldsetSection(flat)]);
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
  return page(["# Constants", "", "Generated from `schema/` by `npm run gen`.", "", ...groups]);
}

function page(lines: readonly string[]): string {
  return `${lines.join("\n").trimEnd()}\n`;
}
