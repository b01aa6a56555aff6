/** Reference tables: what there is, which rules ask them, and a new one of a file beside. */
import { Button } from "@mantine/core";
import { IconTable } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import type { Table as ReferenceTable } from "#lib/protocol";
import { tablesQuery } from "../../api/tables.ts";
import { SidePanel } from "../../ui/explorer/side-panel.tsx";
import { FailureView } from "../../ui/failure-view.tsx";
import { formatCount } from "../../ui/format.ts";
import { useHotkeys } from "../../ui/hotkeys.ts";
import { PageHead } from "../../ui/page-head.tsx";
import { Empty, Loading } from "../../ui/placeholder.tsx";
import { Table, type TableColumn } from "../../ui/table.tsx";
import { type Text, useText } from "../../ui/text/index.tsx";
import { Ago } from "../../ui/time.tsx";
import { FileForm } from "./file-form.tsx";
import { type Uses, useUses } from "./use-uses.ts";
import "../../ui/explorer/explorer.css";
import "./tables.css";

const route = getRouteApi("/shell/tables");
export type TablesSearch = { new?: true };

function columns(text: Text, uses: Uses | undefined): TableColumn<ReferenceTable>[] {
  return [
    {
      name: text("tables.name"),
      className: "lead-cell",
      cell: ({ attributes }) => (
        <>
          <strong>{attributes.table_name}</strong>
          <div className="dim">{attributes.description}</div>
        </>
      ),
    },
    {
      name: text("tables.rows"),
      number: true,
      cell: ({ attributes }) => formatCount(attributes.row_count),
    },
    {
      name: text("tables.columns"),
      cell: ({ attributes }) => (
        <code>{attributes.schema.fields.map(({ name }) => name).join(", ")}</code>
      ),
    },
    {
      name: text("tables.usedBy"),
      cell: ({ attributes }) => {
        const count = uses?.get(attributes.table_name)?.length ?? 0;
        if (uses && count > 0) return text("tables.usedBy", { count });
        return <span className="dim">{uses ? text("tables.usedByNone") : "…"}</span>;
      },
    },
    { name: text("tables.changed"), cell: ({ attributes }) => <Ago at={attributes.updated_at} /> },
    { name: text("tables.changedBy"), cell: ({ attributes }) => attributes.last_updated_by },
  ];
}

export function TableListPage() {
  const text = useText();
  const navigate = useNavigate({ from: "/tables" });
  const search = route.useSearch();
  const answer = useQuery(tablesQuery);
  const uses = useUses();
  const begin = (isNew: boolean) => void navigate({ search: isNew ? { new: true } : {} });
  useHotkeys([["Escape", () => begin(false)]], search.new === true);
  if (answer.isError && !answer.data)
    return <FailureView error={answer.error} onRetry={() => void answer.refetch()} />;
  if (!answer.data) return <Loading />;
  return (
    <div className="list-body beside">
      <div className="page list-main">
        <PageHead title={text("tables.title")} note={text("tables.note")}>
          <Button size="xs" onClick={() => begin(true)} data-testid="table-new">
            {text("tables.create")}
          </Button>
        </PageHead>
        {answer.data.length === 0 ? (
          <Empty
            icon={<IconTable size={32} stroke={1.3} aria-hidden />}
            title={text("tables.emptyTitle")}
          >
            <p className="dim">{text("tables.emptyText")}</p>
          </Empty>
        ) : (
          <Table
            label={text("tables.title")}
            columns={columns(text, uses)}
            rows={answer.data}
            idOf={({ id }) => id}
            onOpen={({ id }) => void navigate({ to: "/tables/$tableId", params: { tableId: id } })}
            testId="table-row"
          />
        )}
      </div>
      {search.new && (
        <SidePanel>
          <FileForm tables={answer.data} onClose={() => begin(false)} />
        </SidePanel>
      )}
    </div>
  );
}
