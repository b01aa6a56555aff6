/**
 * A token bucket a rule, driven by the time of the events, so that a replay is limited as the live
 * stream was.
 */

/** What vendors of this rule language allow a rule. */
export const MATCHES_PER_SECOND = 10;
export const MATCHES_BURST = 40;
const NS_PER_TOKEN = 1e9 / MATCHES_PER_SECOND;

export class RateLimit {
  #tokens = MATCHES_BURST;
  #at = 0;

  /** Takes a token; false when there is none. `now` in nanoseconds, of any origin. */
  take(now: number): boolean {
    if (now > this.#at) {
      this.#tokens = Math.min(MATCHES_BURST, this.#tokens + (now - this.#at) / NS_PER_TOKEN);
      this.#at = now;
    }
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
