/**
 * Time that each rule may take, so that a slow one delays nobody else. A rule that used up its time
 * is put off: its hits are stored all the same, and the groups they touch are evaluated when it has
 * time again. What was put off is forgotten by a restart, and made good by the group's next hit.
 */
import type { CompiledRule, HitRow } from "#lib/detection";

/** A rule may take this part of all time, and save up so much of it. */
const SHARE = 0.1;
const SAVED_MS_MAX = 2000;
/** Hits put off of one rule; beyond it the oldest are dropped and counted. */
const DEFERRED_MAX = 10_000;

type Account = { leftMs: number; at: number; deferred: HitRow[] };

export function createBudget(now: (() => number) | undefined) {
  const accounts = new Map<string, Account>();

  function accountOf(rule: string, at: number): Account {
    const known = accounts.get(rule) ?? { leftMs: SAVED_MS_MAX, at, deferred: [] };
    known.leftMs = Math.min(SAVED_MS_MAX, known.leftMs + (at - known.at) * SHARE);
    known.at = at;
    accounts.set(rule, known);
    return known;
  }

  /** The hits that may be evaluated now, with those that were put off before. */
  function due(hits: readonly HitRow[]) {
    if (now === undefined) return { hits, deferred: 0, dropped: 0 };
    const at = now();
    const result: HitRow[] = [];
    let deferred = 0;
    let dropped = 0;
    for (const [rule, own] of Map.groupBy(hits, (hit) => hit.rule)) {
      const account = accountOf(rule, at);
      if (account.leftMs > 0) {
        result.push(...account.deferred, ...own);
        account.deferred = [];
        continue;
      }
      account.deferred.push(...own);
      deferred += own.length;
      const excess = Math.max(0, account.deferred.length - DEFERRED_MAX);
      account.deferred.splice(0, excess);
      dropped += excess;
    }
    return { hits: result, deferred, dropped };
  }

  function spend({ draft }: CompiledRule, ms: number): void {
    const account = accounts.get(draft.id);
    if (account !== undefined) account.leftMs -= ms;
  }

  /** Drops the accounts of rules that are no longer loaded. */
  function forget(rules: ReadonlyMap<string, CompiledRule>): void {
    for (const rule of accounts.keys()) if (!rules.has(rule)) accounts.delete(rule);
  }

  return { due, spend, forget };
}
