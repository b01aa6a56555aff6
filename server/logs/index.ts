/** Logs of other programs: their doors, their formats, and what is made of them. */
export { decompressLogs, LOGS_BODY_BYTES_MAX, readLogs } from "./body.ts";
export type { LogDesk, LogOrigin } from "./desk.ts";
export { createLogDesk } from "./desk.ts";
export { refuseLogs } from "./errors.ts";
export { openGeo } from "./geo.ts";
export { type LogDefaults, tagsOf } from "./normalize.ts";
export { readOtlp, readOtlpJson } from "./otlp.ts";
export { openOtlpGrpc } from "./otlp-grpc.ts";
export { loadPipelines, type Pipelines } from "./pipeline.ts";
export { openSyslog } from "./syslog-door.ts";
export { loadThreatLists, type ThreatLists } from "./threat.ts";
