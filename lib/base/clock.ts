/** Time and counters come in as parameters, so that tests decide what time it is. */

/** Milliseconds since 1970. */
export type Clock = () => number;

/** A number that only grows, shown in `vigil status` and in the web. */
export type Counter = { add(amount?: number): void; readonly value: number };

/** Counters by name; a name not declared is a type error. */
export type CounterSet<Name extends string> = Readonly<Record<Name, Counter>> & {
  snapshot(): Record<Name, number>;
};

/** Makes one counter for each name, all zero. */
export function createCounters<Name extends string>(names: readonly Name[]): CounterSet<Name> {
  const values = new Map<Name, number>(names.map((name) => [name, 0]));
  const set: Record<string, unknown> = {
    snapshot: () => Object.fromEntries(values),
  };
  for (const name of names) {
    set[name] = {
      add: (amount = 1) => values.set(name, (values.get(name) ?? 0) + amount),
      get value() {
        return values.get(name) ?? 0;
      },
    };
  }
  return set as CounterSet<Name>;
}
