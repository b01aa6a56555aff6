/**
 * Seeded signals, rules, agents and status for development. No randomness: the same seed shows the
 * same screens.
 */
import type { Agent, DetectionRule, ServerStatus, Signal } from "#lib/protocol";
import { STORIES, type Story, storyEvent } from "./mock-events.ts";

const MINUTE_MS = 60_000;
const HOSTS = ["web-1", "web-2", "db-1", "build-7", "edge-fra-3"] as const;
const CONTAINERS = [
  { id: "3f2a8c1b7d60aa01", name: "shop-web" },
  { id: "9be04f22c1d7bb02", name: "shop-worker" },
] as const;

/** A spread of numbers that looks random and is the same each time. */
const spread = (index: number, size: number) => ((index * 2654435761) % 4294967296) % size;

function workflowOf(story: Story, first: number, last: number, events: number) {
  return {
    first_seen: new Date(first).toISOString(),
    last_seen: new Date(last).toISOString(),
    events_matched: events,
    rule: {
      id: `def-000-${story.ruleId}`,
      name: story.rule,
      type: "Workload Security",
      detectionMethod: "threshold",
      version: 3,
      isDefaultRule: true,
    },
    triage: {
      state: "open" as const,
      assignee: { id: -1, name: "Unassigned" },
      incident_ids: [],
      version: 0,
    },
  };
}

/** A signal of a story; `first` is the time of its first event in milliseconds. */
export function mockSignal(index: number, story: Story, first: number, sampleCount = 2): Signal {
  const host = HOSTS[spread(index + 3, HOSTS.length)] as string;
  const container = CONTAINERS[spread(index, CONTAINERS.length)] as (typeof CONTAINERS)[number];
  const events = 1 + spread(index, 5) ** 3;
  const last = first + (events > 1 ? spread(index, 50) * 20_000 : 0);
  const sampled = Array.from({ length: Math.min(sampleCount, events) }, (_, sample) => ({
    id: `event-${index}-${sample}`,
    queryIndex: 0,
    content: {
      ...{
        timestamp: new Date(first + sample * 20_000).toISOString(),
        host,
        source: "runtime-security-agent",
      },
      tags: [`host:${host}`],
      message: story.title,
      custom: storyEvent(story, first + sample * 20_000, container),
    },
  }));
  const tags = [...story.tags, `host:${host}`, "source:runtime-security-agent"];
  if (story.inContainer) tags.push(`container_name:${container.name}`);
  const query = `@agent.rule_id:${story.ruleId}`;
  return {
    id: `AY${index.toString(36).padStart(8, "0")}`,
    type: "signal",
    attributes: {
      timestamp: new Date(first).toISOString(),
      message: story.message,
      tags,
      custom: {
        ...{ title: story.title, status: story.severity, host, entities: [`host:${host}`] },
        ...(story.inContainer ? { container: { id: container.id, name: container.name } } : {}),
        ...{ process: { user: story.lineage.at(-1)?.[1] } },
        workflow: workflowOf(story, first, last, events),
        triggeringRuleCase: { name: "", status: story.severity, condition: "a > 0" },
        groupByPaths: ["host"],
        groupByValues: [host],
        queries: [{ name: "a", query, aggregationDetails: { eventsCount: events } }],
        samples: sampled,
      },
    },
  };
}

/** `count` signals, newest first, each some minutes older than the one before. */
export function mockSignals(count: number, now: number): Signal[] {
  const step = Math.min(9 * MINUTE_MS, (6.5 * 24 * 60 * MINUTE_MS) / Math.max(1, count));
  return Array.from({ length: count }, (_, index) => {
    const story = STORIES[spread(index * 7 + 1, STORIES.length)] as Story;
    const signal = mockSignal(
      index,
      story,
      Math.floor(now - 40_000 - index * step),
      count > 5000 ? 1 : 2,
    );
    const { triage } = signal.attributes.custom.workflow;
    if (index % 11 === 7) triage.state = "under_review";
    if (index % 5 === 4)
      Object.assign(triage, {
        ...{ state: "archived", archive_reason: "testing_or_maintenance", version: 1 },
        ...{
          archive_comment: "Load test of the shop team.",
          archive_comment_timestamp: now - 90_000,
        },
        ...{
          state_update_timestamp: now - 90_000,
          state_update_user: { id: 2, name: "Ada Example" },
        },
      });
    return signal;
  });
}

export function mockRules(): DetectionRule[] {
  return STORIES.map((story, index) => ({
    ...{ id: `def-000-${story.ruleId}`, name: story.rule, message: story.message },
    ...{ type: "workload_security", version: 3, isEnabled: index !== 6, isDefault: true },
    ...{ isDeleted: false, hasExtendedTitle: true, createdAt: 1_760_000_000_000, updatedAt: 0 },
    tags: [...story.tags, "source:runtime-security-agent"],
    queries: [
      {
        ...{ name: "a", query: `@agent.rule_id:${story.ruleId}`, aggregation: "count" },
        ...{ groupByFields: ["host"], distinctFields: [], metrics: [], dataSource: "logs" },
        hasOptionalGroupByFields: false,
      },
    ],
    cases: [{ name: "", status: story.severity, condition: "a > 0", notifications: [] }],
    filters: [],
    options: {
      ...{ detectionMethod: "threshold", evaluationWindow: 300, keepAlive: 3600 },
      maxSignalDuration: 86_400,
    },
  }));
}

