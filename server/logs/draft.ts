/** A log while it is being understood: reserved fields beside an open tree of attributes. */
import { RESERVED_NAMES } from "#server/store";

export type Tree = Record<string, unknown>;

export type LogDraft = {
  /** Milliseconds since 1970; undefined until something says when it happened. */
  ts: number | undefined;
  host: string;
  service: string;
  source: string;
  status: string;
  message: string;
  tags: string[];
  attributes: Tree;
};

type TextField = "host" | "service" | "source" | "status" | "message";
const TEXT_FIELDS: ReadonlySet<string> = new Set<TextField>([
  "host",
  "service",
  "source",
  "status",
  "message",
]);
const RESERVED: ReadonlySet<string> = new Set(RESERVED_NAMES);

export function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isReserved(name: string): boolean {
  return RESERVED.has(name);
}

function isTextField(path: string): path is TextField {
  return TEXT_FIELDS.has(path);
}

/** The value at a path of a tree; undefined when there is none. */
export function valueAt(tree: Tree, path: string): unknown {
  // Most paths are one name; taking one apart costs more than the look-up.
  if (!path.includes(".")) return Object.hasOwn(tree, path) ? tree[path] : undefined;
  let value: unknown = tree;
  for (const segment of path.split(".")) {
    if (!isTree(value) || !Object.hasOwn(value, segment)) return undefined;
    value = value[segment];
  }
  return value;
}

/**
 * Puts a value at a path, making the objects on the way; false when something else than an object
 * stands there already.
 */
export function putAt(tree: Tree, path: string, value: unknown): boolean {
  if (path.includes("__proto__") && path.split(".").includes("__proto__")) return false;
  let target = tree;
  let start = 0;
  for (let dot = path.indexOf("."); dot !== -1; dot = path.indexOf(".", start)) {
    const segment = path.slice(start, dot);
    start = dot + 1;
    const next = Object.hasOwn(target, segment) ? target[segment] : undefined;
    if (next === undefined) target[segment] = {};
    else if (!isTree(next)) return false;
    target = target[segment] as Tree;
  }
  const last = start === 0 ? path : path.slice(start);
  target[last] = value;
  return true;
}

export function removeAt(tree: Tree, path: string): void {
  const at = path.lastIndexOf(".");
  const parent = at === -1 ? tree : valueAt(tree, path.slice(0, at));
  if (isTree(parent)) delete parent[path.slice(at + 1)];
}

/** A value of the log by path; reserved names are its own fields. */
export function readDraft(draft: LogDraft, path: string): unknown {
  if (isTextField(path)) return draft[path] === "" ? undefined : draft[path];
  return valueAt(draft.attributes, path);
}

/** Sets a value of the log by path. */
export function writeDraft(draft: LogDraft, path: string, value: unknown): void {
  if (isTextField(path)) draft[path] = String(value);
  else putAt(draft.attributes, path, value);
}

/**
 * Objects in place of dots in names, as searches see them: `{"a.b": 1}` is `{"a": {"b": 1}}`. A
 * name for which there is no room stays as it is.
 */
export function expandDots(tree: Tree): Tree {
  const expanded: Tree = {};
  const dotted: [string, unknown][] = [];
  for (const name of Object.keys(tree)) {
    const inner = expandWithin(tree[name]);
    if (name.includes(".") && !name.split(".").includes("")) dotted.push([name, inner]);
    else if (name !== "__proto__") expanded[name] = inner;
  }
  for (const [name, value] of dotted) {
    const known = valueAt(expanded, name);
    const isFree = known === undefined;
    if (isFree ? !putAt(expanded, name, value) : !mergeInto(known, value)) expanded[name] = value;
  }
  return expanded;
}

function expandWithin(value: unknown): unknown {
  if (isTree(value)) return expandDots(value);
  if (!Array.isArray(value)) return value;
  return value.map((item) => (isTree(item) ? expandDots(item) : item));
}

function mergeInto(known: unknown, value: unknown): boolean {
  if (!isTree(known) || !isTree(value)) return false;
  for (const [name, item] of Object.entries(value))
    if (!Object.hasOwn(known, name)) known[name] = item;
  return true;
}
