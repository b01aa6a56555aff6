/**
 * Stops the kills of a rule that hits too much: more distinct containers, or executables, in a
 * period than an attack has. The same one may be killed again and again.
 */

/** Distinct containers, and distinct executables, that one rule may kill in a period. */
export const DISARM_COUNT_MAX = 5;
export const DISARM_PERIOD_MS = 60_000;

export type DisarmState = "armed" | "rule_disarmed" | "rule_dismantled";

/** Keeps at most DISARM_COUNT_MAX names, each for a period after it was last seen. */
export class Disarmer {
  readonly #seen = new Map<string, number>();
  readonly #loadedAt: number;
  #state: DisarmState = "armed";

  /** @param loadedAt when the rule was loaded, in milliseconds of the clock of `take`. */
  constructor(loadedAt: number) {
    this.#loadedAt = loadedAt;
  }

  /**
   * Whether what `name` stands for may be killed now. One too many disarms until every other was
   * forgotten; in the first period after loading it dismantles until the rules are loaded again,
   * for then the rule was wrong from the start.
   */
  take(name: string, now: number): DisarmState {
    for (const [known, at] of this.#seen)
      if (now - at >= DISARM_PERIOD_MS) this.#seen.delete(known);
    if (this.#state === "rule_disarmed" && this.#seen.size === 0) this.#state = "armed";
    if (this.#state !== "armed") return this.#state;
    if (!this.#seen.has(name) && this.#seen.size >= DISARM_COUNT_MAX) {
      const isFirst = now - this.#loadedAt < DISARM_PERIOD_MS;
      this.#state = isFirst ? "rule_dismantled" : "rule_disarmed";
      return this.#state;
    }
    this.#seen.set(name, now);
    return "armed";
  }
}
