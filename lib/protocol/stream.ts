/** Live updates by server-sent events: small notices; who wants more asks the API. */
import Type, { type Static } from "typebox";

export const STREAM_PATH = "/api/v2/stream";

/** `event: signal` when one was made or changed; `event: agent` when one reported. */
export const StreamNotice = Type.Union([
  Type.Object({
    kind: Type.Literal("signal"),
    id: Type.String(),
    change: Type.Union([Type.Literal("created"), Type.Literal("updated"), Type.Literal("triaged")]),
  }),
  Type.Object({ kind: Type.Literal("agent"), id: Type.String() }),
]);
export type StreamNotice = Static<typeof StreamNotice>;

export const SERVER_STATUS_PATH = "/api/v2/status";
/** What `vigil status` and the web show of the server itself. */
export const ServerStatus = Type.Object({
  version: Type.String(),
  started_at: Type.String(),
  counters: Type.Record(Type.String(), Type.Number()),
  store: Type.Object({
    reachable: Type.Boolean(),
    reason: Type.String(),
    events: Type.Integer(),
    logs: Type.Integer(),
    bytes: Type.Integer(),
    disk_free_bytes: Type.Integer(),
  }),
  rules: Type.Object({
    loaded: Type.Integer(),
    broken: Type.Integer(),
    faults: Type.Array(Type.String()),
  }),
  retention: Type.Object({
    record_days: Type.Integer({ description: "Events and logs, from when they happened" }),
    signal_months: Type.Integer({ description: "Signals, from their last activity" }),
    signals_kept_since: Type.String({ description: "Signals without activity since are over" }),
  }),
});
export type ServerStatus = Static<typeof ServerStatus>;
