/** Rules: those that make signals, and those that the agents have loaded. Read-only. */
import { Tabs, TextInput } from "@mantine/core";
import { IconBook2, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { type DetectionRule, SEVERITIES, type Severity } from "#lib/protocol";
import { rulesQuery } from "../../api/rules.ts";
import { readAttackTag } from "../../ui/attack.ts";
import { FailureView } from "../../ui/failure-view.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Empty, Loading } from "../../ui/placeholder.tsx";
import { SeverityPill } from "../../ui/severity.tsx";
import { Table, type TableColumn } from "../../ui/table.tsx";
import { type Text, useText } from "../../ui/text/index.tsx";
import { AgentRuleTable } from "./agent-rule-table.tsx";
import "./rules.css";

const route = getRouteApi("/shell/rules");
export type RulesSearch = { tab?: "agent" };

/** The worst severity that any case of a rule gives. */
function worstSeverity(rule: DetectionRule): Severity | undefined {
  return SEVERITIES.find((severity) => rule.cases.some((each) => each.status === severity));
}

function matches(rule: DetectionRule, wanted: string): boolean {
  const texts = [rule.name, rule.id, ...rule.tags, ...rule.queries.map((query) => query.query)];
  return texts.some((each) => each.toLowerCase().includes(wanted));
}

function columns(text: Text): TableColumn<DetectionRule>[] {
  return [
    {
      name: text("rules.severity"),
      cell: (rule) => {
        const severity = worstSeverity(rule);
        return severity ? <SeverityPill severity={severity} /> : text("common.notKnown");
      },
    },
    { name: text("rules.name"), cell: (rule) => <strong>{rule.name}</strong> },
    {
      name: text("rules.queries"),
      className: "query-cell",
      cell: (rule) => <code>{rule.queries[0]?.query}</code>,
    },
    {
      name: text("signal.techniques"),
      cell: (rule) =>
        rule.tags
          .flatMap((tag) => {
            const read = readAttackTag(tag);
            return read?.kind === "technique" ? read.id : [];
          })
          .join(", "),
    },
    {
      name: text("rules.status"),
      cell: (rule) => (
        <span className="health" data-tone={rule.isEnabled ? "good" : "none"}>
          {text(rule.isEnabled ? "rules.enabled" : "rules.disabled")}
        </span>
      ),
    },
    { name: text("rules.version"), number: true, cell: (rule) => rule.version },
  ];
}

function DetectionRules({ needle }: { needle: string }) {
  const text = useText();
  const navigate = useNavigate();
  const answer = useQuery(rulesQuery);
  const rows = useMemo(() => {
    const order = (rule: DetectionRule) => SEVERITIES.indexOf(worstSeverity(rule) ?? "info");
    const shown = (answer.data ?? []).filter((rule) => needle === "" || matches(rule, needle));
    return shown.sort((a, b) => order(a) - order(b) || a.name.localeCompare(b.name));
  }, [answer.data, needle]);
  if (answer.isError && !answer.data)
    return <FailureView error={answer.error} onRetry={() => void answer.refetch()} />;
  if (!answer.data) return <Loading />;
  if (answer.data.length === 0)
    return (
      <Empty icon={<IconBook2 size={32} stroke={1.3} aria-hidden />} title={text("rules.empty")}>
        <p>{text("rules.emptyText")}</p>
      </Empty>
    );
  if (rows.length === 0) return <p className="dim">{text("rules.noMatch")}</p>;
  return (
    <Table
      label={text("rules.detection")}
      columns={columns(text)}
      rows={rows}
      idOf={(rule) => rule.id}
      onOpen={(rule) => void navigate({ to: "/rules/$ruleId", params: { ruleId: rule.id } })}
      testId="rule-row"
    />
  );
}

export function RuleListPage() {
  const text = useText();
  const navigate = useNavigate({ from: "/rules" });
  const { tab = "detection" } = route.useSearch();
  const [needle, setNeedle] = useState("");
  const wanted = needle.trim().toLowerCase();
  const rules = useQuery(rulesQuery).data;
  return (
    <div className="page">
      <PageHead
        title={text("app.rules")}
        note={rules && text("rules.count", { count: rules.length })}
      />
      <Tabs
        value={tab}
        onChange={(value) =>
          void navigate({ search: value === "agent" ? { tab: "agent" } : {}, replace: true })
        }
        keepMounted={false}
      >
        <div className="rules-bar">
          <Tabs.List>
            <Tabs.Tab value="detection">{text("rules.detection")}</Tabs.Tab>
            <Tabs.Tab value="agent" data-testid="tab-agent-rules">
              {text("rules.agent")}
            </Tabs.Tab>
          </Tabs.List>
          <TextInput
            size="xs"
            value={needle}
            onChange={(event) => setNeedle(event.currentTarget.value)}
            placeholder={text("rules.search")}
            aria-label={text("rules.search")}
            leftSection={<IconSearch size={14} />}
          />
        </div>
        <Tabs.Panel value="detection">
          <DetectionRules needle={wanted} />
        </Tabs.Panel>
        <Tabs.Panel value="agent">
          <AgentRuleTable needle={wanted} />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}
