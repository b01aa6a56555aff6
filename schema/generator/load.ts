/**
 * Reads schema/*.yaml into typed sources and refuses what does not fit. The only file that reads
 * YAML.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** A member of a record struct, as written. */
export type MemberSource = { name: string; type: string; brief?: string };

/** A field, as written; `name` is relative inside a fieldset and full inside an event. */
export type FieldSource = {
  name: string;
  json?: string;
  also?: string;
  type: string;
  from: "kernel" | "agent" | "server" | "rule";
  member?: string;
  derive?: string;
  resolve?: string;
  args?: string[];
  format?: string;
  constants?: string;
  ops?: "path" | "basename" | "dns";
  added?: boolean;
  lineage?: boolean;
  /** Why no event carries it yet; rules that name it type-check and never hold by it. */
  undelivered?: string;
  brief: string;
  example: unknown;
};

/**
 * A fieldset mounted at a SECL prefix and a JSON prefix. `same` mounts what another prefix already
 * has.
 */
export type MountSource = {
  fieldset: string;
  at: string;
  json?: string;
  member?: string;
  same?: string;
  iterator?: boolean;
  brief: string;
};

export type StructSource = { struct: string; brief: string; members: MemberSource[] };
export type FieldsetSource = {
  fieldset: string;
  brief: string;
  struct?: string;
  fields: FieldSource[];
  mounts?: MountSource[];
};
/** An event has a record, or a reason why the sensor has none for it yet. */
export type EventSource = {
  event: string;
  id: number;
  category: string;
  rules?: boolean;
  brief: string;
  record?: MemberSource[];
  undelivered?: string;
  fields?: FieldSource[];
  mounts?: MountSource[];
};
export type ControlSource = { control: string; id: number; brief: string; members: MemberSource[] };
export type FlagSource = { bit: number; name: string; brief: string };
export type ConstantGroup = { brief: string; values: Record<string, number> };
export type ColumnSource = { json: string; type: string; facet?: string };

/** A rule about an event: what it catches, and its expression. */
export type ExampleSource = { brief: string; rule: string };

export type Sources = {
  structs: Map<string, StructSource>;
  fieldsets: Map<string, FieldsetSource>;
  events: EventSource[];
  controls: ControlSource[];
  flags: FlagSource[];
  constants: Map<string, ConstantGroup>;
  columns: ColumnSource[];
  /** By event. */
  examples: Map<string, ExampleSource[]>;
};

function readYaml<T>(path: string): T {
  return parse(readFileSync(path, "utf8")) as T;
}

function readFolder<T>(folder: string): T[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
  return names.sort().map((name) => readYaml<T>(join(folder, name)));
}

/**
 * Reads the whole contract from `root`; throws with the file's own words when YAML does not parse.
 */
export function loadSources(root: string): Sources {
  const records = readFolder<Partial<StructSource>>(join(root, "records"));
  const structs = records.filter((record): record is StructSource => record.struct !== undefined);
  const fieldsets = readFolder<FieldsetSource>(join(root, "fieldsets"));
  const groups = readFolder<{ groups: Record<string, ConstantGroup> }>(join(root, "constants"));
  const { examples } = readYaml<{ examples: Record<string, ExampleSource[]> }>(
    join(root, "examples.yaml"),
  );
  return {
    structs: new Map(structs.map((struct) => [struct.struct, struct])),
    fieldsets: new Map(fieldsets.map((fieldset) => [fieldset.fieldset, fieldset])),
    events: readFolder<EventSource>(join(root, "events")).sort((a, b) => a.id - b.id),
    controls: readYaml<{ controls: ControlSource[] }>(join(root, "records/control.yaml")).controls,
    flags: readYaml<{ flags: FlagSource[] }>(join(root, "records/flags.yaml")).flags,
    constants: new Map(groups.flatMap((file) => Object.entries(file.groups))),
    columns: readYaml<{ columns: ColumnSource[] }>(join(root, "columns.yaml")).columns,
    examples: new Map(Object.entries(examples)),
  };
}
