/** The two tables of an agent: events through its pipeline, and rules as loaded on its host. */
import type { AgentStatus } from "#lib/protocol";
import { cannotFire, type PolicyRules, policiesOf } from "../../api/agent-health.ts";
import { type AgentMoment, eventRate } from "../../api/agent-history.ts";
import { Expression } from "../../ui/expression.tsx";
import { formatCount, formatRate } from "../../ui/format.ts";
import { Table, type TableColumn } from "../../ui/table.tsx";
import { useText } from "../../ui/text/index.tsx";

type EventTableParts = { status: AgentStatus; moments: readonly AgentMoment[] };
type EventEntry = [string, AgentStatus["events"][string]];

export function EventTable({ status, moments }: EventTableParts) {
  const text = useText();
  const rows = Object.entries(status.events).sort(([, a], [, b]) => b.seen - a.seen);
  const count = (name: string, key: keyof EventEntry[1]): TableColumn<EventEntry> => ({
    name,
    number: true,
    cell: ([, event]) => formatCount(event[key]),
  });
  const columns: TableColumn<EventEntry>[] = [
    { name: text("agents.event"), cell: ([name]) => <code>{name}</code> },
    {
      name: text("agents.perSecond"),
      number: true,
      cell: ([name]) => {
        const rate = eventRate(moments, name);
        return rate === undefined ? text("common.notKnown") : formatRate(rate);
      },
    },
    count(text("agents.seen"), "seen"),
    count(text("agents.rejected"), "rejected"),
    count(text("agents.matched"), "matched"),
    {
      name: text("agents.lost"),
      number: true,
      cell: ([, event]) => (
        <span className="tone" data-tone={event.lost > 0 ? "warn" : undefined}>
          {formatCount(event.lost)}
        </span>
      ),
    },
  ];
  return (
    <section>
      <h2>{text("agents.events")}</h2>
      <Table label={text("agents.events")} columns={columns} rows={rows} idOf={([name]) => name} />
    </section>
  );
}

type PolicyParts = { rules: AgentStatus["rules"] };

/** Policies with how their rules fare, and of those that cannot fire why. */
export function Policies({ rules }: PolicyParts) {
  const text = useText();
  const mute = rules.filter(cannotFire);
  const count = (
    name: string,
    key: "total" | "loaded" | "mute",
    tone?: string,
  ): TableColumn<PolicyRules> => ({
    name,
    number: true,
    cell: (each) => (
      <span className="tone" data-tone={each[key] > 0 ? tone : undefined}>
        {formatCount(each[key])}
      </span>
    ),
  });
  const policies: TableColumn<PolicyRules>[] = [
    { name: text("agents.policy"), cell: ({ policy }) => <code>{policy}</code> },
    count(text("agents.rules"), "total"),
    count(text("agents.loadedRules"), "loaded"),
    count(text("agents.muteRules"), "mute", "warn"),
  ];
  const reasons: TableColumn<Rule>[] = [
    { name: text("rules.name"), cell: ({ id }) => <code>{id}</code> },
    { name: text("agents.policy"), cell: ({ policy }) => policy },
    { name: text("agents.why"), className: "lines-cell", cell: ({ message }) => message },
  ];
  return (
    <section data-testid="policies">
      <h2>{text("agents.policies")}</h2>
      <Table
        label={text("agents.policies")}
        columns={policies}
        rows={policiesOf(rules)}
        idOf={({ policy }) => policy}
        testId="policy-row"
      />
      <h3>{text("agents.mute")}</h3>
      {mute.length === 0 ? (
        <p className="dim">{text("agents.muteNone")}</p>
      ) : (
        <Table
          label={text("agents.mute")}
          columns={reasons}
          rows={mute}
          idOf={(rule) => `${rule.policy}/${rule.id}`}
          testId="mute-row"
        />
      )}
    </section>
  );
}

type Rule = AgentStatus["rules"][number];
const STATUS_ORDER = { error: 0, loaded: 1, filtered: 2 } as const;
const STATUS_TONES = { error: "bad", loaded: "good", filtered: "none" } as const;

export function RuleTable({ rules }: { rules: readonly Rule[] }) {
  const text = useText();
  const rows = [...rules].sort(
    (a, b) =>
      STATUS_ORDER[a.status] - STATUS_ORDER[b.status] ||
      b.matches - a.matches ||
      a.id.localeCompare(b.id),
  );
  const columns: TableColumn<Rule>[] = [
    {
      name: text("rules.name"),
      className: "rule-cell",
      cell: (rule) => (
        <details>
          <summary>
            <code>{rule.id}</code>
          </summary>
          <Expression source={rule.expression} />
        </details>
      ),
    },
    {
      name: text("rules.status"),
      cell: (rule) => (
        <span className="health" data-tone={STATUS_TONES[rule.status]}>
          {text(`rules.statuses.${rule.status}`)}
        </span>
      ),
    },
    { name: text("rules.event"), cell: (rule) => rule.event },
    { name: text("rules.matches"), number: true, cell: (rule) => formatCount(rule.matches) },
    {
      name: text("rules.kernelFilter"),
      className: "wide-cell",
      cell: (rule) =>
        rule.message === "" ? (
          <span className="dim">{rule.kernel_filter}</span>
        ) : (
          <span className="tone" data-tone={rule.status === "error" ? "bad" : undefined}>
            {rule.message}
          </span>
        ),
    },
  ];
  return (
    <section>
      <h2>{text("rules.agent")}</h2>
      <Table
        label={text("rules.agent")}
        columns={columns}
        rows={rows}
        idOf={(rule) => `${rule.policy}/${rule.id}`}
        testId="agent-rule-row"
      />
    </section>
  );
}
