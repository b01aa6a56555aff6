/** lib/event/generated/process.ts: the properties of one entry of the process cache. */
import type { Flat, FlatField } from "../flatten.ts";
import { GENERATED, tsType } from "./text.ts";

function zero(field: FlatField): string {
  if (field.array) return "[]";
  if (field.type === "int") return "0";
  return field.type === "bool" ? "false" : '""';
}

function property(field: FlatField): string {
  const name = JSON.stringify(field.name);
  const doc = `  /** ${field.brief}. */`;
  if (field.origin === "kernel") return `${doc}\n  ${name}: ${tsType(field)} = ${zero(field)};`;
  const read = field.read;
  if (read.kind !== "derive" && read.kind !== "resolve")
    return `${doc}\n  abstract get ${name}(): ${tsType(field)};`;
  const args = read.args.map((arg) => `this[${JSON.stringify(arg)}]`).join(", ");
  const from = read.kind === "derive" ? "derive" : "this.names";
  return `${doc}\n  get ${name}(): ${tsType(field)} {\n    return ${from}.${read.name}(${args});\n  }`;
}

export function emitProcess(flat: Flat): string {
  return [
    GENERATED,
    'import * as derive from "../derive.ts";',
    'import type { Resolvers } from "./views.ts";',
    "",
    "/** A process as fields name it. Properties come from the kernel; getters are the agent's. */",
    "export abstract class ProcessFields {",
    '  abstract readonly names: Pick<Resolvers, "userName" | "groupName">;',
    "  /** The parent, or an empty entry when there is none. */",
    "  abstract get parent(): ProcessFields;",
    "  /** Parent, grandparent and so on, nearest first. */",
    "  abstract get ancestors(): readonly ProcessFields[];",
    ...flat.process.map(property),
    "}",
    "",
  ].join("\n");
}
