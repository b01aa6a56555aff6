/**
 * How often a rule may send, driven by the time of the events, so that a replay is limited as the
 * live stream was.
 */

/** What vendors of this rule language allow a rule. */
export const MATCHES_PER_SECOND = 10;
export const MATCHES_BURST = 40;
/** Values of a rule's tokens that have a limit of their own at a time; the oldest goes first. */
export const LIMITER_TOKENS_MAX = 500;
const NS_PER_S = 1e9;

/** A token bucket. */
export class RateLimit {
  readonly #nsPerToken: number;
  readonly #burst: number;
  #tokens: number;
  #at = 0;

  constructor(nsPerToken = NS_PER_S / MATCHES_PER_SECOND, burst = MATCHES_BURST) {
    this.#nsPerToken = nsPerToken;
    this.#burst = burst;
    this.#tokens = burst;
  }

  /** Takes a token; false when there is none. `now` in nanoseconds, of any origin. */
  take(now: number): boolean {
    if (now > this.#at) {
      this.#tokens = Math.min(this.#burst, this.#tokens + (now - this.#at) / this.#nsPerToken);
      this.#at = now;
    }
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}

/** The limits of one rule: one a period with `everyNs`, and apart for every token. */
export class RuleLimit {
  readonly #everyNs: number;
  readonly #limits = new Map<string, RateLimit>();

  constructor(everyNs: number) {
    this.#everyNs = everyNs;
  }

  take(token: string, now: number): boolean {
    const known = this.#limits.get(token);
    if (known !== undefined && this.#limits.size === 1) return known.take(now);
    const limit = known ?? this.#create();
    this.#limits.delete(token);
    this.#limits.set(token, limit);
    return limit.take(now);
  }

  #create(): RateLimit {
    if (this.#limits.size >= LIMITER_TOKENS_MAX) {
      const oldest = this.#limits.keys().next();
      if (!oldest.done) this.#limits.delete(oldest.value);
    }
    return this.#everyNs > 0 ? new RateLimit(this.#everyNs, 1) : new RateLimit();
  }
}
