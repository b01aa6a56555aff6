/** What an agent told of itself and what its rules did, as the events that it sent say it. */
import { useQuery } from "@tanstack/react-query";
import type { StoredRecord } from "#lib/protocol";
import { toldQuery } from "../../api/agents.ts";
import { FailureView } from "../../ui/failure-view.tsx";
import { Loading } from "../../ui/placeholder.tsx";
import { readRuleActions } from "../../ui/rule-actions.ts";
import { Table, type TableColumn } from "../../ui/table.tsx";
import { useText } from "../../ui/text/index.tsx";
import { Moment } from "../../ui/time.tsx";

type Json = Readonly<Record<string, unknown>>;

function ruleOf({ attributes }: StoredRecord): string {
  const agent = (attributes.attributes["agent"] ?? {}) as Json;
  return [agent["rule_id"]].flat().map(String).join(", ");
}

function titleOf({ attributes }: StoredRecord): string {
  const title = attributes.attributes["title"];
  return typeof title === "string" ? title : attributes.message;
}

type ToldParts = {
  hostname: string;
  kind: "reports" | "actions";
  columns: readonly TableColumn<StoredRecord>[];
};

function Told({ hostname, kind, columns }: ToldParts) {
  const text = useText();
  const answer = useQuery(toldQuery(hostname, kind));
  const shown = () => {
    if (answer.isError && !answer.data)
      return <FailureView error={answer.error} onRetry={() => void answer.refetch()} />;
    if (!answer.data) return <Loading />;
    if (answer.data.length === 0) return <p className="dim">{text(`agents.${kind}None`)}</p>;
    return (
      <Table
        label={text(`agents.${kind}`)}
        columns={columns}
        rows={answer.data}
        idOf={({ id }) => id}
        testId={`${kind}-row`}
      />
    );
  };
  return (
    <section data-testid={`agent-${kind}`}>
      <h2>{text(`agents.${kind}`)}</h2>
      {shown()}
    </section>
  );
}

export function ToldOf({ hostname }: { hostname: string }) {
  const text = useText();
  const when: TableColumn<StoredRecord> = {
    name: text("agents.when"),
    className: "no-wrap",
    cell: ({ attributes }) => <Moment at={attributes.timestamp} />,
  };
  const rule: TableColumn<StoredRecord> = {
    name: text("rules.name"),
    cell: (record) => <code>{ruleOf(record)}</code>,
  };
  const what: TableColumn<StoredRecord> = {
    name: text("agents.what"),
    className: "lead-cell",
    cell: titleOf,
  };
  const outcome: TableColumn<StoredRecord> = {
    name: text("agents.outcome"),
    cell: ({ attributes }) =>
      readRuleActions(attributes.attributes).map(({ what: did, status, detail }) => (
        <div key={did}>
          <code>{did}</code> {status} {detail !== "" && <span className="dim">{detail}</span>}
        </div>
      )),
  };
  return (
    <>
      <Told hostname={hostname} kind="actions" columns={[when, rule, what, outcome]} />
      <Told hostname={hostname} kind="reports" columns={[when, rule, what]} />
    </>
  );
}
