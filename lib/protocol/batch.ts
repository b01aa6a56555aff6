/**
 * Matches on their way to the server: one POST of a msgpack value compressed with zstd. The
 * answer says which sequence number is wanted next; it is sent only when everything before it is
 * durable, so the agent may forget it.
 *
 * `spool` names one life of a spool directory. Numbers start at 0 with it and grow by one a
 * match, so that a batch sent twice is recognised and a dropped segment shows as a gap.
 */
import { Packr } from "msgpackr";
import { refuseProtocol } from "./errors.ts";

export const BATCH_PATH = "/api/agent/v1/batch";
export const BATCH_CONTENT_TYPE = "application/x-vigil-batch";
export const BATCH_VERSION = 1;
export const BATCH_EVENTS_MAX = 2000;
/** Before compression. */
export const BATCH_BYTES_MAX = 8 * 1024 * 1024;
export const EVENT_BYTES_MAX = 256 * 1024;

export type Batch = {
  version: number;
  agent: string;
  boot: string;
  spool: string;
  /** Sequence number of the first event. */
  first: number;
  /** Event JSON as UTF-8 bytes, each written once by the agent when the rule matched. */
  events: Uint8Array[];
};

/** Answer to a batch. */
export type BatchAnswer = { next: number };

const packr = new Packr({ useRecords: false, moreTypes: false });
const ID = /^[0-9a-f-]{16,36}$/;

export function encodeBatch(batch: Batch): Uint8Array {
  return packr.pack(batch);
}

/** Reads a batch and checks every bound. Throws PROTOCOL_BATCH_MALFORMED with the reason. */
export function decodeBatch(bytes: Uint8Array): Batch {
  let value: unknown;
  try {
    value = packr.unpack(bytes);
  } catch (cause) {
    throw refuseProtocol("PROTOCOL_BATCH_MALFORMED", { reason: "it is not msgpack" }, cause);
  }
  const reason = batchFault(value);
  if (reason !== "") throw refuseProtocol("PROTOCOL_BATCH_MALFORMED", { reason });
  return value as Batch;
}

function batchFault(value: unknown): string {
  if (typeof value !== "object" || value === null) return "it is not a map";
  const { version, agent, boot, spool, first, events } = value as Record<string, unknown>;
  if (version !== BATCH_VERSION) return `version ${String(version)} is not ${BATCH_VERSION}`;
  for (const [name, id] of Object.entries({ agent, boot, spool }))
    if (typeof id !== "string" || !ID.test(id)) return `${name} is not an id`;
  if (!Number.isSafeInteger(first) || (first as number) < 0)
    return "first is not a sequence number";
  if (!Array.isArray(events) || events.length === 0) return "it has no events";
  if (events.length > BATCH_EVENTS_MAX) return `it has more than ${BATCH_EVENTS_MAX} events`;
  for (const event of events) {
    if (!(event instanceof Uint8Array)) return "an event is not bytes";
    if (event.length > EVENT_BYTES_MAX) return `an event is longer than ${EVENT_BYTES_MAX} bytes`;
  }
  return "";
}
