/** When scheduled rules run: recurrence rules (RFC 5545), time zones and changes of the clock. */
export type { ByDay, Recurrence, ScheduleFault } from "./recurrence.ts";
export { readRecurrence } from "./recurrence.ts";
export type { Schedule, ScheduleOptions } from "./schedule.ts";
export { compileSchedule, SPACING_MS_MIN } from "./schedule.ts";
