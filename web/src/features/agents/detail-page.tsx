/** One agent: how it is, what it sees, what it lost, and how each rule fares on its host. */
import { IconArrowLeft } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { Agent, AgentStatus } from "#lib/protocol";
import { healthOf, lossesOf, rulesOf } from "../../api/agent-health.ts";
import { agentHistoryQuery, agentsQuery } from "../../api/agents.ts";
import { Banner } from "../../ui/banner.tsx";
import { useNow } from "../../ui/clock.ts";
import { FailureView } from "../../ui/failure-view.tsx";
import { Fields } from "../../ui/fields.tsx";
import { formatAgo, formatBytes, formatCount, formatSpan } from "../../ui/format.ts";
import { Gauge } from "../../ui/gauge.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Empty, Loading } from "../../ui/placeholder.tsx";
import { useText } from "../../ui/text/index.tsx";
import { Moment } from "../../ui/time.tsx";
import { EventTable, Policies, RuleTable } from "./detail-tables.tsx";
import { HealthMark, Rate, TierName } from "./parts.tsx";
import { ToldOf } from "./told.tsx";
import "./agents.css";

const route = getRouteApi("/shell/agents/$agentId");

function Banners({ agent }: { agent: Agent }) {
  const text = useText();
  const now = useNow();
  const losses = lossesOf(agent);
  const { hostname, last_seen, silent, status } = agent.attributes;
  const { broken } = rulesOf(agent);
  const missing = status?.sensor.canaries_missing ?? [];
  return (
    <>
      {silent && (
        <Banner tone="bad" title={text("agents.silentBanner", { count: 1 })}>
          {text("agents.silentBannerText", {
            hosts: hostname,
            time: formatAgo(last_seen, now, text),
          })}
        </Banner>
      )}
      {healthOf(agent) === "unavailable" && (
        <Banner tone="bad" title={text("agents.sensorBanner", { host: hostname })}>
          {status?.sensor.reason}
        </Banner>
      )}
      {missing.length > 0 && (
        <Banner tone="bad" title={text("agents.canaryBanner", { host: hostname })}>
          {text("agents.canaryBannerText", { lanes: missing.join(", ") })}
        </Banner>
      )}
      {losses.total > 0 && (
        <Banner tone="warn" title={text("agents.lossHere", { lost: formatCount(losses.total) })}>
          {text("agents.lossHereText", {
            sensor: formatCount(losses.sensor),
            spool: formatCount(losses.spool),
            missing: formatCount(losses.missing),
          })}
        </Banner>
      )}
      {broken > 0 && <Banner tone="warn" title={text("agents.ruleFaults", { count: broken })} />}
    </>
  );
}

function Spool({ status }: { status: AgentStatus }) {
  const text = useText();
  const now = useNow();
  const { spool } = status;
  return (
    <>
      <Gauge used={spool.bytes} max={spool.bytes_max} label={text("agents.spool")} />
      <div className="dim">
        {text("agents.ofMax", {
          used: formatBytes(spool.bytes),
          max: formatBytes(spool.bytes_max),
        })}
        {" · "}
        {spool.entries === 0
          ? text("agents.spoolEmpty")
          : text("agents.spoolText", {
              entries: formatCount(spool.entries),
              oldest: formatAgo(spool.oldest_at, now, text),
            })}
        {spool.dropped > 0 && ` · ${text("agents.dropped", { count: spool.dropped })}`}
      </div>
    </>
  );
}

