/**
 * Values of `${x}` between events. A variable belongs to everyone, or to a process, container or
 * cgroup, and goes with it. Time is that of the events, so that a replay comes out as the live
 * stream did. What rules remember starts anew when they are loaded anew.
 */
import type { CounterSet } from "#lib/base";
import type { Variable } from "#lib/content";
import type { EventView } from "#lib/event";
import type { Variables, VariableValue } from "#lib/secl";
import {
  type Cell,
  createListCell,
  createScalarCell,
  type Scalar,
  VARIABLE_TEXT_LENGTH_MAX,
} from "./variable-cell.ts";

/** Owners with variables at a time; beyond, what was written longest ago is forgotten. */
export const VARIABLE_OWNERS_MAX = 32_768;
/** Characters of all variables together. */
export const VARIABLE_TEXT_MAX = 32 * 1024 * 1024;
/** Characters of variables shown with one event. */
const SHOWN_MAX = 32_768;

export type VariableCounter =
  | "variable_owners_evicted"
  | "variable_texts_cut"
  | "variables_without_owner";
export const VARIABLE_COUNTERS: readonly VariableCounter[] = [
  "variable_owners_evicted",
  "variable_texts_cut",
  "variables_without_owner",
];

/** What is known of the owners of variables. */
export type VariableOwners = {
  /** The process that has this id now, as events show it. */
  processOf(pid: number): object | undefined;
  /** Whether a process runs in the container or cgroup. */
  isPopulated(field: "container.id" | "cgroup.id", id: string): boolean;
  /** A new value of `${builtins.uuid4}`. */
  createUuid(): string;
};

/** Variables that an event shows, by whose they are. */
export type ShownVariables = Partial<
  Record<"evt" | "process" | "container" | "cgroup", Record<string, VariableValue>>
>;

type Owner = object | string;
type Values = { cells: Map<string, Cell>; weight: number; isInherited: boolean };

const GLOBAL = "";
const SHOWN_AT = { global: "evt", process: "process", container: "container", cgroup: "cgroup" };

export class VariableStore implements Variables {
  readonly #variables: ReadonlyMap<string, Variable>;
  readonly #shown: readonly Variable[];
  readonly #owners: VariableOwners;
  readonly #counters: CounterSet<VariableCounter>;
  /** In the order they were last written. */
  readonly #values = new Map<Owner, Values>();
  #weight = 0;

  constructor(
    variables: ReadonlyMap<string, Variable>,
    owners: VariableOwners,
    counters: CounterSet<VariableCounter>,
  ) {
    this.#variables = variables;
    this.#shown = [...variables.values()].filter(({ isPrivate }) => !isPrivate);
    this.#owners = owners;
    this.#counters = counters;
  }

  get owners(): number {
    return this.#values.size;
  }

  read(name: string, event: object): VariableValue | undefined {
    const view = event as EventView;
    const variable = this.#variables.get(name);
    if (variable !== undefined) return this.#find(variable, view) ?? variable.defaultValue;
    if (name === "process.pid") return view["process.pid"];
    return name === "builtins.uuid4" ? this.#owners.createUuid() : undefined;
  }

