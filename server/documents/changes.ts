/** What changed from one version of a document to the next, field by field. */

/** `field` is a path such as `cases[0].status`; `change` says it in a line. */
export type Change = { field: string; change: string; type: "create" | "update" | "delete" };

/** Changes told of one version; a larger change is told as far as this. */
export const CHANGES_MAX = 200;
const VALUE_CHARS_MAX = 512;

type Json = Record<string, unknown>;

/** The changes, in the order of the fields. */
export function changesOf(before: unknown, after: unknown): Change[] {
  const found: Change[] = [];
  compare(before, after, "", found);
  return found.slice(0, CHANGES_MAX);
}

function compare(before: unknown, after: unknown, field: string, found: Change[]): void {
  if (found.length >= CHANGES_MAX) return;
  if (before === undefined && after === undefined) return;
  if (isJson(before) && isJson(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)]))
      compare(before[key], after[key], field === "" ? key : `${field}.${key}`, found);
  } else if (Array.isArray(before) && Array.isArray(after)) {
    for (let at = 0; at < Math.max(before.length, after.length); at++)
      compare(before[at], after[at], `${field}[${at}]`, found);
  } else if (JSON.stringify(before) !== JSON.stringify(after)) {
    if (before === undefined) found.push({ field, change: print(after), type: "create" });
    else if (after === undefined) found.push({ field, change: print(before), type: "delete" });
    else found.push({ field, change: `${print(before)} → ${print(after)}`, type: "update" });
  }
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function print(value: unknown): string {
  const text = JSON.stringify(value) ?? "";
  return text.length <= VALUE_CHARS_MAX
    ? text
    : `${text.slice(0, VALUE_CHARS_MAX - 1).toWellFormed()}…`;
}
