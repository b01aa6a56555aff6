/** Other signals about the same group values, whatever rule made them. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Signal } from "#lib/protocol";
import { relatedSignalsQuery } from "../../../api/signals.ts";
import { FailureView } from "../../../ui/failure-view.tsx";
import { Loading } from "../../../ui/placeholder.tsx";
import { SeverityPill, StateMark } from "../../../ui/severity.tsx";
import { Table, type TableColumn } from "../../../ui/table.tsx";
import { type Text, useText } from "../../../ui/text/index.tsx";
import { Ago } from "../../../ui/time.tsx";

const columnsOf = (text: Text): TableColumn<Signal>[] => [
  {
    name: text("list.columns.severity"),
    cell: ({ attributes }) => <SeverityPill severity={attributes.custom.status} />,
  },
  {
    name: text("list.columns.title"),
    cell: ({ id, attributes }) => (
      <Link to="/signals/$signalId" params={{ signalId: id }}>
        {attributes.custom.title}
      </Link>
    ),
  },
  {
    name: text("list.columns.state"),
    cell: ({ attributes }) => <StateMark state={attributes.custom.workflow.triage.state} />,
  },
  {
    name: text("list.columns.firstSeen"),
    cell: ({ attributes }) => <Ago at={attributes.custom.workflow.first_seen} />,
  },
];

export function Related({ signal }: { signal: Signal }) {
  const text = useText();
  const answer = useQuery(relatedSignalsQuery(signal.id));
  if (answer.isError)
    return <FailureView error={answer.error} onRetry={() => void answer.refetch()} />;
  if (!answer.data) return <Loading />;
  const values = signal.attributes.custom.groupByValues.filter((value) => value !== "");
  if (answer.data.length === 0)
    return (
      <p className="dim" data-testid="related-none">
        {text(values.length === 0 ? "signal.relatedUngrouped" : "signal.relatedNone", {
          values: values.join(", "),
        })}
      </p>
    );
  return (
    <section>
      <h3>{text("signal.relatedTo", { values: values.join(", ") })}</h3>
      <Table
        label={text("signal.tabs.related")}
        columns={columnsOf(text)}
        rows={answer.data}
        idOf={({ id }) => id}
        testId="related-row"
      />
    </section>
  );
}
