/** One reference table: its rows to find, change, add and delete, and the rules that ask it. */
import { Button } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { DetectionRule, Table } from "#lib/protocol";
import { deleteTable, tableQuery, tablesQuery } from "../../api/tables.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { SidePanel } from "../../ui/explorer/side-panel.tsx";
import { FailureView } from "../../ui/failure-view.tsx";
import { Fields } from "../../ui/fields.tsx";
import { formatCount } from "../../ui/format.ts";
import { useHotkeys } from "../../ui/hotkeys.ts";
import { PageHead } from "../../ui/page-head.tsx";
import { Loading } from "../../ui/placeholder.tsx";
import { useTell } from "../../ui/tell.ts";
import { useText } from "../../ui/text/index.tsx";
import { Moment } from "../../ui/time.tsx";
import { FileForm } from "./file-form.tsx";
import { RowForm } from "./row-form.tsx";
import { TableRowsView } from "./rows.tsx";
import { useUses } from "./use-uses.ts";
import "../../ui/explorer/explorer.css";
import "./tables.css";

const route = getRouteApi("/shell/tables/$tableId");
/** `row` is the key of the row opened; `panel` is what else is opened beside. */
export type TableSearch = { q?: string; row?: string; panel?: "new" | "file" };

/** `uses` is undefined while the rules are not known. */
type UsedParts = { table: Table; uses: readonly DetectionRule[] | undefined };

function Actions({ table, uses }: UsedParts) {
  const text = useText();
  const client = useQueryClient();
  const navigate = useNavigate({ from: "/tables/$tableId" });
  const tell = useTell();
  const [isDeleting, setDeleting] = useState(false);
  const { table_name: name, row_count } = table.attributes;
  const remove = async () => {
    try {
      await deleteTable(table.id);
      tell.done(text("tables.deleted"));
      await navigate({ to: "/tables", search: {} });
      client.removeQueries({ queryKey: tableQuery(table.id).queryKey });
    } catch (error) {
      tell.failed(error);
    }
    await client.invalidateQueries({ queryKey: tablesQuery.queryKey });
  };
  const open = (panel: "new" | "file") =>
    void navigate({ search: ({ q }) => ({ ...(q !== undefined && { q }), panel }) });
  return (
    <div className="page-actions">
      <Button size="xs" onClick={() => open("new")} data-testid="row-new">
        {text("tables.addRow")}
      </Button>
      <Button size="xs" variant="default" onClick={() => open("file")} data-testid="table-replace">
        {text("tables.replace")}
      </Button>
      <Button
        size="xs"
        variant="default"
        disabled={uses?.length !== 0}
        title={uses?.length ? text("tables.deleteUsed") : undefined}
        onClick={() => setDeleting(true)}
        data-testid="table-delete"
      >
        {text("tables.delete")}
      </Button>
      <Confirm
        title={text("tables.deleteTitle", { name })}
        action={text("tables.delete")}
        opened={isDeleting}
        onClose={() => setDeleting(false)}
        onConfirm={remove}
      >
        <p>{text("tables.deleteText", { count: row_count })}</p>
      </Confirm>
    </div>
  );
}

function Facts({ table, uses }: UsedParts) {
  const text = useText();
  const { schema, row_count, updated_at, last_updated_by } = table.attributes;
  return (
    <section className="card">
      <Fields
        rows={[
          {
            label: text("tables.rows"),
            value: <span data-testid="row-count">{formatCount(row_count)}</span>,
          },
          { label: text("tables.key"), value: <code>{schema.primary_keys.join(", ")}</code> },
          {
            label: text("tables.columns"),
            value: schema.fields
              .map(({ name, type }) => `${name} (${text(`tables.types.${type}`)})`)
              .join(", "),
          },
          {
            label: text("tables.usedBy"),
            value: (
              <span data-testid="table-uses">
                {!uses?.length && (
                  <span className="dim">{uses ? text("tables.usedByNone") : "…"}</span>
                )}
                {uses?.map((rule, at) => (
                  <span key={rule.id}>
                    {at > 0 && ", "}
                    <Link to="/rules/$ruleId" params={{ ruleId: rule.id }}>
                      {rule.customName || rule.name}
                    </Link>
                  </span>
                ))}
              </span>
            ),
          },
          { label: text("tables.changed"), value: <Moment at={updated_at} /> },
          { label: text("tables.changedBy"), value: last_updated_by },
        ]}
      />
    </section>
  );
}

export function TableDetailPage() {
  const text = useText();
  const navigate = useNavigate({ from: "/tables/$tableId" });
  const { tableId } = route.useParams();
  const { q = "", row, panel } = route.useSearch();
  const answer = useQuery(tableQuery(tableId));
  const uses = useUses();
  const change = (search: TableSearch) => void navigate({ search });
  const base: TableSearch = q === "" ? {} : { q };
  const isOpened = row !== undefined || panel !== undefined;
  useHotkeys([["Escape", () => change(base)]], isOpened);
  const table = answer.data;
  if (answer.isError && !table)
    return <FailureView error={answer.error} onRetry={() => void answer.refetch()} />;
  if (!table) return <Loading />;
  const { table_name: name, description } = table.attributes;
  const own = uses && (uses.get(name) ?? []);
  const close = () => change(base);
  return (
    <div className="list-body beside" data-testid="table-detail">
      <div className="page list-main">
        <PageHead
          title={name}
          note={description}
          back={
            <Link to="/tables" className="back">
              <IconArrowLeft size={14} aria-hidden /> {text("tables.back")}
            </Link>
          }
        >
          <Actions table={table} uses={own} />
        </PageHead>
        <Facts table={table} uses={own} />
        <TableRowsView
          key={q}
          table={table}
          query={q}
          onQuery={(next) => change(next === "" ? {} : { q: next })}
          onOpen={(key) => change({ ...base, row: key })}
        />
      </div>
      {isOpened && (
        <SidePanel>
          {panel === "file" ? (
            <FileForm table={table} onClose={close} />
          ) : (
            <RowForm key={row ?? ""} table={table} rowKey={row} onClose={close} />
          )}
        </SidePanel>
      )}
    </div>
  );
}
