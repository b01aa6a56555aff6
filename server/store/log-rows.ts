/** A log as it is stored, and its row in the event store. */
import { leafCells, listReaders } from "./event-rows.ts";
import { LOG_LISTS } from "./log-schema.ts";

/**
 * One normalised log. Text in it holds no NUL and no lone surrogate; intake sees to that. An empty
 * `service`, `status` or `source` is none.
 */
export type LogRow = {
  eventId: string;
  /** When it happened, milliseconds since 1970; decides partition and retention. */
  ts: number;
  received: number;
  host: string;
  service: string;
  source: string;
  status: string;
  tags: string[];
  message: string;
  /** All other values; holds none of the reserved names at its top. */
  attributes: Record<string, unknown>;
};

/** Every log's id starts with this, and no event's does. */
export const LOG_ID_PREFIX = "log.";

/** Names that belong to the log itself and not to its attributes. */
export const RESERVED_NAMES = ["host", "service", "source", "status", "tags", "message"] as const;

/** The log as rules and searches see it: one flat object, in which reserved names win. */
export function flatLog(
  log: Pick<LogRow, "attributes" | (typeof RESERVED_NAMES)[number]>,
): Record<string, unknown> {
  const flat: Record<string, unknown> = { ...log.attributes };
  for (const name of ["host", "service", "source", "status", "message"] as const) {
    if (log[name] === "") delete flat[name];
    else flat[name] = log[name];
  }
  flat["tags"] = log.tags;
  return flat;
}

const listsOf = listReaders(LOG_LISTS);

/** Values of LOG_ROW in its order. */
export function logRow(log: LogRow): unknown[] {
  const { eventId, ts, received, host, service, source, status, tags, message } = log;
  const envelope = [eventId, ts, received, host, service, source, status, tags, message];
  const { attributes } = log;
  const leaves = leafCells(attributes);
  return [...envelope, ...leaves, ...listsOf(attributes)];
}
