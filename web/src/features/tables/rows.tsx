/** The rows of a table: found by a text, a page at a time, chosen to be deleted. */
import { Button } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useRef, useState } from "react";
import type { Table as ReferenceTable, TableRow } from "#lib/protocol";
import { deleteRows, TABLE_ROWS_SHOWN, tableRowsQuery, tablesQuery } from "../../api/tables.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { useSelection } from "../../ui/explorer/use-selection.ts";
import { FailureView } from "../../ui/failure-view.tsx";
import { formatCount } from "../../ui/format.ts";
import { useHotkeys } from "../../ui/hotkeys.ts";
import { Empty, Loading } from "../../ui/placeholder.tsx";
import { Table, type TableColumn } from "../../ui/table.tsx";
import { useTell } from "../../ui/tell.ts";
import { useText } from "../../ui/text/index.tsx";

type RowsParts = {
  table: ReferenceTable;
  query: string;
  onQuery: (query: string) => void;
  onOpen: (key: string) => void;
};

const NO_ROWS: TableRow[] = [];

function useColumns(table: ReferenceTable, selection: ReturnType<typeof useSelection<TableRow>>) {
  const text = useText();
  const columns: TableColumn<TableRow>[] = [
    {
      name: text("tables.select"),
      className: "select-cell",
      head: (
        <input
          type="checkbox"
          checked={selection.isAll}
          onChange={selection.toggleAll}
          aria-label={text("tables.selectAll")}
        />
      ),
      cell: ({ id }) => (
        <input
          type="checkbox"
          checked={selection.ids.has(id)}
          onChange={() => selection.toggle(id, false)}
          aria-label={text("tables.selectRow", { key: id })}
        />
      ),
    },
    ...table.attributes.schema.fields.map(
      ({ name, type }): TableColumn<TableRow> => ({
        name,
        number: type === "INT32",
        className: "table-value",
        cell: ({ attributes: { values } }) => values[name] || <span className="faint">–</span>,
      }),
    ),
  ];
  return columns;
}

/** A page of rows, and the way to those around it. */
function usePages(tableId: string, query: string) {
  // Where the pages before this one began: rows are only known by what they come after.
  const [starts, setStarts] = useState<readonly string[]>([""]);
  const answer = useQuery(tableRowsQuery(tableId, query, starts.at(-1) ?? ""));
  const next = answer.data?.next;
  return {
    ...{ answer, first: (starts.length - 1) * TABLE_ROWS_SHOWN + 1 },
    forth: next === undefined ? undefined : () => setStarts([...starts, next]),
    back: starts.length === 1 ? undefined : () => setStarts(starts.slice(0, -1)),
  };
}

type Pages = ReturnType<typeof usePages>;

function Pager({ pages, total }: { pages: Pages; total: number | undefined }) {
  const text = useText();
  const { answer, first, forth, back } = pages;
  const count = answer.data?.rows.length ?? 0;
  const shown = { first: formatCount(first), last: formatCount(first + count - 1) };
  return (
    <nav className="pager" aria-label={text("tables.rows")}>
      <span className="dim" role="status" data-testid="rows-shown">
        {total === undefined
          ? text("tables.found", shown)
          : text("tables.shown", { ...shown, total: formatCount(total) })}
      </span>
      <Button size="compact-xs" variant="default" disabled={!back} onClick={back}>
        {text("tables.previous")}
      </Button>
      <Button
        size="compact-xs"
        variant="default"
        disabled={!forth}
        onClick={forth}
        data-testid="rows-next"
      >
        {text("tables.next")}
      </Button>
    </nav>
  );
}

function SearchField({ query, onQuery }: Pick<RowsParts, "query" | "onQuery">) {
  const text = useText();
  const id = useId();
  const inputRef = useRef<HTMLInputElement>(null);
  useHotkeys([["/", () => inputRef.current?.select()]]);
  return (
    <form
      className="table-search"
      onSubmit={(event) => {
        event.preventDefault();
        onQuery(inputRef.current?.value.trim() ?? "");
      }}
    >
      <label htmlFor={id} className="visually-hidden">
        {text("tables.search")}
      </label>
      <input
        ref={inputRef}
        id={id}
        type="search"
        className="key-input"
        defaultValue={query}
        maxLength={256}
        placeholder={text("tables.searchHint")}
        data-testid="rows-search"
      />
      <button type="submit" className="tool-button">
        <IconSearch size={14} aria-hidden /> {text("tables.search")}
      </button>
    </form>
  );
}

function Selected({
  tableId,
  selection,
}: {
  tableId: string;
  selection: ReturnType<typeof useSelection<TableRow>>;
}) {
  const text = useText();
  const tell = useTell();
  const client = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const { selected, clear } = selection;
  const count = selected.length;
  const remove = async () => {
    try {
      await deleteRows(
        tableId,
        selected.map(({ id }) => id),
      );
      clear();
      tell.done(text("tables.rowsDeleted", { count }));
    } catch (error) {
      tell.failed(error);
    }
    await client.invalidateQueries({ queryKey: tablesQuery.queryKey });
  };
  return (
    <>
      {count > 0 && (
        <div className="bulk-bar" role="status">
          <strong>{text("tables.selected", { count })}</strong>
          <Button
            size="xs"
            variant="default"
            onClick={() => setAsking(true)}
            data-testid="rows-delete"
          >
            {text("tables.deleteRows")}
          </Button>
        </div>
      )}
      <Confirm
        title={text("tables.deleteRowsTitle", { count: Math.max(1, count) })}
        action={text("tables.deleteRows")}
        opened={isAsking}
        onClose={() => setAsking(false)}
        onConfirm={remove}
      >
        <p>{text("tables.deleteRowsText")}</p>
      </Confirm>
    </>
  );
}

export function TableRowsView({ table, query, onQuery, onOpen }: RowsParts) {
  const text = useText();
  const pages = usePages(table.id, query);
  const { answer } = pages;
  const rows = answer.data?.rows ?? NO_ROWS;
  const selection = useSelection(rows);
  const columns = useColumns(table, selection);
  const shown = () => {
    if (answer.isError)
      return <FailureView error={answer.error} onRetry={() => void answer.refetch()} />;
    if (answer.isPending) return <Loading />;
    if (rows.length === 0)
      return (
        <Empty icon={null} title={text(query === "" ? "tables.noRows" : "tables.noMatch")}>
          {query === "" && <p className="dim">{text("tables.noRowsText")}</p>}
        </Empty>
      );
    return (
      <>
        <Table
          label={text("tables.rows")}
          columns={columns}
          rows={rows}
          idOf={({ id }) => id}
          onOpen={({ id }) => onOpen(id)}
          testId="value-row"
        />
        <Pager pages={pages} total={query === "" ? table.attributes.row_count : undefined} />
      </>
    );
  };
  return (
    <section className="table-rows" aria-label={text("tables.rows")}>
      <div className="table-bar">
        <SearchField query={query} onQuery={onQuery} />
        <Selected tableId={table.id} selection={selection} />
      </div>
      {shown()}
    </section>
  );
}
