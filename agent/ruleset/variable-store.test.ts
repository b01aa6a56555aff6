/** The store of variables against a model that is slow and plain, and its bounds. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createCounters } from "#lib/base";
import type { Variable } from "#lib/content";
import type { EventView } from "#lib/event";
import { VARIABLE_TEXT_LENGTH_MAX } from "./variable-cell.ts";
import { VARIABLE_COUNTERS, VARIABLE_OWNERS_MAX, VariableStore } from "./variable-store.ts";

type Scalar = string | number | boolean;
type Process = {
  pid: number;
  "container.id": string;
  "cgroup.id": string;
  parent: Process;
  ancestors: Process[];
};

function process(pid: number, container: string, parent?: Process): Process {
  const own = { pid, "container.id": container, "cgroup.id": `/g/${pid % 2}` } as Process;
  own.parent = parent ?? own;
  own.ancestors = parent === undefined ? [] : [parent, ...parent.ancestors];
  return own;
}

const INIT = process(1, "");
const RUNC = process(2, "c1", INIT);
const PROCESSES = [process(0, ""), INIT, RUNC, process(3, "c1", RUNC), process(4, "", INIT)];

function view(at: number, ts: number): EventView {
  return { process: PROCESSES[at], "header.ts": ts, "process.pid": at } as unknown as EventView;
}

function variable(name: string, changes: Partial<Variable>): Variable {
  return {
    name,
    shortName: name.replace(/^.*\./, ""),
    scope: "global",
    type: "int",
    array: false,
    defaultValue: undefined,
    size: 3,
    ttlNs: 0,
    isPrivate: false,
    isInherited: false,
    ...changes,
  };
}

const VARIABLES = [
  variable("n", { defaultValue: 5 }),
  variable("t", { type: "string", ttlNs: 20 }),
  variable("l", { array: true, ttlNs: 20 }),
  variable("process.n", { scope: "process", isInherited: true }),
  variable("process.l", { scope: "process", array: true, isInherited: true, defaultValue: [9] }),
  variable("process.own", { scope: "process", array: true, type: "string", isPrivate: true }),
  variable("container.l", { scope: "container", array: true, ttlNs: 30, size: 2 }),
  variable("cgroup.t", { scope: "cgroup", type: "string" }),
];
const TABLE = new Map(VARIABLES.map((each) => [each.name, each]));

function createStore(live: () => ReadonlySet<number> = () => new Set([1, 2, 3, 4])) {
  const counters = createCounters(VARIABLE_COUNTERS);
  const owners = {
    processOf: (pid: number) => PROCESSES[pid],
    isPopulated: (field: "container.id" | "cgroup.id", id: string) =>
      [...live()].some((pid) => PROCESSES[pid]?.[field] === id),
    createUuid: () => "id",
  };
  return { store: new VariableStore(TABLE, owners, counters), counters };
}

/** What was put, per variable and owner, with when; nothing is ever thrown away but by the rules. */
class Model {
  readonly puts = new Map<string, { value: Scalar; at: number }[]>();

  keyOf({ name, scope }: Variable, at: number): string | undefined {
    const owner = PROCESSES[at] as Process;
    if (scope === "global") return name;
    if (scope === "process") return at === 0 ? undefined : `${name} ${at}`;
    const id = owner[scope === "container" ? "container.id" : "cgroup.id"];
    return id === "" ? undefined : `${name} ${id}`;
  }

  own(each: Variable, key: string, now: number): Scalar | Scalar[] | undefined {
    let kept: { value: Scalar; at: number }[] = [];
    const isYoung = (then: number) => (put: { at: number }) =>
      each.ttlNs === 0 || then < put.at + each.ttlNs;
    for (const put of this.puts.get(key) ?? []) {
      kept = each.array
        ? [...kept.filter(isYoung(put.at)).filter(({ value }) => value !== put.value), put].slice(
            -each.size,
          )
        : [put];
    }
    const values = kept.filter(isYoung(now)).map(({ value }) => value);
    if (values.length === 0) return undefined;
    return each.array ? values : values[0];
  }

  set(each: Variable, at: number, now: number): Scalar | Scalar[] | undefined {
    const key = this.keyOf(each, at);
    const found = key === undefined ? undefined : this.own(each, key, now);
    if (found !== undefined || !each.isInherited || key === undefined) return found;
    for (const { pid } of (PROCESSES[at] as Process).ancestors) {
      const inherited = this.own(each, `${each.name} ${pid}`, now);
      if (inherited !== undefined) return inherited;
    }
    return undefined;
  }

