/** A record as the API shows it, and as a line of an export. */
import type { StoredRecord } from "#lib/protocol";
import { textValues } from "#lib/query";
import { type StoredRecord as Found, RESERVED_NAMES, type RecordKind } from "#server/store";

function textAt(event: Record<string, unknown>, key: string): string | undefined {
  const value = event[key];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** What an event that has no message of its own says. */
function messageOf(event: Record<string, unknown>): string {
  return textAt(event, "message") ?? textAt(event, "title") ?? "";
}

export function renderRecord(kind: RecordKind, { id, ts, event }: Found): StoredRecord {
  const reserved: Record<string, string> = {};
  for (const name of ["host", "service", "source", "status"] as const) {
    const value = textAt(event, name);
    if (value !== undefined) reserved[name] = value;
  }
  const attributes = Object.fromEntries(
    Object.entries(event).filter(([name]) => !(RESERVED_NAMES as readonly string[]).includes(name)),
  );
  const tags = Array.isArray(event["tags"]) ? (event["tags"] as string[]) : [];
  const timestamp = new Date(ts).toISOString();
  return {
    id,
    type: kind === "logs" ? "log" : "event",
    attributes: { timestamp, ...reserved, message: messageOf(event), tags, attributes },
  };
}

export const CSV_COLUMNS_DEFAULT = ["host", "service", "source", "status", "message"] as const;

/** A field of a CSV (RFC 4180). What a spreadsheet would take for a formula is made text. */
function field(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function csvHead(columns: readonly string[]): string {
  return `${["timestamp", "id", ...columns].map(field).join(",")}\r\n`;
}

export function csvLine({ id, ts, event }: Found, columns: readonly string[]): string {
  const values = columns.map((key) => textValues(event, key).join(" "));
  return `${[new Date(ts).toISOString(), id, ...values].map(field).join(",")}\r\n`;
}
