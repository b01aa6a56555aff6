/** Agent rules as the agents have loaded them. */
import { IconFlask2, IconPlugConnected } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { agentsQuery } from "../../api/agents.ts";
import { Expression } from "../../ui/expression.tsx";
import { FailureView } from "../../ui/failure-view.tsx";
import { formatCount } from "../../ui/format.ts";
import { Empty, Loading } from "../../ui/placeholder.tsx";
import { writeRuleHash } from "../../ui/rule-link.ts";
import { Table, type TableColumn } from "../../ui/table.tsx";
import { type Text, useText } from "../../ui/text/index.tsx";
import { type AgentRule, collectAgentRules } from "./agent-rules.ts";

function columns(text: Text): TableColumn<AgentRule>[] {
  return [
    {
      name: text("rules.name"),
      className: "rule-cell",
      cell: (rule) => (
        <details>
          <summary>
            <code>{rule.id}</code>
          </summary>
          <Expression source={rule.expression} />
          <Link
            to="/workbench"
            hash={writeRuleHash({ expression: rule.expression, event: "" })}
            className="rule-try"
            data-testid="open-in-workbench"
          >
            <IconFlask2 size={14} aria-hidden /> {text("workbench.open")}
          </Link>
          {rule.faults.map((fault) => (
            <p key={fault.host} className="tone" data-tone="bad">
              {fault.host}: {fault.message}
            </p>
          ))}
        </details>
      ),
    },
    { name: text("rules.event"), cell: (rule) => rule.event },
    { name: text("rules.policy"), cell: (rule) => rule.policy },
    {
      name: text("rules.hosts"),
      number: true,
      cell: (rule) => (
        <span className="tone" data-tone={rule.faults.length > 0 ? "bad" : undefined}>
          {text("rules.loadedOn", { loaded: rule.loaded, total: rule.total })}
        </span>
      ),
    },
    { name: text("rules.matches"), number: true, cell: (rule) => formatCount(rule.matches) },
  ];
}

export function AgentRuleTable({ needle }: { needle: string }) {
  const text = useText();
  const answer = useQuery(agentsQuery);
  const rules = useMemo(() => collectAgentRules(answer.data ?? []), [answer.data]);
  if (answer.isError && !answer.data)
    return <FailureView error={answer.error} onRetry={() => void answer.refetch()} />;
  if (!answer.data) return <Loading />;
  if (rules.length === 0)
    return (
      <Empty
        icon={<IconPlugConnected size={32} stroke={1.3} aria-hidden />}
        title={text("rules.noAgents")}
      >
        <p>{text("rules.noAgentsText")}</p>
      </Empty>
    );
  const rows = rules.filter((rule) =>
    `${rule.id} ${rule.policy} ${rule.expression}`.toLowerCase().includes(needle),
  );
  if (rows.length === 0) return <p className="dim">{text("rules.noMatch")}</p>;
  return (
    <Table
      label={text("rules.agent")}
      columns={columns(text)}
      rows={rows}
      idOf={(rule) => `${rule.policy}/${rule.id}`}
      testId="agent-rule-row"
    />
  );
}
