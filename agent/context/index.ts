/** Station 3: processes and their lineage, users, containers, host names. */
export type { ContextCounter, ContextOptions, SensorCounts } from "./context.ts";
export { Context, createContextCounters } from "./context.ts";
export { ANCESTORS_MAX, ProcessEntry } from "./process-entry.ts";
