/** How long signals take to be detected, acknowledged and resolved: all, by severity, by rule. */
import { TextInput } from "@mantine/core";
import { IconArrowLeft, IconSearch, IconStopwatch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { SIGNAL_TIMES_RULES_MAX, type SignalTimes, type SignalTimesGroup } from "#lib/protocol";
import { signalTimesQuery } from "../../api/signals.ts";
import { clock } from "../../ui/clock.ts";
import { TimePicker } from "../../ui/explorer/time-picker.tsx";
import { type TimeSearch, timeBounds, timeView } from "../../ui/explorer/time-range.ts";
import { FailureView } from "../../ui/failure-view.tsx";
import { formatCount, formatLasting } from "../../ui/format.ts";
import { PageHead } from "../../ui/page-head.tsx";
import { Empty, Loading } from "../../ui/placeholder.tsx";
import { addTerm } from "../../ui/query-text.ts";
import { SeverityPill } from "../../ui/severity.tsx";
import { Table, type TableColumn } from "../../ui/table.tsx";
import { type Text, useText } from "../../ui/text/index.tsx";
import { SEVERITY_FACET } from "./facet-look.tsx";
import { DEFAULT_RANGE } from "./search.ts";
import "../../ui/explorer/explorer.css";
import "./times.css";

export type TimesSearch = TimeSearch & { q?: string };
type Times = SignalTimes["data"]["attributes"];

const route = getRouteApi("/shell/signals/times");
const MEASURES = ["detect", "acknowledge", "resolve"] as const;

const lasting = (ms: number | undefined, text: Text) =>
  ms === undefined ? text("common.notKnown") : formatLasting(ms);

function Measure({ name, group }: { name: (typeof MEASURES)[number]; group: SignalTimesGroup }) {
  const text = useText();
  const { count, p50, p90 } = group[`time_to_${name}`];
  return (
    <section className="card time-card" data-testid={`times-${name}`}>
      <h2>{text(`times.names.${name}`)}</h2>
      <p className="faint">{text(`times.hints.${name}`)}</p>
      {count === 0 ? (
        <p className="time-none">{text("times.nobody")}</p>
      ) : (
        <dl>
          <div>
            <dt>{text("times.median")}</dt>
            <dd>{lasting(p50, text)}</dd>
          </div>
          <div>
            <dt>{text("times.most")}</dt>
            <dd>{lasting(p90, text)}</dd>
          </div>
        </dl>
      )}
      <p className="dim">
        {text("times.of", { got: formatCount(count), total: formatCount(group.signals) })}
      </p>
    </section>
  );
}

/** Median and 90th percentile of each measure, beside the number of signals. */
function columnsOf<Group extends SignalTimesGroup>(
  text: Text,
  first: TableColumn<Group>,
): TableColumn<Group>[] {
  const spans = MEASURES.flatMap((measure): TableColumn<Group>[] => {
    const name = text(`times.names.${measure}`);
    const read = (group: Group) => group[`time_to_${measure}`];
    return [
      {
        name: text("times.half", { name }),
        head: `${name} · 50 %`,
        cell: (group) => lasting(read(group).p50, text),
        number: true,
      },
      {
        name: text("times.ninety", { name }),
        head: "90 %",
        cell: (group) => lasting(read(group).p90, text),
        number: true,
      },
    ];
  });
  const signals: TableColumn<Group> = {
    ...{ name: text("times.signals"), number: true },
    cell: (group) => formatCount(group.signals),
  };
  return [first, signals, ...spans];
}

type Severed = Times["by_severity"][number];
type Ruled = Times["by_rule"][number];

function Groups({ times, search }: { times: Times; search: TimesSearch }) {
  const text = useText();
  const navigate = useNavigate();
  const { q = "", ...time } = search;
  const show = (key: string, value: string) =>
    void navigate({ to: "/signals", search: { ...time, q: addTerm(q, key, value, false) } });
  const severities = columnsOf<Severed>(text, {
    name: text("times.severity"),
    cell: ({ severity }) => <SeverityPill severity={severity} />,
  });
  const rules = columnsOf<Ruled>(text, {
    name: text("times.rule"),
    cell: ({ rule }) => (
      <Link to="/rules/$ruleId" params={{ ruleId: rule.id }}>
        {rule.name}
      </Link>
    ),
  });
  return (
    <>
      <section>
        <h2>{text("times.bySeverity")}</h2>
        <Table
          label={text("times.bySeverity")}
          columns={severities}
          rows={times.by_severity.filter(({ signals }) => signals > 0)}
          idOf={({ severity }) => severity}
          onOpen={({ severity }) => show(SEVERITY_FACET, severity)}
          testId="times-severity"
        />
      </section>
      <section>
        <h2>{text("times.byRule")}</h2>
        {times.by_rule.length === SIGNAL_TIMES_RULES_MAX && (
          <p className="faint">{text("times.rulesHint", { count: SIGNAL_TIMES_RULES_MAX })}</p>
        )}
        <Table
          label={text("times.byRule")}
          columns={rules}
          rows={times.by_rule}
          idOf={({ rule }) => rule.id}
          onOpen={({ rule }) => show("@workflow.rule.id", rule.id)}
          testId="times-rule"
        />
      </section>
    </>
  );
}

function Shown({ times, search }: { times: Times; search: TimesSearch }) {
  const text = useText();
  if (times.all.signals === 0)
    return (
      <Empty
        icon={<IconStopwatch size={28} stroke={1.4} aria-hidden />}
        title={text("times.empty")}
      >
        <p>{text("times.emptyText")}</p>
      </Empty>
    );
  return (
    <>
      <div className="time-cards">
        {MEASURES.map((name) => (
          <Measure key={name} name={name} group={times.all} />
        ))}
      </div>
      <Groups times={times} search={search} />
    </>
  );
}

function SearchField({ query, onApply }: { query: string; onApply: (query: string) => void }) {
  const text = useText();
  const [draft, setDraft] = useState(query);
  return (
    <form
      className="time-search"
      onSubmit={(event) => {
        event.preventDefault();
        onApply(draft.trim());
      }}
    >
      <TextInput
        size="xs"
        value={draft}
        onChange={(event) => setDraft(event.currentTarget.value)}
        placeholder={text("times.search")}
        aria-label={text("times.search")}
        leftSection={<IconSearch size={14} />}
        data-testid="times-query"
      />
    </form>
  );
}

export function SignalTimesPage() {
  const text = useText();
  const search = route.useSearch();
  const navigate = useNavigate({ from: "/signals/times" });
  const { q = "", ...time } = search;
  const view = timeView(time, DEFAULT_RANGE);
  const answer = useQuery(
    signalTimesQuery({ query: q, ...timeBounds(view, clock()) }, { q, view }),
  );
  const times = answer.data;
  const show = (next: TimesSearch) => void navigate({ search: () => next });
  const count = times?.all.signals;
  return (
    <div className="page" data-testid="times">
      <PageHead
        title={text("times.title")}
        note={
          count !== undefined && (
            <span data-testid="times-all">{text("times.note", { count })}</span>
          )
        }
        back={
          <Link to="/signals" search={time} className="back">
            <IconArrowLeft size={14} aria-hidden /> {text("times.back")}
          </Link>
        }
      />
      <div className="time-bar">
        <SearchField
          key={q}
          query={q}
          onApply={(next) => show(next ? { ...time, q: next } : time)}
        />
        <TimePicker view={view} onChange={(next) => show(q === "" ? next : { ...next, q })} />
      </div>
      {answer.isError && <FailureView error={answer.error} onRetry={() => void answer.refetch()} />}
      {!answer.isError && !times && <Loading />}
      {!answer.isError && times && <Shown times={times} search={search} />}
    </div>
  );
}
