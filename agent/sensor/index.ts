/** Station 1: the record stream, from the sensor's socket or from a capture. */
export { readCapture } from "./capture.ts";
export type { SensorConnection } from "./connection.ts";
export { connectSensor } from "./connection.ts";
export type { Denial } from "./denial-controls.ts";
export { whyNotDenied } from "./denial-controls.ts";
export type { EventFilter, KernelFilter } from "./filter-controls.ts";
export { whyNotDropped } from "./network-filters.ts";
export type { Preface } from "./preface.ts";
export type { RecordNumbers, Resume } from "./record-numbers.ts";
export { createRecordNumbers } from "./record-numbers.ts";
export type { StreamCounter, StreamHandler, StreamReader } from "./stream-reader.ts";
export {
  createStreamCounters,
  createStreamReader,
  STREAM_BUFFER_BYTES,
} from "./stream-reader.ts";
export { eventsTraced, isTraceTier } from "./tier.ts";
