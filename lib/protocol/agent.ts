/** What an agent says of itself: enrolment once, then a status every few seconds. */
import Type, { type Static } from "typebox";

export const ENROLL_PATH = "/api/agent/v1/enroll";
export const AGENT_STATUS_PATH = "/api/agent/v1/status";
/** Agents show their own key as `Authorization: Bearer KEY`. */
export const AGENT_STATUS_INTERVAL_MS = 10_000;

export const Enrollment = Type.Object({
  token: Type.String({ minLength: 16, maxLength: 256 }),
  agent_id: Type.String({
    pattern: "^[0-9a-f]{32}$",
    description: "Chosen by the agent and kept in its data directory",
  }),
  hostname: Type.String({ minLength: 1, maxLength: 253 }),
  version: Type.String({ maxLength: 64 }),
});
export type Enrollment = Static<typeof Enrollment>;
export const EnrollmentAnswer = Type.Object({ key: Type.String() });
export type EnrollmentAnswer = Static<typeof EnrollmentAnswer>;

const count = Type.Number({ minimum: 0 });

/** How one agent rule fares on this host. */
export const RuleStatus = Type.Object({
  id: Type.String(),
  policy: Type.String(),
  status: Type.Union([Type.Literal("loaded"), Type.Literal("filtered"), Type.Literal("error")]),
  message: Type.String({
    description:
      "Why it is not loaded, or what of it has no effect; a line each, with file, line, column",
  }),
  event: Type.String(),
  expression: Type.String(),
  kernel_filter: Type.String({
    description: "What the kernel filters by for this rule, or why it cannot",
  }),
  matches: count,
});
export type RuleStatus = Static<typeof RuleStatus>;

const Budget = Type.Object({
  cpu_percent: count,
  cpu_percent_max: Type.Number({ minimum: 0, description: "Of one core; 0: no bound" }),
  memory_bytes: count,
  memory_bytes_max: Type.Number({ minimum: 0, description: "0: no bound" }),
});

export const AgentStatus = Type.Object({
  agent_id: Type.String(),
  hostname: Type.String(),
  version: Type.String(),
  boot_id: Type.String(),
  kernel: Type.String(),
  arch: Type.String(),
  started_at: Type.String(),
  tags: Type.Array(Type.String()),
  sensor: Type.Object({
    state: Type.Union([
      Type.Literal("running"),
      Type.Literal("connecting"),
      Type.Literal("unavailable"),
      Type.Literal("replay"),
    ]),
    reason: Type.String({ description: "Why there is no sensor; empty when it runs" }),
    version: Type.String(),
    hooks: Type.Array(
      Type.Object({ name: Type.String(), attached: Type.Boolean(), why: Type.String() }),
    ),
    throttled_cgroups: Type.Optional(count),
    canaries_missing: Type.Optional(
      Type.Array(Type.String(), {
        description: "Lanes on which the sensor's canaries do not come back to the agent",
      }),
    ),
    ring_bytes: count,
    ring_bytes_max: count,
    pins: Type.Optional(
      Type.Object(
        {
          dir: Type.String(),
          version: Type.String(),
          programs: count,
          former: Type.Number({
            minimum: 0,
            description: "Earlier generations beside it, until what they delivered is sent",
          }),
        },
        { description: "Programs that outlive the sensor, and the version that pinned them" },
      ),
    ),
  }),
  rules: Type.Array(RuleStatus),
  counters: Type.Record(Type.String(), count),
  events: Type.Record(
    Type.String(),
    Type.Object({ seen: count, rejected: count, lost: count, matched: count }),
  ),
  spool: Type.Object({
    entries: count,
    bytes: count,
    bytes_max: count,
    dropped: count,
    lost: Type.Optional(
      Type.Object(
        { urgent: count, files: count, network: count },
        { description: "Those dropped, by how important they were" },
      ),
    ),
    oldest_at: Type.String(),
  }),
  enforcement: Type.Optional(
    Type.Object({
      mode: Type.Union([Type.Literal("off"), Type.Literal("observe"), Type.Literal("on")]),
      disarmed: Type.Array(
        Type.Object({
          rule: Type.String(),
          state: Type.String({ description: "rule_disarmed or rule_dismantled" }),
          by: Type.String({ description: "container or executable" }),
        }),
        { description: "Rules that do not kill at the moment because they hit too much" },
      ),
      deny_disarmed: Type.Optional(
        Type.Array(Type.String(), {
          description: "Rules that deny no more because they denied too many programs",
        }),
      ),
      network_filters: Type.Optional(
        Type.Array(
          Type.Object({
            rule: Type.String(),
            scope: Type.String({ description: "process or cgroup" }),
            target: Type.String({ description: "Process id, or path of the cgroup" }),
            filter: Type.String(),
            until: Type.String({ description: "When it ends" }),
            packets: count,
          }),
          { description: "Network filters in force" },
        ),
      ),
    }),
  ),
  budgets: Type.Optional(
    Type.Object(
      { agent: Budget, sensor: Budget },
      { description: "What agent and sensor cost over the last minute, and what they may" },
    ),
  ),
  dumps: Type.Optional(
    Type.Object(
      { files: count, bytes: count, latest: Type.String() },
      { description: "Files that rules had written with the action coredump, on the host" },
    ),
  ),
  left_out: Type.Optional(
    Type.Array(Type.String(), {
      description: "What the agent does without at the moment, to keep within its budgets",
    }),
  ),
  stopping: Type.Optional(
    Type.Boolean({ description: "The agent is being stopped in order; this is its last report" }),
  ),
  cpu_ms: count,
  rss_bytes: count,
});
export type AgentStatus = Static<typeof AgentStatus>;
