/**
 * The shape of the event JSON: a tree of objects whose leaves are fields. Serialiser and JSON
 * Schema share it.
 */
import { type Flat, type FlatEvent, type FlatField, partsOf } from "../flatten.ts";

/** `process` names the mount of a process that the event is about, shown with its lineage. */
export type Tree = {
  children: Map<string, Tree>;
  field?: FlatField;
  process?: string;
  /** A list of the record's own structs: where it is, and the fieldset of its items. */
  list?: { at: string; fieldset: string };
};

function nodeAt(root: Tree, path: string): Tree {
  let node = root;
  for (const segment of path.split(".")) {
    let child = node.children.get(segment);
    if (!child) {
      child = { children: new Map() };
      node.children.set(segment, child);
    }
    node = child;
  }
  return node;
}

function plant(root: Tree, path: string, field: FlatField): void {
  nodeAt(root, path).field ??= field;
}

/**
 * Fields of one process entry, as one object; an ancestor's leave out what only matters of the
 * process itself.
 */
export function processTree(flat: Flat, isAncestor = false): Tree {
  const root: Tree = { children: new Map() };
  const shown = flat.process.filter((each) => each.delivered && (each.lineage || !isAncestor));
  for (const field of shown) {
    if (field.json !== "") plant(root, field.json, field);
    if (field.also !== "") plant(root, field.also, field);
  }
  return root;
}

/** Fields of one item of a list. */
export function itemTree(flat: Flat, fieldset: string): Tree {
  const root: Tree = { children: new Map() };
  for (const field of partsOf(flat, fieldset))
    if (field.json !== "") plant(root, field.json, field);
  return root;
}

/** What an event adds beside `process`: fields of every event, then its own. */
export function eventTree(flat: Flat, event: FlatEvent): Tree {
  const root: Tree = { children: new Map() };
  for (const field of [...flat.common.fields, ...event.fields]) {
    const ofProcess = field.read.kind === "process" || field.read.kind === "iterator";
    if (field.json !== "" && field.delivered && !ofProcess) plant(root, field.json, field);
  }
  for (const { at, task, list, fieldset, json } of event.mounts) {
    if (json === undefined) continue;
    if (task !== "") nodeAt(root, json).process = at;
    if (list !== "") nodeAt(root, json).list = { at, fieldset };
  }
  return root;
}
