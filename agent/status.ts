/** How this agent fares, in the words of the protocol. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { lostByLane } from "#agent/output";
import type { AgentStatus } from "#lib/protocol";
import { budgetStatus } from "./degradation.ts";
import type { Agent } from "./program.ts";

function sensorStatus(agent: Agent): AgentStatus["sensor"] {
  const { sensor, preface, context, settings } = agent;
  const isReplay = settings.source.kind === "replay";
  const pins = pinStatus(agent);
  return {
    state: isReplay ? "replay" : (sensor?.state ?? "connecting"),
    reason: isReplay ? "" : (sensor?.reason ?? ""),
    version: preface?.sensorVersion ?? "",
    hooks: preface?.hooks ?? [],
    throttled_cgroups: context.sensorWatch.throttledCgroups,
    canaries_missing: sensor?.state === "running" ? context.sensorWatch.missing() : [],
    ring_bytes: context.sensor.ringBytes,
    ring_bytes_max: context.sensor.ringBytesMax,
    ...(pins ? { pins } : {}),
  };
}

/** How the sensor names the pin of an attached program. */
const PINNED_LINK = "link_";

/** The preface was written before hooks were attached for the rules: the directory says what is. */
function pinStatus({ preface, sensor }: Agent): AgentStatus["sensor"]["pins"] {
  const own = preface?.pins?.generations.at(-1);
  if (!preface?.pins || !own || sensor?.state !== "running") return undefined;
  const { dir } = preface.pins;
  const { version, name } = own;
  let { programs } = own;
  let former = preface.pins.generations.length - 1;
  try {
    former = readdirSync(dir).filter((other) => other !== name).length;
    programs = readdirSync(join(dir, name)).filter((file) => file.startsWith(PINNED_LINK)).length;
  } catch {
    /* Another mount namespace, or rights that only the sensor has. */
  }
  return { dir: join(dir, name), version, programs, former };
}

function eventStatus({ context, ruleset }: Agent): AgentStatus["events"] {
  const events: AgentStatus["events"] = {};
  for (const [name, counts] of Object.entries(context.sensor.events))
    events[name] = { ...counts, matched: 0 };
  for (const [name, matched] of ruleset.matchesByEvent) {
    const counts = events[name] ?? { seen: 0, rejected: 0, lost: 0 };
    events[name] = { ...counts, matched };
  }
  return events;
}

/** A report of this moment. */
export function gatherStatus(agent: Agent): AgentStatus {
  const { host, identity, spool, counters, context, sensor } = agent;
  const { oldestAt } = spool;
  const { user, system } = process.cpuUsage();
  const { spool_dropped, spool_refused } = counters.spool;
  const gauges = {
    processes: context.processes.size,
    sensor_reconnects: sensor?.reconnects ?? 0,
    spool_failing: spool.fault === "" ? 0 : 1,
    origins: spool.origins.size,
    origins_forgotten: spool.origins.forgotten,
  };
  return {
    agent_id: identity.id,
    hostname: host.hostname,
    version: host.version,
    boot_id: agent.bootId,
    kernel: host.kernel,
    arch: host.arch,
    started_at: agent.startedAt.toISOString(),
    tags: [...host.tags],
    sensor: sensorStatus(agent),
    rules: agent.ruleset.states(),
    counters: Object.assign(gauges, ...Object.values(counters).map((set) => set.snapshot())),
    events: eventStatus(agent),
    enforcement: {
      mode: sensor === undefined ? "off" : (agent.preface?.enforcement ?? "off"),
      disarmed: agent.protector.disarmed(),
      deny_disarmed: agent.denier.disarmed(),
      network_filters: agent.dropper.inForce(),
    },
    spool: {
      entries: spool.entries,
      bytes: spool.bytes,
      bytes_max: spool.bytesMax,
      dropped: spool_dropped.value + spool_refused.value,
      lost: lostByLane(counters.spool),
      oldest_at: oldestAt === undefined ? "" : new Date(oldestAt).toISOString(),
    },
    budgets: budgetStatus(agent.watchdog, agent.settings.budgets),
    dumps: agent.dumper.status(),
    left_out: [...agent.watchdog.leftOut],
    stopping: agent.isStopping,
    cpu_ms: (user + system) / 1000,
    rss_bytes: process.memoryUsage.rss(),
  };
}
