/**
 * Field names at a cursor: those of the event in use and of every event, below the prefix that is
 * written, ranked by how likely they are meant.
 */
import type { Field } from "#lib/event";
import { lookUp, NETWORK_EVENTS } from "./check-field.ts";
import { type CheckEnvironment, createChecker } from "./checker.ts";
import type { Proposal } from "./complete.ts";
import type { Cursor } from "./cursor.ts";
import { fieldEntry, iteratorEntry, measureEntry } from "./entry.ts";

/** Events that most rules are about; their fields come first while a rule is about none. */
const USUAL_EVENTS = new Set(["exec", "open", "connect", "dns"]);

/**
 * Fields that `fits` takes. With a dot in what is written only names below it, else every name: the
 * editor narrows by letters.
 */
export function completeFields(
  cursor: Cursor,
  environment: CheckEnvironment,
  fits: (field: Field) => boolean,
): Proposal[] {
  const { partial, event } = cursor;
  const register = /\[[^\]]*\]/.exec(partial);
  const list = register === null ? "" : partial.slice(0, register.index);
  const written = partial.replace(/\[[^\]]*\]/, "");
  const prefix = written.slice(0, written.lastIndexOf(".") + 1);
  const isUsable = (field: Field) =>
    (event === "" || field.event === "*" || field.event === event) &&
    field.name.startsWith(prefix) &&
    (register === null || field.iterator === list);
  const found = [...environment.table.fields.values()].filter(isUsable);
  const spell = (name: string) =>
    register === null ? name : list + register[0] + name.slice(list.length);
  return [
    ...found.filter(fits).map((field) => {
      const entry = fieldEntry(field, spell(field.name));
      return { ...entry, insert: entry.name, rank: rankOf(field, event) };
    }),
    ...(register === null ? iterators(found, prefix, fits) : []),
    ...measures(cursor, environment, prefix, spell, fits),
    ...networkFields(cursor, environment, fits),
  ];
}

/** What most conditions are about, by the end of the name. */
const USUAL_NAMES =
  /\.(?:file\.path|file\.name|args|argv|uid|user|flags|addr\.ip|addr\.port|question\.name)$/;

function rankOf({ name, event, delivered }: Field, inUse: string): number {
  const depth = name.split(".").length;
  const isOwn = inUse === "" ? USUAL_EVENTS.has(event) : event !== "*";
  const isFar = /\.(?:ancestors|parent)\b/.test(name);
  return (
    60 -
    depth * 4 +
    (isOwn ? 15 : 0) +
    (USUAL_NAMES.test(name) ? 12 : 0) -
    (isFar ? 20 : 0) -
    (delivered ? 0 : 60)
  );
}

/** Lists of objects, and how many elements they have. */
function iterators(
  found: readonly Field[],
  prefix: string,
  fits: (field: Field) => boolean,
): Proposal[] {
  const lists = Map.groupBy(
    found.filter(({ iterator }) => iterator.startsWith(prefix) && iterator !== ""),
    ({ iterator }) => iterator,
  );
  return [...lists].flatMap(([name, members]) => {
    const [first] = members;
    const entry = iteratorEntry(name, members);
    const rank = entry.undelivered === "" ? 45 : -20;
    const isAnyFit = members.some(fits);
    const count = measureEntry(`${name}.length`, "count", entry.undelivered);
    const isCountFit = first !== undefined && fits(countField(first, `${name}.length`));
    return [
      ...(isAnyFit ? [{ ...entry, insert: name, rank }] : []),
      ...(isCountFit ? [{ ...count, insert: count.name, rank: rank - 10 }] : []),
    ];
  });
}

function countField(field: Field, name: string): Field {
  return {
    ...field,
    name,
    type: "int",
    array: false,
    constants: "",
    iterator: "",
    operators: "plain",
  };
}

/** `.length` and `.root_domain` once the field before the dot is written out. */
function measures(
  { event }: Cursor,
  environment: CheckEnvironment,
  prefix: string,
  spell: (name: string) => string,
  fits: (field: Field) => boolean,
): Proposal[] {
  if (prefix === "") return [];
  const checker = createChecker(environment);
  checker.eventAhead = event;
  return [`${prefix}length`, `${prefix}root_domain`].flatMap((name) => {
    const found = environment.table.fields.has(name) ? undefined : lookUp(checker, name);
    if (found === undefined || found.measure === "value") return [];
    const { field, measure } = found;
    const shown = measure === "root" ? field : countField(field, name);
    if (!fits(shown)) return [];
    const entry = measureEntry(spell(name), measure, field.reason);
    return [{ ...entry, insert: entry.name, rank: 40 }];
  });
}

/** `network.` fields by their short name, which stand for those of the event. */
function networkFields(
  { partial, event }: Cursor,
  { table }: CheckEnvironment,
  fits: (field: Field) => boolean,
): Proposal[] {
  if (!NETWORK_EVENTS.includes(event)) return [];
  const prefix = partial.slice(0, partial.lastIndexOf(".") + 1);
  if (prefix !== "" && !prefix.startsWith("network.")) return [];
  const own = [...table.fields.values()].filter(({ name }) => name.startsWith(`${event}.network.`));
  return own
    .filter(fits)
    .map((field) => {
      const entry = fieldEntry(field, field.name.slice(event.length + 1));
      return { ...entry, insert: entry.name, rank: rankOf(field, event) - 5 };
    })
    .filter(({ name }) => name.startsWith(prefix));
}
