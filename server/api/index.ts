/** The public HTTP API, the live stream and the web's files. */
export type { AgentWatchOptions } from "./agent-watch.ts";
export { createAgentWatch, SILENT_MS } from "./agent-watch.ts";
export { type Api, type ApiOptions, createApi } from "./app.ts";
export { type EventStoreLink, linkEventStore } from "./event-store-link.ts";
export { createRecordTail, type RecordTail } from "./record-tail.ts";
export { createRoster } from "./roster.ts";
export { createStatusDesk } from "./status-desk.ts";
export { createStreamHub, type StreamHub } from "./stream-hub.ts";
export { createWireCounters } from "./wire-routes.ts";
