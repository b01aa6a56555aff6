/** What the list of agents and the page of one both show. */
import type { Agent } from "#lib/protocol";
import { HEALTH_TONES, healthOf, tierOf } from "../../api/agent-health.ts";
import { type AgentMoment, ratesOf, totalsOf } from "../../api/agent-history.ts";
import { useNow } from "../../ui/clock.ts";
import { formatAgo, formatRate } from "../../ui/format.ts";
import { Sparkline } from "../../ui/sparkline.tsx";
import { useText } from "../../ui/text/index.tsx";

export function HealthMark({ agent }: { agent: Agent }) {
  const text = useText();
  const health = healthOf(agent);
  const now = useNow();
  const { silent, last_seen, status } = agent.attributes;
  const reason = silent
    ? text("agents.silentSince", { time: formatAgo(last_seen, now, text) })
    : (status?.sensor.reason ?? "");
  return (
    <span className="health" data-tone={HEALTH_TONES[health]} data-testid="health" title={reason}>
      {silent ? reason : text(`agents.states.${health}`)}
    </span>
  );
}

export function TierName({ agent }: { agent: Agent }) {
  const text = useText();
  const tier = tierOf(agent);
  return tier ? text(`agents.tiers.${tier}`) : text("common.notKnown");
}

function averageRate(agent: Agent): number | undefined {
  const { status, last_seen } = agent.attributes;
  if (!status) return undefined;
  const seconds = (Date.parse(last_seen) - Date.parse(status.started_at)) / 1000;
  return seconds > 0 ? totalsOf(status).seen / seconds : undefined;
}

/**
 * Events a second: between the last two statuses, and until there are two, since the agent started.
 */
export function Rate({ agent, moments }: { agent: Agent; moments: readonly AgentMoment[] }) {
  const text = useText();
  const rates = ratesOf(moments);
  const newest = rates.at(-1);
  const value = newest ?? averageRate(agent);
  if (value === undefined || agent.attributes.silent)
    return <span className="faint">{text("common.notKnown")}</span>;
  return (
    <span className="rate" title={newest === undefined ? text("agents.since") : undefined}>
      <Sparkline values={rates} /> {formatRate(value)}
    </span>
  );
}
