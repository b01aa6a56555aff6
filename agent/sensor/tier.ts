/** What a sensor's hooks say of the tier it runs in. */
import type { Hook } from "./preface.ts";

/** Hooks of the tier without eBPF are named after the event that each is about. */
const TRACE_PREFIX = "trace/";

/** Whether the sensor traces a command instead of watching the host through eBPF. */
export function isTraceTier(hooks: readonly Hook[]): boolean {
  return hooks.some(({ name }) => name.startsWith(TRACE_PREFIX));
}

/** Event types that a sensor without eBPF sees; undefined when it is any other sensor. */
export function eventsTraced(hooks: readonly Hook[]): ReadonlySet<string> | undefined {
  if (!isTraceTier(hooks)) return undefined;
  const seen = hooks.filter(({ name, attached }) => attached && name.startsWith(TRACE_PREFIX));
  return new Set(seen.map(({ name }) => name.slice(TRACE_PREFIX.length)));
}
