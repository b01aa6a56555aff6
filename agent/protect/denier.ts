/**
 * Denials as the agent knows them: what the flags of a record say became of it, and what the
 * sensor counts rule by rule.
 */
import { type CounterSet, createCounters } from "#lib/base";
import { type EventView, RECORD_FLAGS, type VIEWS } from "#lib/event";
import type { ActionJson, Enforcement } from "./protector.ts";

/** Numbers of rules that are kept: of the filter in force and the one before it, 128 rules each. */
const TOLD_MAX = 256;

export type DenyCounter =
  | "denials_denied"
  | "denials_observed"
  | "denials_spared"
  | "denials_disarmed"
  | "deny_rules_disarmed";

export function createDenyCounters(): CounterSet<DenyCounter> {
  return createCounters([
    "denials_denied",
    "denials_observed",
    "denials_spared",
    "denials_disarmed",
    "deny_rules_disarmed",
  ]);
}

export type DenierOptions = {
  /** The sensor's switch. */
  enforcement(): Enforcement;
  /** Why the kernel of this host cannot refuse an event; undefined when it can. */
  whyNot(event: string): string | undefined;
  counters: CounterSet<DenyCounter>;
  /** Told when a rule denies no more. */
  disarmed(ruleId: string): void;
};

export type DenialView = InstanceType<(typeof VIEWS)["denial"]>;

export type Denier = {
  /** The report of a rule's `deny` for an event that it matched. */
  report(view: EventView): ActionJson;
  /** The sensor's numbers of a rule. */
  count(view: DenialView): void;
  /** Rules were loaded: `ruleIds` by their number in the filter, all armed. */
  loaded(ruleIds: readonly string[]): void;
  /** Rules that deny no more until rules are loaded again. */
  disarmed(): string[];
};

const OFF = "enforcement is off; `vigil up --enforcement on` turns it on";
const SPARED = "a process that the host needs, or of Vigil, is denied nothing";
const DISARMED = "the rule had denied too many programs within a minute";
const OTHER =
  "the kernel compares the file's own path, and not a link it was named by; " +
  "or it was done before the rule came in force";

/** Numbers of one rule under one filter, as last told. */
type Told = { denied: number; observed: number; spared: number; passed: number };

export function createDenier(options: DenierOptions): Denier {
  const { enforcement, whyNot, counters } = options;
  const told = new Map<string, Told>();
  const disarmed = new Set<string>();
  let ids: readonly string[] = [];

  const outcome = (view: EventView): { status: string; error?: string } => {
    const flags = view["header.flags"];
    if (flags & RECORD_FLAGS.denied) return { status: "denied" };
    if (flags & RECORD_FLAGS.denial_observed) return { status: "observed" };
    if (flags & RECORD_FLAGS.denial_spared) return { status: "spared", error: SPARED };
    if (flags & RECORD_FLAGS.denial_disarmed) return { status: "rule_disarmed", error: DISARMED };
    if (enforcement() === "off") return { status: "error", error: OFF };
    return { status: "error", error: whyNot(view.type) ?? OTHER };
  };

  return {
    report: (view) => ({ type: "deny", ...outcome(view) }),
    count: (view) => {
      const generation = view["record.generation"];
      const rule = view["record.rule"];
      const key = `${generation} ${rule}`;
      const last = told.get(key) ?? { denied: 0, observed: 0, spared: 0, passed: 0 };
      const now: Told = {
        denied: view["record.denied"],
        observed: view["record.observed"],
        spared: view["record.spared"],
        passed: view["record.passed"],
      };
      told.set(key, now);
      const [oldest] = told.keys();
      if (told.size > TOLD_MAX && oldest !== undefined) told.delete(oldest);
      counters.denials_denied.add(Math.max(0, now.denied - last.denied));
      counters.denials_observed.add(Math.max(0, now.observed - last.observed));
      counters.denials_spared.add(Math.max(0, now.spared - last.spared));
      counters.denials_disarmed.add(Math.max(0, now.passed - last.passed));
      const id = ids[rule];
      if (view["record.disarmed"] !== 1 || id === undefined || disarmed.has(id)) return;
      disarmed.add(id);
      counters.deny_rules_disarmed.add();
      options.disarmed(id);
    },
    loaded: (ruleIds) => {
      ids = ruleIds;
      told.clear();
      disarmed.clear();
    },
    disarmed: () => [...disarmed],
  };
}
