/** Time and counters come in as parameters, so that tests decide what time it is. */

/** Milliseconds since 1970. */
export type Clock = () => number;

/** A number that only grows, shown in `vigil status` and in the web. */
export type Counter = { add(amount?: number): void; readonly value: number };

/** Counters by name; a name not declared is a type error. */
export type CounterSet<Name extends string> = Readonly<Record<Name, Counter>> & {
  snapshot(): Record<Name, number>;
};

/** A plain number behind two properties: counting is done for every event. */
class Count implements Counter {
  value = 0;

  add(amount = 1): void {
    this.value += amount;
  }
}

/** Makes one counter for each name, all zero. */
export function createCounters<Name extends string>(names: readonly Name[]): CounterSet<Name> {
  const counters = names.map((name) => [name, new Count()] as const);
  const snapshot = () => Object.fromEntries(counters.map(([name, { value }]) => [name, value]));
  return { ...Object.fromEntries(counters), snapshot } as CounterSet<Name>;
}
