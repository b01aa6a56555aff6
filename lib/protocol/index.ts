/**
 * What programs say to each other: the agent's batches and status, and the HTTP API. Shapes only,
 * no transport.
 */
export * from "./agent.ts";
export * from "./agents.ts";
export * from "./attack-map.ts";
export * from "./batch.ts";
export * from "./entities.ts";
export * from "./errors.ts";
export * from "./jobs.ts";
export * from "./json-api.ts";
export * from "./keys.ts";
export * from "./packs.ts";
export * from "./records.ts";
export * from "./restrictions.ts";
export * from "./rule-options.ts";
export * from "./rule-requests.ts";
export * from "./rules.ts";
export * from "./schedule.ts";
export * from "./session.ts";
export * from "./signal-times.ts";
export * from "./signals.ts";
export * from "./stream.ts";
export * from "./suppression-keys.ts";
export * from "./tables.ts";
export * from "./triage.ts";
export * from "./tuning.ts";
export * from "./users.ts";
export * from "./views.ts";
