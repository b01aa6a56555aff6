/**
 * What a rule does when it holds, in the order written, before its match is shown. A rule may do it
 * however often it holds; only what is sent is limited.
 */
import type { CounterSet } from "#lib/base";
import type { CheckedAction, CheckedSet, LogLevel } from "#lib/content";
import type { EventView } from "#lib/event";
import type { EvaluationContext } from "#lib/secl";
import { RateLimit } from "./rate-limit.ts";
import type { VariableStore } from "./variable-store.ts";

export type ActionCounter =
  | "actions_set"
  | "actions_asked"
  | "actions_logged"
  | "actions_log_limited";
export const ACTION_COUNTERS: readonly ActionCounter[] = [
  "actions_set",
  "actions_asked",
  "actions_logged",
  "actions_log_limited",
];

/** Writes the line of a `log` action. */
export type WriteLog = (level: LogLevel, ruleId: string, message: string) => void;

/** A report of what became of an action, when it is known. */
export type PendingReport = Promise<Readonly<Record<string, unknown>>>;

/**
 * Does what this module does not: kills, network filters, hashes, dumps and what is said of
 * denials.
 * Undefined when there is nothing to report.
 */
export type Respond = (
  ruleId: string,
  action: CheckedAction["action"],
  view: EventView,
) => PendingReport | undefined;

/** Performs the actions and gives the reports of those that have one. */
export type RunActions = (view: EventView, context: EvaluationContext) => PendingReport[];

const ASKED: ReadonlySet<string> = new Set(["kill", "hash", "deny", "network_filter", "coredump"]);

type Step = (view: EventView, context: EvaluationContext) => PendingReport | undefined;

/** Prepares the actions of one rule; undefined when there is nothing to do. */
export function prepareActions(
  ruleId: string,
  actions: readonly CheckedAction[],
  variables: VariableStore,
  write: WriteLog,
  respond: Respond,
  counters: CounterSet<ActionCounter>,
): RunActions | undefined {
  const limit = new RateLimit();
  const steps = actions.flatMap(({ action, filter, set }) => {
    if (set !== undefined) return [{ filter, run: setVariable(set, variables, counters) }];
    if (ASKED.has(action.kind)) {
      const run: Step = (view) => {
        counters.actions_asked.add();
        return respond(ruleId, action, view);
      };
      return [{ filter, run }];
    }
    if (action.kind !== "log") return [];
    const { level, message } = action;
    const run: Step = (view) => {
      if (!limit.take(view["header.ts"])) {
        counters.actions_log_limited.add();
        return undefined;
      }
      counters.actions_logged.add();
      write(level, ruleId, message || `rule ${ruleId} matched`);
      return undefined;
    };
    return [{ filter, run }];
  });
  if (steps.length === 0) return undefined;
  return (view, context) => {
    const reports: PendingReport[] = [];
    for (const { filter, run } of steps) {
      if (filter !== undefined && filter(view, context)[0] !== true) continue;
      const report = run(view, context);
      if (report !== undefined) reports.push(report);
    }
    return reports;
  };
}

function setVariable(
  { variable, append, values, capture, owner }: CheckedSet,
  variables: VariableStore,
  counters: CounterSet<ActionCounter>,
): Step {
  return (view, context) => {
    const found = values(view, context);
    const taken =
      capture === undefined ? found : found.flatMap((text) => capture(String(text)) ?? []);
    const pid = owner === undefined ? undefined : Number(owner(view, context)[0]);
    counters.actions_set.add();
    variables.set(variable, taken, append, view, pid);
    return undefined;
  };
}
