/** Logs of this host's files and journal, read and sent until the server has them. */
export { createLogCounters } from "./counters.ts";
export type { LogShipper } from "./shipper.ts";
export { startLogShipper } from "./shipper.ts";
export type { LogSource } from "./sources.ts";
export { LOG_SOURCES_MAX, readLogSource } from "./sources.ts";
