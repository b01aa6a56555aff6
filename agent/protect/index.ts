/** What rules do to processes: requests to the sensor, and what became of them. */
export type { Denier, DenierOptions } from "./denier.ts";
export { createDenier, createDenyCounters } from "./denier.ts";
export { DISARM_COUNT_MAX, DISARM_PERIOD_MS } from "./disarmer.ts";
export type { Dropper, DropRequest, EndedDrop } from "./dropper.ts";
export { createDropCounters, createDropper, NETWORK_FILTERS_MAX } from "./dropper.ts";
export type { ActionJson, KillRequest, Protector, ProtectorOptions } from "./protector.ts";
export { createProtector, createProtectorCounters } from "./protector.ts";
export { answerOf, createRespond } from "./respond.ts";
