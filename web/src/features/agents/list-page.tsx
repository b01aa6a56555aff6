/** All agents and how they are. What is not seen is said first. */
import { IconPlugConnected } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { Agent } from "#lib/protocol";
import { healthOf, lossesOf, rulesOf } from "../../api/agent-health.ts";
import type { AgentMoment } from "../../api/agent-history.ts";
import { agentHistoryQuery, agentsQuery } from "../../api/agents.ts";
import { Banner } from "../../ui/banner.tsx";
import { FailureView } from "../../ui/failure-view.tsx";
import { formatCount } from "../../ui/format.ts";
import { PageHead } from "../../ui/page-head.tsx";
import { Command, Empty, Loading } from "../../ui/placeholder.tsx";
import { Table, type TableColumn } from "../../ui/table.tsx";
import { type Text, useText } from "../../ui/text/index.tsx";
import { Ago } from "../../ui/time.tsx";
import { HealthMark, Rate, TierName } from "./parts.tsx";
import "./agents.css";

const hosts = (agents: readonly Agent[]) =>
  agents.map((agent) => agent.attributes.hostname).join(", ");

function Banners({ agents }: { agents: readonly Agent[] }) {
  const text = useText();
  const silent = agents.filter((agent) => agent.attributes.silent);
  const lossy = agents.filter((agent) => lossesOf(agent).total > 0);
  const deaf = agents.filter(
    ({ attributes: { silent: isSilent, status } }) =>
      !isSilent && (status?.sensor.canaries_missing ?? []).length > 0,
  );
  const blind = agents.filter((agent) => healthOf(agent) === "unavailable");
  return (
    <>
      {silent.length > 0 && (
        <Banner tone="bad" title={text("agents.silentBanner", { count: silent.length })}>
          {text("agents.silentBannerSome", { hosts: hosts(silent) })}
        </Banner>
      )}
      {blind.map((agent) => (
        <Banner
          key={agent.id}
          tone="bad"
          title={text("agents.sensorBanner", { host: agent.attributes.hostname })}
        >
          {agent.attributes.status?.sensor.reason}
        </Banner>
      ))}
      {deaf.map((agent) => (
        <Banner
          key={agent.id}
          tone="bad"
          title={text("agents.canaryBanner", { host: agent.attributes.hostname })}
        >
          {text("agents.canaryBannerText", {
            lanes: agent.attributes.status?.sensor.canaries_missing?.join(", ") ?? "",
          })}
        </Banner>
      ))}
      {lossy.length > 0 && (
        <Banner tone="warn" title={text("agents.lossBanner", { count: lossy.length })}>
          {text("agents.lossBannerText", { hosts: hosts(lossy) })}
        </Banner>
      )}
    </>
  );
}

function RulesCell({ agent }: { agent: Agent }) {
  const { loaded, total, broken } = rulesOf(agent);
  return (
    <span data-tone={broken > 0 ? "bad" : undefined} className="tone">
      {loaded}/{total}
    </span>
  );
}

function LossCell({ agent }: { agent: Agent }) {
  const { total } = lossesOf(agent);
  return (
    <span data-tone={total > 0 ? "warn" : undefined} className="tone">
      {formatCount(total)}
    </span>
  );
}

function columns(
  text: Text,
  momentsOf: (id: string) => readonly AgentMoment[],
): TableColumn<Agent>[] {
  const status = (agent: Agent) => agent.attributes.status;
  const dash = text("common.notKnown");
  return [
    { name: text("agents.host"), cell: (agent) => <strong>{agent.attributes.hostname}</strong> },
    { name: text("agents.health"), cell: (agent) => <HealthMark agent={agent} /> },
    {
      name: text("agents.rate"),
      number: true,
      cell: (agent) => <Rate agent={agent} moments={momentsOf(agent.id)} />,
    },
    {
      name: text("agents.matches"),
      number: true,
      cell: (agent) => formatCount(agent.attributes.events_received),
    },
    { name: text("agents.losses"), number: true, cell: (agent) => <LossCell agent={agent} /> },
    { name: text("agents.rules"), number: true, cell: (agent) => <RulesCell agent={agent} /> },
    { name: text("agents.tier"), cell: (agent) => <TierName agent={agent} /> },
    { name: text("agents.kernel"), cell: (agent) => status(agent)?.kernel ?? dash },
    { name: text("agents.version"), cell: (agent) => status(agent)?.version ?? dash },
    { name: text("agents.lastSeen"), cell: (agent) => <Ago at={agent.attributes.last_seen} /> },
  ];
}

export function AgentListPage() {
  const text = useText();
  const navigate = useNavigate();
  const answer = useQuery(agentsQuery);
  const history = useQuery(agentHistoryQuery).data;
  const agents = answer.data;
  if (answer.isError && !agents)
    return <FailureView error={answer.error} onRetry={() => void answer.refetch()} />;
  if (!agents) return <Loading />;
  return (
    <div className="page">
      <PageHead title={text("app.agents")} note={text("agents.count", { count: agents.length })} />
      <Banners agents={agents} />
      {agents.length === 0 ? (
        <Empty
          icon={<IconPlugConnected size={32} stroke={1.3} aria-hidden />}
          title={text("agents.emptyTitle")}
        >
          <p>{text("agents.emptyText")}</p>
          <Command>./vigil up</Command>
        </Empty>
      ) : (
        <Table
          label={text("app.agents")}
          columns={columns(text, (id) => history[id] ?? [])}
          rows={agents}
          idOf={(agent) => agent.id}
          onOpen={(agent) =>
            void navigate({ to: "/agents/$agentId", params: { agentId: agent.id } })
          }
          testId="agent-row"
        />
      )}
    </div>
  );
}
