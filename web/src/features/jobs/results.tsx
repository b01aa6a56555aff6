/** What a run found: rows to choose from, one opened beside them, and promotion to signals. */
import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useMemo, useRef, useState } from "react";
import { JOB_RESULTS_CONVERTED_MAX, type Job } from "#lib/protocol";
import { isGoingOn, jobResultsQuery } from "../../api/jobs.ts";
import type { SignalRow } from "../../api/signals.ts";
import { QueryBar, queryFaults } from "../../ui/explorer/query-bar.tsx";
import { SidePanel } from "../../ui/explorer/side-panel.tsx";
import { useSelection } from "../../ui/explorer/use-selection.ts";
import { FailureView } from "../../ui/failure-view.tsx";
import { formatCount } from "../../ui/format.ts";
import { useHotkeys } from "../../ui/hotkeys.ts";
import { Empty, Loading } from "../../ui/placeholder.tsx";
import { SeverityPill } from "../../ui/severity.tsx";
import { Table, type TableColumn } from "../../ui/table.tsx";
import { useTell } from "../../ui/tell.ts";
import { useText } from "../../ui/text/index.tsx";
import { Ago } from "../../ui/time.tsx";
import { PromoteDialog } from "./promote-dialog.tsx";
import { ResultView } from "./result-view.tsx";

const route = getRouteApi("/shell/jobs/$jobId");
const NO_KEYS = { keys: [], facets: undefined };

function useColumns(selection: ReturnType<typeof useSelection<SignalRow>>) {
  const text = useText();
  const columns: TableColumn<SignalRow>[] = [
    {
      name: text("list.columns.select"),
      className: "select-cell",
      head: (
        <input
          type="checkbox"
          checked={selection.isAll}
          onChange={selection.toggleAll}
          aria-label={text("jobs.selectAll")}
        />
      ),
      cell: (row) => (
        <input
          type="checkbox"
          checked={selection.ids.has(row.id)}
          onChange={() => selection.toggle(row.id, false)}
          aria-label={text("jobs.selectRow", { title: row.title })}
        />
      ),
    },
    {
      name: text("list.columns.severity"),
      cell: (row) => <SeverityPill severity={row.severity} />,
    },
    { name: text("list.columns.title"), className: "lead-cell", cell: (row) => row.title },
    { name: text("list.columns.host"), cell: (row) => row.host },
    {
      name: text("list.columns.events"),
      number: true,
      cell: (row) => formatCount(row.events),
    },
    { name: text("jobs.firstSeen"), cell: (row) => <Ago at={row.firstSeen} /> },
    { name: text("jobs.lastSeen"), cell: (row) => <Ago at={row.lastSeen} /> },
  ];
  return columns;
}

/** What is found, and what is done with it. */
function useResults(job: Job) {
  const [query, setQuery] = useState("");
  const list = useInfiniteQuery({ ...jobResultsQuery(job.id, query), enabled: !isGoingOn(job) });
  const rows = useMemo(() => (list.data?.pages ?? []).flatMap((page) => page.rows), [list.data]);
  return { query, setQuery, list, rows, selection: useSelection(rows) };
}

type ResultsParts = { results: ReturnType<typeof useResults>; onOpen: (id: string) => void };

function Rows({ results, onOpen }: ResultsParts) {
  const text = useText();
  const { list, rows, query, selection } = results;
  const columns = useColumns(selection);
  if (queryFaults(list.error).length > 0) return null;
  if (list.isError && rows.length === 0)
    return <FailureView error={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) return <Loading />;
  if (rows.length === 0 && !list.hasNextPage)
    return (
      <Empty icon={null} title={text(query === "" ? "jobs.foundNone" : "jobs.foundNoMatch")}>
        {query === "" && <p className="dim">{text("jobs.foundNoneText")}</p>}
      </Empty>
    );
  return (
    <>
      <Table
        label={text("jobs.found")}
        columns={columns}
        rows={rows}
        idOf={({ id }) => id}
        onOpen={({ id }) => onOpen(id)}
        testId="result-row"
      />
      {list.hasNextPage && (
        <Button
          size="xs"
          variant="default"
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {text("jobs.more")}
        </Button>
      )}
    </>
  );
}

function Selected({ job, results }: { job: Job; results: ReturnType<typeof useResults> }) {
  const text = useText();
  const tell = useTell();
  const [isAsking, setAsking] = useState(false);
  const { selected, clear } = results.selection;
  const count = selected.length;
  const ask = () => {
    if (count <= JOB_RESULTS_CONVERTED_MAX) setAsking(true);
    else tell.warn(text("jobs.tooMany", { count: JOB_RESULTS_CONVERTED_MAX }));
  };
  return (
    <>
      {count > 0 && (
        <div className="bulk-bar" role="status">
          <strong>{text("jobs.selected", { count })}</strong>
          <Button size="xs" onClick={ask} data-testid="promote">
            {text("jobs.promote")}
          </Button>
          <Button size="xs" variant="subtle" onClick={clear}>
            {text("jobs.clear")}
          </Button>
        </div>
      )}
      <PromoteDialog
        rows={isAsking ? selected : []}
        ruleId={job.attributes.createdFromRuleId}
        onClose={() => setAsking(false)}
        onDone={clear}
      />
    </>
  );
}

export function JobResults({ job, head }: { job: Job; head: ReactNode }) {
  const text = useText();
  const navigate = useNavigate({ from: "/jobs/$jobId" });
  const { result: opened } = route.useSearch();
  const inputRef = useRef<HTMLInputElement>(null);
  const results = useResults(job);
  const open = (id: string | undefined) =>
    void navigate({ search: id === undefined ? {} : { result: id } });
  useHotkeys([
    ["/", () => inputRef.current?.select()],
    ["Escape", () => open(undefined)],
  ]);
  return (
    <div className="list-body beside" data-testid="job-detail">
      <div className="page list-main">
        {head}
        <section className="job-results" aria-label={text("jobs.found")}>
          <h2>{text("jobs.found")}</h2>
          {isGoingOn(job) ? (
            <p className="dim">{text("jobs.waitForIt")}</p>
          ) : (
            <>
              {job.attributes.resultCount > 0 && (
                <QueryBar
                  query={results.query}
                  error={results.list.error}
                  source={NO_KEYS}
                  inputRef={inputRef}
                  label={text("jobs.search")}
                  hint={text("jobs.searchHint")}
                  onApply={results.setQuery}
                />
              )}
              <Selected job={job} results={results} />
              <Rows results={results} onOpen={open} />
            </>
          )}
        </section>
      </div>
      {opened !== undefined && (
        <SidePanel>
          <ResultView id={opened} onClose={() => open(undefined)} />
        </SidePanel>
      )}
    </div>
  );
}
