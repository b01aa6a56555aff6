/** Which events a signal keeps whole: the first of each query, and the newest. */
import type { Sample } from "#lib/protocol";
import { type DraftEvent, EVENT_SOURCE, type SampleKey } from "#server/store";
import { valuesAt } from "./roll-up.ts";

export const SAMPLES_MAX = 10;
/** Newest events of one batch that become samples; bounds what a busy signal rewrites with each. */
export const SAMPLES_PER_BATCH_MAX = 3;

function compare(a: SampleKey, b: SampleKey): number {
  return a.ts - b.ts || (a.event_id < b.event_id ? -1 : 1);
}

export function sampleId({ query, event_id }: SampleKey): string {
  return `${query}/${event_id}`;
}

/** Chooses SAMPLES_MAX of the candidates: the oldest of each query, then the newest of all. */
export function pickSamples(candidates: readonly SampleKey[]): Set<string> {
  const ordered = [...candidates].sort(compare);
  const kept = new Set<string>();
  const queries = new Set<number>();
  for (const key of ordered) {
    if (queries.has(key.query) || kept.size >= SAMPLES_MAX) continue;
    queries.add(key.query);
    kept.add(sampleId(key));
  }
  for (const key of ordered.reverse()) if (kept.size < SAMPLES_MAX) kept.add(sampleId(key));
  return kept;
}

/**
 * Events of a batch, ascending by time, that may become samples: the first of each query and the
 * newest.
 */
export function sampleCandidates(events: readonly DraftEvent[]): DraftEvent[] {
  const queries = new Set<number>();
  const firstNewest = events.length - SAMPLES_PER_BATCH_MAX;
  return events.filter(({ query }, index) => {
    const isFirst = !queries.has(query);
    queries.add(query);
    return isFirst || index >= firstNewest;
  });
}

/** A sample's content as the API shows it. */
export function sampleContent({ event, ts, host, tags }: DraftEvent): Sample["content"] {
  const [service] = valuesAt(event, "service");
  const [source = EVENT_SOURCE] = valuesAt(event, "source");
  const [title] = [...valuesAt(event, "title"), ...valuesAt(event, "message")];
  const [name = "event"] = valuesAt(event, "evt.name");
  const [path = "a process"] = valuesAt(event, "process.executable.path");
  return {
    timestamp: new Date(ts).toISOString(),
    host,
    ...(service === undefined ? {} : { service }),
    source,
    tags: [...tags],
    message: title ?? `${name} by ${path}`,
    custom: event,
  };
}
