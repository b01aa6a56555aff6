/** Detection rules over the stream of events: from stored hits to drafts of signals. */
export type { Detection, DetectionStore } from "./detection.ts";
export { createDetection } from "./detection.ts";
export type { BrokenRule, DetectedEvent, DetectionStatus } from "./types.ts";
