/** Rules that run by a schedule over what is stored. */
export { isScheduled } from "./plan.ts";
export type { RuleSchedules, ScheduleOptions } from "./schedule.ts";
export { openSchedule } from "./schedule.ts";
