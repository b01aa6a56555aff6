/** lib/protocol/generated/event.schema.json: what the event JSON of a match may hold. */
import type { Flat, FlatField } from "../flatten.ts";
import { eventTree, itemTree, processTree, type Tree } from "./json-tree.ts";

type Schema = Record<string, unknown>;

const SCALARS = { int: "integer", string: "string", bool: "boolean", ip: "string" };

function leafSchema(field: FlatField): Schema {
  const description = field.brief;
  const flags = field.format.endsWith("_flags") || field.format === "capabilities";
  if (field.format === "time") return { type: "string", format: "date-time", description };
  if (flags) return { type: "array", items: { type: "string" }, description };
  const named = !["", "outcome", "whenSet"].includes(field.format);
  const type = named ? "string" : SCALARS[field.type];
  return field.array ? { type: "array", items: { type }, description } : { type, description };
}

function nodeSchema(flat: Flat, node: Tree): Schema {
  if (node.list) {
    const items = treeSchema(flat, itemTree(flat, node.list.fieldset));
    return { type: "array", items };
  }
  if (node.process !== undefined) return { $ref: "#/$defs/lineage" };
  return node.field ? leafSchema(node.field) : treeSchema(flat, node);
}

function treeSchema(flat: Flat, tree: Tree): Schema {
  const properties = [...tree.children].map(([name, child]) => {
    const nested = nodeSchema(flat, child);
    return [name, nested] as const;
  });
  return { type: "object", properties: Object.fromEntries(properties) };
}

function merge(into: Schema, from: Schema): Schema {
  const left = (into["properties"] ?? {}) as Record<string, Schema>;
  const right = (from["properties"] ?? {}) as Record<string, Schema>;
  const properties: Record<string, Schema> = { ...left };
  for (const [name, schema] of Object.entries(right)) {
    const known = properties[name];
    properties[name] = known?.["type"] === "object" ? merge(known, schema) : (known ?? schema);
  }
  return { ...into, type: "object", properties };
}

export function emitJsonSchema(flat: Flat): string {
  const events = flat.delivered.filter((event) => event.source.rules !== false);
  const process = treeSchema(flat, processTree(flat));
  const lineage = merge(process, {
    properties: {
      parent: { $ref: "#/$defs/process" },
      ancestors: { type: "array", items: { $ref: "#/$defs/process" } },
    },
  });
  let root: Schema = { type: "object", properties: {} };
  for (const event of events) root = merge(root, treeSchema(flat, eventTree(flat, event)));
  const text = { type: "string" };
  root = merge(root, {
    properties: {
      title: text,
      evt: merge({}, { properties: { name: text, category: text, outcome: text } }),
      agent: { type: "object" },
      process: lineage,
    },
  });
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Event JSON of a match",
    $defs: { process, lineage },
    ...root,
    required: ["agent", "date", "evt", "process"],
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
