/** The nine words for how bad a log is, from what sources say. */

export const LOG_STATUSES = [
  "emergency",
  "alert",
  "critical",
  "error",
  "warn",
  "notice",
  "info",
  "debug",
  "ok",
] as const;

/** By beginning of the word, longest first where one begins another. */
const BEGINNINGS: readonly [string, (typeof LOG_STATUSES)[number]][] = [
  ["emerg", "emergency"],
  ["fatal", "critical"],
  ["a", "alert"],
  ["c", "critical"],
  ["err", "error"],
  ["e", "error"],
  ["f", "emergency"],
  ["w", "warn"],
  ["n", "notice"],
  ["i", "info"],
  ["d", "debug"],
  ["t", "debug"],
  ["v", "debug"],
  ["o", "ok"],
  ["s", "ok"],
];

/** RFC 5424 severities count down from emergency; words are known by how they begin. */
export function statusOf(said: unknown): string {
  if (typeof said === "number" || (typeof said === "string" && /^\d$/.test(said)))
    return LOG_STATUSES[Math.min(Math.max(Math.trunc(Number(said)), 0), 7)] ?? "info";
  if (typeof said !== "string" || said === "") return "";
  const word = said.toLowerCase();
  return BEGINNINGS.find(([beginning]) => word.startsWith(beginning))?.[1] ?? "info";
}
