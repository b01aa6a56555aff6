/**
 * Signals as events, for rules about signals: one for each event of a signal, with the signal's
 * rule and severity beside the event's own attributes. It happens when the signal's case held.
 */
import type { DraftEvent, SignalDraft } from "./draft.ts";
import type { DetectedEvent } from "./hit.ts";

/** Events of one draft that become events of its signal. */
const EVENTS_MAX = 200;

function asSignal(draft: SignalDraft, event: DraftEvent, at: number, status: string) {
  const { rule } = draft;
  const { id, name, type, detectionMethod } = rule;
  const tags = [...rule.tags, ...event.tags];
  return {
    // The same event of the same signal is the same, however often it comes.
    eventId: `${event.eventId}~${id}/${event.query}`,
    ts: at,
    host: event.host,
    tags,
    event: {
      ...event.event,
      host: event.host,
      tags,
      status,
      title: rule.name,
      message: rule.name,
      workflow: {
        rule: { id, ruleId: id, name, type, detectionMethod },
        query_index: String(event.query),
      },
    },
  };
}

/** The events of a draft's signal that its triggers cover, oldest first. */
export function signalEvents(draft: SignalDraft): DetectedEvent[] {
  const events = [...draft.earlier, ...draft.events].slice(-EVENTS_MAX);
  return events.flatMap((event): DetectedEvent[] => {
    const trigger = draft.triggers.find(({ from, at }) => event.ts >= from && event.ts <= at);
    if (trigger === undefined) return [];
    const status = draft.rule.cases[trigger.case]?.status ?? "info";
    return [asSignal(draft, event, trigger.at, status)];
  });
}
