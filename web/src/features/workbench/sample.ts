/**
 * The sample event: JSON with SECL names, as `vigil secl eval` takes it, and `"${name}"` for the
 * value of a variable.
 */
import type { Field, FieldTable } from "#lib/event";
import type { RuleDescription, VariableValue } from "#lib/secl";

export type Sample = {
  event: Record<string, unknown>;
  variables: Record<string, unknown>;
};

const VARIABLE = /^\$\{(\w[\w.]*)\}$/;

/** Reads the text of the event; a sentence when it is no JSON object. */
export function readSample(text: string): Sample | string {
  if (text.trim() === "") return { event: {}, variables: {} };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  if (typeof json !== "object" || json === null || Array.isArray(json)) return "{ … }";
  const entries = Object.entries(json);
  const variables = entries.flatMap(([key, value]) => {
    const name = VARIABLE.exec(key)?.[1];
    return name === undefined ? [] : [[name, value] as const];
  });
  return {
    event: Object.fromEntries(entries.filter(([key]) => !VARIABLE.test(key))),
    variables: Object.fromEntries(variables),
  };
}

/** Fields that tell who did it, worth a look with any rule. */
const ALWAYS = ["process.file.path", "process.argv", "process.user"];

/** An event with examples for the fields that a rule reads. */
export function sampleFor({ event, fields }: RuleDescription, table: FieldTable): string {
  const names = [...fields.map(({ name }) => name), ...(event === "exec" ? [] : ALWAYS)];
  const sample: Record<string, unknown> = { type: event };
  for (const name of new Set(names)) {
    const field = table.fields.get(name);
    if (field === undefined) continue;
    if (field.iterator === "") sample[name] = exampleOf(field);
    else {
      const [element] = (sample[field.iterator] as Record<string, unknown>[] | undefined) ?? [{}];
      sample[field.iterator] = [{ ...element, [field.element]: exampleOf(field) }];
    }
  }
  return `${JSON.stringify(sample, null, 2)}\n`;
}

function exampleOf({ type, array, example }: Field): VariableValue {
  const value = type === "int" ? Number(example) : type === "bool" ? example === "true" : example;
  return array ? [value] : value;
}

/** Texts and numbers that a sample has for a field, as rules write them. */
export function seenIn(sample: Sample | string, field: Field | undefined): string[] {
  if (field === undefined || typeof sample === "string") return [];
  const { iterator, element, name } = field;
  const list = iterator === "" ? [sample.event] : sample.event[iterator];
  const elements = (Array.isArray(list) ? list : []) as Record<string, unknown>[];
  const values = elements.flatMap((each) => each?.[iterator === "" ? name : element] ?? []);
  const shown = values.filter((value) => ["string", "number"].includes(typeof value));
  return [...new Set(shown.map(String))].slice(0, SEEN_MAX);
}

/** Seen values that are proposed for a field. */
const SEEN_MAX = 5;