function Sensor({ status }: { status: AgentStatus }) {
  const text = useText();
  const { sensor } = status;
  const attached = sensor.hooks.filter((hook) => hook.attached).length;
  return (
    <section className="card" aria-label={text("agents.sensor")}>
      <h2>{text("agents.hooks")}</h2>
      <p className="dim">
        {text("agents.hooksAttached", { attached, total: sensor.hooks.length })}
      </p>
      <ul className="hooks">
        {sensor.hooks.map((hook) => (
          <li key={hook.name} data-attached={hook.attached || undefined} title={hook.why}>
            <code>{hook.name}</code>
            {!hook.attached && <span className="dim">{hook.why || text("agents.missing")}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Canaries({ status }: { status: AgentStatus }) {
  const text = useText();
  const { canaries_missing: missing } = status.sensor;
  // An older agent does not say.
  if (!missing) return text("common.notKnown");
  if (missing.length === 0) return text("agents.canariesBack");
  return (
    <span className="tone" data-tone="bad" data-testid="canaries">
      {text("agents.canariesMissing", { lanes: missing.join(", ") })}
    </span>
  );
}

function Throttling({ status }: { status: AgentStatus }) {
  const text = useText();
  const { throttled_cgroups: count } = status.sensor;
  if (count === undefined) return text("common.notKnown");
  if (count === 0) return text("agents.throttledNone");
  return (
    <span className="tone" data-tone="warn" data-testid="throttled">
      {text("agents.throttled", { count })}
    </span>
  );
}

function Enforcement({ status: { enforcement } }: { status: AgentStatus }) {
  const text = useText();
  if (!enforcement) return text("common.notKnown");
  const rules = enforcement.disarmed.map(({ rule, by }) => `${rule} (${by})`).join(", ");
  return (
    <>
      {text(`agents.modes.${enforcement.mode}`)}
      {rules !== "" && (
        <div className="tone" data-tone="warn">
          {text("agents.disarmed", { rules })}
        </div>
      )}
    </>
  );
}

function Facts({ agent, status }: { agent: Agent; status: AgentStatus }) {
  const text = useText();
  const { sensor } = status;
  const ring = { used: formatBytes(sensor.ring_bytes), max: formatBytes(sensor.ring_bytes_max) };
  return (
    <section className="card">
      <Fields
        rows={[
          { label: text("agents.kernel"), value: `${status.kernel} ${status.arch}` },
          {
            label: text("agents.version"),
            value: `${status.version} · ${text("agents.sensor").toLowerCase()} ${sensor.version}`,
          },
          { label: text("agents.tier"), value: <TierName agent={agent} /> },
          { label: text("agents.canaries"), value: <Canaries status={status} /> },
          { label: text("agents.throttling"), value: <Throttling status={status} /> },
          { label: text("agents.enforcement"), value: <Enforcement status={status} /> },
          { label: text("agents.started"), value: <Moment at={status.started_at} /> },
          { label: text("agents.lastSeen"), value: <Moment at={agent.attributes.last_seen} /> },
          { label: text("agents.cpu"), value: formatSpan(Math.round(status.cpu_ms / 1000), text) },
          { label: text("agents.memory"), value: formatBytes(status.rss_bytes) },
          { label: text("agents.received"), value: formatCount(agent.attributes.events_received) },
          { label: text("agents.tags"), value: status.tags.join(", ") || text("common.none") },
          {
            label: text("agents.ring"),
            value: (
              <>
                <Gauge
                  used={sensor.ring_bytes}
                  max={sensor.ring_bytes_max}
                  label={text("agents.ring")}
                />
                <div className="dim">{text("agents.ofMax", ring)}</div>
              </>
            ),
          },
          { label: text("agents.spool"), value: <Spool status={status} /> },
        ]}
      />
    </section>
  );
}

function Counters({ status }: { status: AgentStatus }) {
  const text = useText();
  const entries = Object.entries(status.counters);
  if (entries.length === 0) return null;
  return (
    <section className="card">
      <h2>{text("agents.counters")}</h2>
      <Fields rows={entries.map(([label, value]) => ({ label, value: formatCount(value) }))} />
    </section>
  );
}

export function AgentDetailPage() {
  const text = useText();
  const { agentId } = route.useParams();
  const answer = useQuery(agentsQuery);
  const history = useQuery(agentHistoryQuery).data;
  if (answer.isError && !answer.data)
    return <FailureView error={answer.error} onRetry={() => void answer.refetch()} />;
  if (!answer.data) return <Loading />;
  const agent = answer.data.find((each) => each.id === agentId);
  const back = (
    <Link to="/agents" className="back">
      <IconArrowLeft size={14} aria-hidden /> {text("agents.back")}
    </Link>
  );
  if (!agent)
    return (
      <div className="page">
        {back}
        <Empty icon={null} title={text("agents.gone")} />
      </div>
    );
  const moments = history[agentId] ?? [];
  const { status } = agent.attributes;
  return (
    <div className="page" data-testid="agent-detail">
      <PageHead title={agent.attributes.hostname} back={back}>
        <HealthMark agent={agent} />
        <span className="dim">
          <Rate agent={agent} moments={moments} /> {text("agents.rate").toLowerCase()}
        </span>
      </PageHead>
      <Banners agent={agent} />
      {status ? (
        <>
          <div className="cards">
            <Facts agent={agent} status={status} />
            <Sensor status={status} />
          </div>
          <Policies rules={status.rules} />
          <ToldOf hostname={agent.attributes.hostname} />
          <EventTable status={status} moments={moments} />
          <RuleTable rules={status.rules} />
          <Counters status={status} />
        </>
      ) : (
        <p className="dim">{text("agents.noStatus")}</p>
      )}
    </div>
  );
}