  /**
   * Sets a variable of the event's process, container or cgroup, or of the process with the id
   * `pid`. A list takes the values in; a single one adds to a number and continues a text when
   * `append` is true.
   */
  set(
    variable: Variable,
    values: readonly Scalar[],
    append: boolean,
    view: EventView,
    pid?: number,
  ): void {
    const owner = pid === undefined ? ownerOf(variable, view) : this.#owners.processOf(pid);
    if (owner === undefined) {
      this.#counters.variables_without_owner.add();
      return;
    }
    if (values.length === 0) return;
    const before = append ? this.#before(variable, view, owner) : undefined;
    const held = this.#take(owner);
    if (variable.isInherited) held.isInherited = true;
    const cell = held.cells.get(variable.name) ?? createCell(variable);
    held.cells.set(variable.name, cell);
    const weight = cell.weight;
    const now = view["header.ts"];
    if (variable.array) {
      if (cell.at(now) === undefined && typeof before === "object")
        for (const value of before) cell.put(value, now);
      for (const value of values) cell.put(this.#cut(value), now);
    } else cell.put(this.#cut(joined(before as Scalar | undefined, values[0] as Scalar)), now);
    held.weight += cell.weight - weight;
    this.#weight += cell.weight - weight;
    this.#bound(owner);
  }

  /** A process ended: what was its own goes, and what was of a container that is now empty. */
  release(view: EventView): void {
    if (this.#values.size === 0) return;
    const { process } = view;
    /* Descendants may still look for what they inherit. */
    if (this.#values.get(process)?.isInherited !== true) this.#drop(process);
    const { parent } = process;
    for (const field of ["container.id", "cgroup.id"] as const) {
      const id = process[field];
      const owner = `${field} ${id}`;
      if (id === "" || id === parent[field] || !this.#values.has(owner)) continue;
      if (!this.#owners.isPopulated(field, id)) this.#drop(owner);
    }
  }

  /** What an event shows of the variables that are set and not private. */
  shown(view: EventView): ShownVariables {
    const shown: ShownVariables = {};
    let left = SHOWN_MAX;
    for (const variable of this.#shown) {
      const value = this.#find(variable, view);
      if (value === undefined) continue;
      left -= JSON.stringify(value).length;
      if (left < 0) return shown;
      const at = SHOWN_AT[variable.scope] as keyof ShownVariables;
      shown[at] = { ...shown[at], [variable.shortName]: value };
    }
    return shown;
  }

  /** The value that is set, not the default. */
  #find(variable: Variable, view: EventView): VariableValue | undefined {
    if (this.#values.size === 0) return undefined;
    const owner = ownerOf(variable, view);
    if (owner === undefined) return undefined;
    const { name } = variable;
    const now = view["header.ts"];
    const own = this.#values.get(owner)?.cells.get(name)?.at(now);
    if (own !== undefined || !variable.isInherited) return own;
    for (const ancestor of view.process.ancestors) {
      const inherited = this.#values.get(ancestor)?.cells.get(name)?.at(now);
      if (inherited !== undefined) return inherited;
    }
    return undefined;
  }

  /** What an appended value goes on from. */
  #before(variable: Variable, view: EventView, owner: Owner): VariableValue | undefined {
    const own = this.#values.get(owner)?.cells.get(variable.name)?.at(view["header.ts"]);
    if (own !== undefined) return own;
    const inherited = owner === ownerOf(variable, view) ? this.#find(variable, view) : undefined;
    return inherited ?? variable.defaultValue;
  }

  #take(owner: Owner): Values {
    const held = this.#values.get(owner) ?? { cells: new Map(), weight: 0, isInherited: false };
    this.#values.delete(owner);
    this.#values.set(owner, held);
    return held;
  }

  #cut(value: Scalar): Scalar {
    if (typeof value !== "string" || value.length <= VARIABLE_TEXT_LENGTH_MAX) return value;
    this.#counters.variable_texts_cut.add();
    return value.slice(0, VARIABLE_TEXT_LENGTH_MAX);
  }

  /** Forgets the owners written longest ago; never the one just written. */
  #bound(kept: Owner): void {
    while (this.#values.size > VARIABLE_OWNERS_MAX || this.#weight > VARIABLE_TEXT_MAX) {
      const oldest = this.#values.keys().next();
      if (oldest.done || oldest.value === kept) return;
      this.#counters.variable_owners_evicted.add();
      this.#drop(oldest.value);
    }
  }

  #drop(owner: Owner): void {
    this.#weight -= this.#values.get(owner)?.weight ?? 0;
    this.#values.delete(owner);
  }
}

function createCell({ array, ttlNs, size }: Variable): Cell {
  return array ? createListCell(ttlNs, size) : createScalarCell(ttlNs);
}

/** Whose a variable is for an event; undefined when the event has no such owner. */
function ownerOf({ scope }: Variable, view: EventView): Owner | undefined {
  if (scope === "global") return GLOBAL;
  const { process } = view;
  if (scope === "process") return process["pid"] === 0 ? undefined : process;
  const field = scope === "container" ? "container.id" : "cgroup.id";
  const id = process[field];
  return id === "" ? undefined : `${field} ${id}`;
}

function joined(before: Scalar | undefined, value: Scalar): Scalar {
  if (typeof before === "number" && typeof value === "number") return before + value;
  return typeof before === "string" ? before + String(value) : value;
}
