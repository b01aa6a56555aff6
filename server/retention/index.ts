/** How long events, logs and signals are kept, and the end of signals. */
export { openSignalExpiry, type SignalExpiry } from "./expiry.ts";
export {
  hitDaysOf,
  RETENTION_DAYS_MAX,
  RETENTION_DEFAULT,
  type Retention,
  SIGNAL_MONTHS_MAX,
} from "./retention.ts";
