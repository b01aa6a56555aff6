/**
 * Real stores for tests: a storage process and a PostgreSQL of their own, on loopback, in temporary
 * directories.
 */
export type { TestControls } from "./controls.ts";
export { startControls } from "./controls.ts";
export { encodeEvent, seenEvent, testEvent } from "./events.ts";
export type { TestPostgres } from "./postgres.ts";
export { startPostgres } from "./postgres.ts";
export type { TestStorage } from "./storage.ts";
export { startStorageProcess } from "./storage.ts";
export { until } from "./until.ts";