const EVENTS = ["exec", "open", "connect", "dns", "unlink", "rename", "chmod", "exit"] as const;
const HOOKS = [
  "sched_process_exec",
  "security_file_open",
  "inode_unlink",
  "tcp_v4_connect",
] as const;

function mockStatus(host: string, index: number, now: number) {
  const uptimeSeconds = 40_000 + index * 7000;
  const counts = (event: number) => ({
    seen: Math.floor(uptimeSeconds * (300 / (event + 1) ** 2 + index)),
    rejected: Math.floor(uptimeSeconds * (299 / (event + 1) ** 2)),
    lost: index === 2 && event === 1 ? 1274 : 0,
    matched: event < 4 ? 120 - event * 20 : 0,
  });
  return {
    ...{
      agent_id: `${index}`.repeat(32),
      hostname: host,
      version: "0.1.0",
      boot_id: "b".repeat(32),
    },
    ...{
      kernel: index === 4 ? "4.18.0-553" : "6.1.0-31-amd64",
      arch: "x86_64",
      tags: ["env:prod", "team:shop"],
    },
    started_at: new Date(now - uptimeSeconds * 1000).toISOString(),
    sensor: {
      state: (index === 4 ? "unavailable" : "running") as "running" | "unavailable",
      reason:
        index === 4
          ? "The kernel has no BTF (/sys/kernel/btf/vmlinux). Kernel 5.4 or newer is needed."
          : "",
      version: "0.1.0",
      hooks: [...HOOKS, "security_bpf"].map((name) => ({
        ...{ name, attached: index !== 4 && name !== "security_bpf" },
        why: name === "security_bpf" ? "LSM hooks are off on this kernel (lsm= lacks bpf)" : "",
      })),
      throttled_cgroups: index === 2 ? 3 : 0,
      canaries_missing: index === 2 ? ["exit"] : [],
      ...{ ring_bytes: index * 900_000, ring_bytes_max: 8_388_608 },
    },
    rules: STORIES.map((story, rule) => ({
      ...{ id: story.ruleId, policy: "default", event: story.expression.split(".")[0] as string },
      status: (index === 1 && rule === 3 ? "error" : "loaded") as "error" | "loaded",
      message:
        index === 1 && rule === 3
          ? "dns.yaml:4:15: unknown field dns.question.nmae. Did you mean dns.question.name?"
          : "",
      expression: story.expression,
      kernel_filter:
        rule % 2 === 0 ? "exec.file.name in 3 values" : "none: a pattern decides in user space",
      matches: spread(rule + index, 40),
    })),
    enforcement: {
      mode: "observe" as const,
      disarmed:
        index === 1 ? [{ rule: "miner_run", state: "rule_disarmed", by: "executable" }] : [],
    },
    counters: { process_cache_size: 1244, process_cache_evicted: 0, hash_cache_hits: 88_213 },
    events: Object.fromEntries(EVENTS.map((name, event) => [name, counts(event)])),
    spool: {
      ...{
        entries: index === 1 ? 1812 : 0,
        bytes: index === 1 ? 402_000_000 : 0,
        bytes_max: 536_870_912,
      },
      ...{
        dropped: index === 2 ? 41 : 0,
        oldest_at: index === 1 ? new Date(now - 700_000).toISOString() : "",
      },
    },
    ...{ cpu_ms: 91_000 + index * 5000, rss_bytes: 118_000_000 + index * 9_000_000 },
  };
}

export function mockAgents(now: number): Agent[] {
  return HOSTS.map((host, index) => ({
    id: `${index}`.repeat(32),
    type: "agents",
    attributes: {
      hostname: host,
      enrolled_at: new Date(now - 9e8).toISOString(),
      last_seen: new Date(now - (index === 3 ? 900_000 : 3000)).toISOString(),
      silent: index === 3,
      stopped: false,
      events_received: 48_112 + index * 1777,
      events_missing: index === 2 ? 41 : 0,
      status: mockStatus(host, index, now),
    },
  }));
}

export function mockServerStatus(now: number): ServerStatus {
  return {
    ...{ version: "0.1.0", started_at: new Date(now - 7.3e7).toISOString() },
    counters: {
      batches_accepted: 8812,
      batches_refused: 0,
      matches_stored: 122_430,
      signals_made: 412,
    },
    store: {
      reachable: true,
      reason: "",
      events: 122_430,
      logs: 1_204_900,
      bytes: 88_400_000,
      disk_free_bytes: 61_200_000_000,
    },
    rules: { loaded: 25, broken: 0, faults: [] },
    retention: { record_days: 30, signal_months: 15, signals_kept_since: "2025-08-28T00:00:00Z" },
  };
}
