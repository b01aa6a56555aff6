/** Drafts for tests of signals, as detection makes them. */
import type { DraftEvent, SignalDraft, Trigger } from "#lib/detection";

import { seenEvent } from "#server/store/testing";

export const T0 = Date.parse("2026-03-01T12:00:00Z");
export const MINUTE = 60_000;

export const RULE: SignalDraft["rule"] = {
  id: "shell",
  name: "Shell started by a web server",
  type: "workload_security",
  detectionMethod: "threshold",
  version: 1,
  isDefault: true,
  message: "`{{@process.executable.path}}` ran on {{host}}",
  hasExtendedTitle: false,
  tags: ["tactic:execution", "source:runtime-security-agent"],
  queries: [{ name: "a", query: "@agent.rule_id:shell_from_web" }],
  cases: [
    { name: "many", status: "high", condition: "a > 10" },
    { name: "", status: "medium", condition: "a > 0" },
  ],
  keepAliveMs: 60 * MINUTE,
  maxDurationMs: 24 * 60 * MINUTE,
};

export type EventParts = {
  id: string;
  at: number;
  query?: number;
  host?: string;
  tags?: string[];
  extra?: Record<string, unknown>;
};

export function draftEvent({ id, at, query = 0, host, tags, extra }: EventParts): DraftEvent {
  const optional = {
    ...(host === undefined ? {} : { host }),
    ...(tags === undefined ? {} : { tags }),
    ...(extra === undefined ? {} : { extra }),
  };
  return { ...seenEvent({ id, at, ...optional }), query };
}

/** A draft in which every event is a trigger of the given case. */
export function instantDraft(
  events: readonly DraftEvent[],
  change: { rule?: Partial<SignalDraft["rule"]>; values?: string[]; case?: number } = {},
): SignalDraft {
  const triggers: Trigger[] = events.map(({ ts }) => ({
    at: ts,
    from: ts,
    case: change.case ?? 1,
  }));
  return {
    rule: { ...RULE, ...change.rule },
    group: { paths: ["host"], values: change.values ?? ["web-1"] },
    triggers,
    events,
    earlier: [],
  };
}
