/** Small events and rules for tests of the server. */
import { EVENT_SOURCE } from "../event-rows.ts";

type EventParts = { at: number; rule?: string; extra?: Record<string, unknown> };

/** An event JSON as an agent sends it. */
export function testEvent({ at, rule = "shell_from_web", extra = {} }: EventParts) {
  return {
    date: new Date(at).toISOString(),
    agent: { rule_id: rule, os: "linux", origin: "ebpf" },
    evt: { name: "exec", category: "Process Activity", outcome: "Success" },
    title: "A shell was started",
    process: {
      pid: 4242,
      user: "www-data",
      executable: { path: "/bin/sh", name: "sh" },
      ancestors: [{ pid: 1, executable: { path: "/sbin/init" } }],
    },
    ...extra,
  };
}

export function encodeEvent(event: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(event));
}

/** An event of one process on one host, as rules see it. */
export function seenEvent(parts: EventParts & { id: string; host?: string; tags?: string[] }) {
  const { id, at, host = "web-1", tags = [] } = parts;
  const event = { ...testEvent(parts), host, tags, source: EVENT_SOURCE };
  return { eventId: id, ts: at, host, tags, event };
}
