/**
 * lib/event/generated/serialize.ts: a match's event as JSON, one function an event, called once a
 * match.
 */
import { type Flat, type FlatEvent, type FlatField, itemFieldsets } from "../flatten.ts";
import { eventTree, itemTree, processTree, type Tree } from "./json-tree.ts";
import { GENERATED, pascal } from "./text.ts";

function valueText(field: FlatField, object: string): string {
  const read = `${object}[${JSON.stringify(field.name)}]`;
  if (field.format === "" || field.format === "outcome") return read;
  if (field.format === "whenSet") return `${read} || undefined`;
  if (field.format === "time") return `format.time(${read})`;
  if (field.format.endsWith("_kind"))
    return `format.kindName(${JSON.stringify(field.constants)}, ${read})`;
  if (field.array) return `format.constantNames(${JSON.stringify(field.constants)}, ${read})`;
  if (field.format.endsWith("_mask"))
    return `format.maskText(${JSON.stringify(field.constants)}, ${read})`;
  const flags = field.format.endsWith("_flags") || field.format === "capabilities";
  return `format.${flags ? "flagNames" : "constantName"}(${JSON.stringify(field.constants)}, ${read})`;
}

function nodeText(node: Tree, object: string, indent: string): string {
  if (node.list) return `${object}[${JSON.stringify(node.list.at)}].map(${node.list.fieldset}Json)`;
  if (node.process !== undefined) return `otherJson(${object}[${JSON.stringify(node.process)}])`;
  return node.field ? valueText(node.field, object) : treeText(node, object, indent);
}

function treeText(tree: Tree, object: string, indent: string, extra: string[] = []): string {
  const inner = `${indent}  `;
  const lines = [...tree.children].map(([name, child]) => {
    const value = nodeText(child, object, inner);
    return `${inner}${name}: ${value},`;
  });
  return ["{", ...lines, ...extra.map((line) => inner + line), `${indent}}`].join("\n");
}

function eventCase(flat: Flat, event: FlatEvent): string {
  const name = event.source.event;
  const outcome = event.fields.find((field) => field.format === "outcome");
  const result = outcome ? `event[${JSON.stringify(outcome.name)}]` : "0";
  const tree = eventTree(flat, event);
  const evt = tree.children.get("evt") ?? { children: new Map() };
  tree.children.delete("evt");
  const process = tree.children.get("process") ?? { children: new Map() };
  tree.children.delete("process");
  const head = [
    `name: ${JSON.stringify(name)},`,
    `category: ${JSON.stringify(`${pascal(event.source.category)} Activity`)},`,
  ];
  return [
    `function ${name}Json(event: ${pascal(name)}View) {`,
    `  return ${treeText(tree, "event", "  ", [
      `evt: ${treeText(evt, "event", "    ", [...head, `outcome: format.outcome(${result}),`])},`,
      `process: format.merge(lineageJson(event.process), ${treeText(process, "event", "    ")}),`,
    ])};`,
    "}",
    "",
  ].join("\n");
}

/** One item of a list, by its fieldset. */
function itemFunction(flat: Flat, fieldset: string): string {
  return [
    `function ${fieldset}Json(item: ${pascal(fieldset)}Item) {`,
    `  return ${treeText(itemTree(flat, fieldset), "item", "  ")};`,
    "}",
    "",
  ].join("\n");
}

export function emitSerializer(flat: Flat): string {
  const events = flat.delivered.filter((event) => event.source.rules !== false);
  const lists = itemFieldsets(flat);
  const views = [
    ...events.map((event) => `${pascal(event.source.event)}View`),
    ...lists.map((fieldset) => `${pascal(fieldset)}Item`),
  ];
  return [
    GENERATED,
    'import * as format from "../format.ts";',
    'import type { ProcessFields } from "./process.ts";',
    `import type { EventView, ${views.join(", ")} } from "./views.ts";`,
    "",
    "/** One process, without its lineage. */",
    "export function processJson(process: ProcessFields) {",
    `  return ${treeText(processTree(flat), "process", "  ")};`,
    "}",
    "",
    "/** A process as the ancestor of another: its environment and capabilities are left out. */",
    "function ancestorJson(process: ProcessFields) {",
    `  return ${treeText(processTree(flat, true), "process", "  ")};`,
    "}",
    "",
    "function lineageJson(process: ProcessFields) {",
    "  const [parent] = process.ancestors;",
    "  return {",
    "    ...processJson(process),",
    "    parent: parent && processJson(parent),",
    "    ancestors: process.ancestors.map(ancestorJson),",
    "  };",
    "}",
    "",
    "/** A process that the event is about, when there is one. */",
    "function otherJson(process: ProcessFields) {",
    '  return process["pid"] === 0 ? undefined : lineageJson(process);',
    "}",
    "",
    ...lists.map((fieldset) => itemFunction(flat, fieldset)),
    ...events.map((event) => eventCase(flat, event)),
    "/** The event JSON of a view, without empty values; undefined for events that rules cannot name. */",
    "export function eventJson(event: EventView): Record<string, unknown> | undefined {",
    "  switch (event.type) {",
    ...events.map(
      (event) =>
        `    case ${JSON.stringify(event.source.event)}:\n      return format.compact(${event.source.event}Json(event as ${pascal(event.source.event)}View));`,
    ),
    "    default:",
    "      return undefined;",
    "  }",
    "}",
    "",
  ].join("\n");
}