  put(each: Variable, values: readonly Scalar[], append: boolean, at: number, now: number): void {
    const key = this.keyOf(each, at);
    if (key === undefined || values.length === 0) return;
    const puts = this.puts.get(key) ?? [];
    const base = append ? (this.set(each, at, now) ?? each.defaultValue) : undefined;
    this.puts.set(key, puts);
    if (each.array) {
      const start = this.own(each, key, now) === undefined ? ((base ?? []) as Scalar[]) : [];
      for (const value of [...start, ...values]) puts.push({ value, at: now });
    } else {
      const value = values[0] as Scalar;
      const sum = base === undefined ? value : (base as number) + (value as number);
      puts.push({ value: sum, at: now });
    }
  }
}

const step = fc.record({
  variable: fc.constantFrom(...VARIABLES),
  values: fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 3 }),
  append: fc.boolean(),
  at: fc.nat(PROCESSES.length - 1),
  wait: fc.nat(12),
});

test("the store holds what a plain model holds", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const { store } = createStore();
      const model = new Model();
      let now = 1;
      for (const { variable: each, values, append, at, wait } of steps) {
        now += wait;
        const typed = values.map((value) => (each.type === "string" ? `v${value}` : value));
        store.set(each, typed, append, view(at, now));
        model.put(each, typed, append, at, now);
        for (let reader = 0; reader < PROCESSES.length; reader += 1) {
          for (const other of VARIABLES) {
            const expected = model.set(other, reader, now) ?? other.defaultValue;
            assert.deepEqual(store.read(other.name, view(reader, now)), expected, other.name);
          }
        }
      }
    }),
    { numRuns: 300 },
  );
});

test("what is set and not private is shown where it belongs", () => {
  const { store } = createStore();
  for (const each of VARIABLES)
    store.set(each, [each.type === "string" ? "x" : 1], false, view(2, 1));
  assert.deepEqual(store.shown(view(2, 2)), {
    evt: { n: 1, t: "x", l: [1] },
    process: { n: 1, l: [1] },
    container: { l: [1] },
    cgroup: { t: "x" },
  });
  assert.deepEqual(store.shown(view(4, 50)), { evt: { n: 1 }, cgroup: { t: "x" } });
});

test("what belongs to a process or container goes with it", () => {
  const live = new Set([1, 2, 3, 4]);
  const { store } = createStore(() => live);
  const [own, inherited, container] = ["process.own", "process.n", "container.l"].map(
    (name) => TABLE.get(name) as Variable,
  ) as [Variable, Variable, Variable];
  store.set(own, ["x"], false, view(4, 1));
  store.set(inherited, [1], false, view(2, 1));
  store.set(container, [1], false, view(3, 1));
  assert.equal(store.owners, 3);
  store.release(view(4, 2));
  assert.equal(store.owners, 2);
  live.delete(3);
  store.release(view(3, 3));
  assert.equal(store.owners, 2, "its container goes on");
  live.delete(2);
  store.release(view(2, 4));
  assert.equal(store.owners, 1, "the container is empty; what descendants inherit stays");
});

test("owners and texts are bounded, and what is lost is counted", () => {
  const { store, counters } = createStore();
  const text = TABLE.get("process.own") as Variable;
  const many = Array.from({ length: VARIABLE_OWNERS_MAX + 10 }, (_, at) => process(at + 10, ""));
  for (const owner of many) {
    store.set(text, ["a"], false, { process: owner, "header.ts": 1 } as unknown as EventView);
  }
  assert.equal(store.owners, VARIABLE_OWNERS_MAX);
  assert.equal(counters.variable_owners_evicted.value, 10);
  const long = TABLE.get("t") as Variable;
  store.set(long, ["x".repeat(9000)], false, view(1, 1));
  store.set(long, ["y"], true, view(1, 1));
  assert.equal(String(store.read("t", view(1, 1))).length, VARIABLE_TEXT_LENGTH_MAX);
  assert.equal(counters.variable_texts_cut.value, 2);
  const big = "z".repeat(VARIABLE_TEXT_LENGTH_MAX - 4);
  for (const [at, owner] of many.entries()) {
    const event = { process: owner, "header.ts": 2 } as unknown as EventView;
    store.set(text, [`${at}${big}`.slice(0, VARIABLE_TEXT_LENGTH_MAX)], false, event);
    if (at > 9000) break;
  }
  assert.ok(counters.variable_owners_evicted.value > 20_000, "old ones give way to text");
});
