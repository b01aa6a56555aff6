/** lib/event/generated/process.ts: the properties of one entry of the process cache. */
import { alternativesOf } from "../../../lib/event/field-table.ts";
import type { Flat, FlatField } from "../flatten.ts";
import { GENERATED, tsType } from "./text.ts";

function zero(field: FlatField): string {
  if (field.array) return "[]";
  if (field.type === "int") return "0";
  return field.type === "bool" ? "false" : '""';
}

/** What else the field matches; the agent gives it with the program. */
function alternatives(field: FlatField): string {
  const name = JSON.stringify(alternativesOf(field.name));
  return `  /** Other values of ${field.name} that rules match. */\n  ${name}: readonly string[] = derive.NO_ALTERNATIVES;`;
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

/**
 * Value of a file's field from the record's executable, by the names of the file struct's members.
 */
function fileValue(field: FlatField, at: string): string {
  const member = (name: string) => `view[${JSON.stringify(`record.process.file.${name}`)}]`;
  const read = field.read;
  if (read.kind === "member") {
    const value = member(read.path.slice(at.length + 1));
    return field.type === "bool" ? `${value} !== 0` : value;
  }
  if (read.kind !== "derive") throw new Error(`${field.name} has no value in a record`);
  const args = read.args.map((arg) => member(arg.slice(`record.${at}.`.length)));
  return `derive.${read.name}(${args.join(", ")})`;
}

function alternativesValue({ alternativesRead: derived }: FlatField, at: string): string {
  if (derived === undefined) return "derive.NO_ALTERNATIVES";
  const [first = "", ...rest] = derived.args.map(
    (arg) => `view["record.process.file.${arg.slice(`record.${at}.`.length)}"]`,
  );
  const call = `derive.${derived.name}(${[first, ...rest].join(", ")})`;
  return `view && ${first} !== "" ? ${call} : derive.NO_ALTERNATIVES`;
}

/** Functions that write the record's executable to one of the entry's files, or clear it. */
function fileWriter(flat: Flat, at: string): string {
  const fields = flat.process.filter((field) => field.name.startsWith(`${at}.`));
  const own = fields.filter((field) => field.origin === "kernel" && field.delivered);
  const lines = own.map((field) => {
    const value = `view ? ${fileValue(field, at)} : ${zero(field)}`;
    return `  entry[${JSON.stringify(field.name)}] = ${value};`;
  });
  for (const field of fields.filter(({ alternatives }) => alternatives)) {
    const value = alternativesValue(field, at);
    lines.push(`  entry[${JSON.stringify(alternativesOf(field.name))}] = ${value};`);
  }
  const name = at.replace(/(^|\.)(\w)/g, (_, __, letter: string) => letter.toUpperCase());
  return [
    `/** Writes the executable of a record to \`${at}\`; without a record there is none. */`,
    `export function write${name}(entry: ProcessFields, view?: ExecView | SnapshotView): void {`,
    ...lines,
    "}",
    "",
  ].join("\n");
}

/** The resolvers that fields of a process take their values from, as a union of names. */
function names(fields: FlatField[]): string {
  const found = fields.flatMap(({ read }) => (read.kind === "resolve" ? [read.name] : []));
  return [...new Set(found)].map((name) => JSON.stringify(name)).join(" | ");
}

export function emitProcess(flat: Flat): string {
  const mounts = flat.sources.fieldsets.get("process")?.mounts ?? [];
  const delivered = flat.process.filter((field) => field.delivered);
  return [
    GENERATED,
    'import * as derive from "../derive.ts";',
    'import type { ExecView, Resolvers, SnapshotView } from "./views.ts";',
    "",
    "/** A process as fields name it. Properties come from the kernel; getters are the agent's. */",
    "export abstract class ProcessFields {",
    `  abstract readonly names: Pick<Resolvers, ${names(delivered)}>;`,
    "  /** The parent, or an empty entry when there is none. */",
    "  abstract get parent(): ProcessFields;",
    "  /** Parent, grandparent and so on, nearest first. */",
    "  abstract get ancestors(): readonly ProcessFields[];",
    ...delivered.flatMap((field) =>
      field.alternatives ? [property(field), alternatives(field)] : [property(field)],
    ),
    "}",
    "",
    ...mounts.map((mount) => fileWriter(flat, mount.at)),
  ].join("\n");
}
