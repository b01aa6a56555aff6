/** An event's JSON as rows of attribute path and values, grouped for reading. */

export type EventRow = { path: string; values: string[] };
type EventGroup =
  | "event"
  | "process"
  | "parent"
  | "file"
  | "network"
  | "dns"
  | "container"
  | "agent"
  | "other";

/** Events are shallow; anything deeper than this is shown as JSON text. */
const DEPTH_MAX = 8;
/** The lineage has a tree of its own, the rule context a view of its own. */
const LEFT_OUT = new Set(["process.ancestors", "evt.rule_context.matching_subexprs"]);

const GROUPS: readonly [EventGroup, RegExp][] = [
  ["event", /^(date|evt|syscall|exit|service)\b/],
  ["process", /^process\.(?!parent\b)/],
  ["parent", /^process\.parent\b/],
  ["file", /^file\b/],
  ["network", /^(connect|network)\b/],
  ["dns", /^dns\b/],
  ["container", /^(container|cgroup)\b/],
  ["agent", /^agent\b/],
];

function isPlain(value: unknown): boolean {
  return typeof value !== "object" || value === null;
}

function collect(value: unknown, path: string, depth: number, rows: EventRow[]): void {
  if (LEFT_OUT.has(path)) return;
  if (isPlain(value)) rows.push({ path, values: [String(value)] });
  else if (Array.isArray(value) && value.every(isPlain))
    rows.push({ path, values: value.map(String) });
  else if (Array.isArray(value) || depth >= DEPTH_MAX)
    rows.push({ path, values: [JSON.stringify(value)] });
  else
    for (const [key, child] of Object.entries(value as Record<string, unknown>))
      collect(child, path === "" ? key : `${path}.${key}`, depth + 1, rows);
}

export function eventRows(event: Readonly<Record<string, unknown>>): EventRow[] {
  const rows: EventRow[] = [];
  collect(event, "", 0, rows);
  return rows;
}

/** Rows by group, in reading order, groups without rows left out. */
export function groupRows(rows: readonly EventRow[]): [EventGroup, EventRow[]][] {
  const groups = new Map<EventGroup, EventRow[]>(GROUPS.map(([name]) => [name, []]));
  groups.set("other", []);
  for (const row of rows) {
    const group = GROUPS.find(([, pattern]) => pattern.test(row.path))?.[0] ?? "other";
    groups.get(group)?.push(row);
  }
  return [...groups].filter(([, list]) => list.length > 0);
}
