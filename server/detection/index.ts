/** Detection rules over the stream of events: from stored hits to drafts of signals. */
export type { Detection, DetectionOptions } from "./detection.ts";
export { createDetection } from "./detection.ts";
export type { DetectedEvent } from "./types.ts";
