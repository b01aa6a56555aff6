/**
 * Where the next page begins. A cursor carries the range as numbers, so that "now" does not move
 * between pages, and a digest of the question, so that it cannot lead through another one.
 */
import { createHash } from "node:crypto";
import type { RecordPlace } from "#server/store";
import { refuseSearch } from "./errors.ts";

export type PageStart = { from: number; to: number; after: RecordPlace };

const DIGEST_CHARS = 12;

function digestOf(question: readonly string[]): string {
  const hash = createHash("sha256").update(JSON.stringify(question));
  return hash.digest("base64url").slice(0, DIGEST_CHARS);
}

export function writeCursor({ from, to, after }: PageStart, question: readonly string[]): string {
  const value = [from, to, after.ts, after.id, digestOf(question)];
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** Throws SEARCH_CURSOR_INVALID. */
export function readCursor(text: string, question: readonly string[]): PageStart {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch (cause) {
    throw refuseSearch("SEARCH_CURSOR_INVALID", {}, cause);
  }
  const [from, to, ts, id, digest] = Array.isArray(value) ? (value as unknown[]) : [];
  const areTimes = [from, to, ts].every((one) => Number.isSafeInteger(one) && Number(one) >= 0);
  const isTime = areTimes && [from, to, ts].every((one) => Number(one) < 1e13);
  if (!isTime || typeof id !== "string" || id.includes("\0") || digest !== digestOf(question))
    throw refuseSearch("SEARCH_CURSOR_INVALID");
  return { from: Number(from), to: Number(to), after: { ts: Number(ts), id } };
}
