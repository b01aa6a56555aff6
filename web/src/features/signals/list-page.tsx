/**
 * The list of signals: search, counts, rows and the signal opened beside them. All keys of triage
 * live here.
 */
import { IconStopwatch } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, useState } from "react";
import type { Signal, SignalFacets, TriageState } from "#lib/protocol";
import { signalQuery, signalRow } from "../../api/signals.ts";
import { ExplorerFrame, useExplorer } from "../../ui/explorer/explorer-frame.tsx";
import { queryFaults } from "../../ui/explorer/query-bar.tsx";
import { SidePanel } from "../../ui/explorer/side-panel.tsx";
import type { TimeSearch } from "../../ui/explorer/time-range.ts";
import { useCursor } from "../../ui/explorer/use-cursor.ts";
import { useSelection } from "../../ui/explorer/use-selection.ts";
import { ViewMenu, viewState } from "../../ui/explorer/view-menu.tsx";
import { FailureView } from "../../ui/failure-view.tsx";
import { formatCount } from "../../ui/format.ts";
import { useHotkeys } from "../../ui/hotkeys.ts";
import { Loading } from "../../ui/placeholder.tsx";
import { addTerm, readFacet } from "../../ui/query-text.ts";
import { useText } from "../../ui/text/index.tsx";
import { useTitle } from "../../ui/title.ts";
import { ArchiveDialog } from "./archive-dialog.tsx";
import { BulkBar } from "./bulk-bar.tsx";
import { SEVERITY_FACET, useFacetLook } from "./facet-look.tsx";
import { KEYS } from "./keys.ts";
import { ListEmpty, SignalSyntaxHelp } from "./list-empty.tsx";
import { readSignalsSearch } from "./search.ts";
import { SeverityBar } from "./severity-bar.tsx";
import { SignalTable } from "./signal-table.tsx";
import { useAddress } from "./use-address.ts";
import { useFacets, useSignalList } from "./use-signal-list.ts";
import { type TriageTarget, useTriage } from "./use-triage.ts";
import "../../ui/explorer/explorer.css";
import "./signals.css";

const SignalView = lazy(async () => ({
  default: (await import("./signal/signal-view.tsx")).SignalView,
}));

const HELP = [
  ["move", ["j", "k", "↓", "↑"]],
  ["ends", ["Home", "End"]],
  ["open", ["Enter"]],
  ["close", ["Esc"]],
  ["select", ["x"]],
  ["archive", ["e"]],
  ["review", ["r"]],
  ["reopen", ["o"]],
  ["search", ["/"]],
  ["help", ["?"]],
] as const;

/** How many signals a search finds: each has one severity. */
function countAll(facets: SignalFacets | undefined, query: string): number | undefined {
  const chosen = readFacet(query, SEVERITY_FACET);
  const values = facets?.data.find(({ path }) => path === SEVERITY_FACET)?.values;
  return values
    ?.filter(({ value }) => chosen.length === 0 || chosen.includes(value))
    .reduce((sum, { count }) => sum + count, 0);
}

/** The parts of the page and how they act on each other. */
function useListPage() {
  const client = useQueryClient();
  const address = useAddress();
  const { list, rows } = useSignalList(address.view);
  const facets = useFacets(address.view);
  const total = list.hasNextPage ? countAll(facets.data, address.view.query) : rows.length;
  const cursor = useCursor(rows, address.opened);
  const selection = useSelection(rows);
  const change = useTriage();
  const [archiving, setArchiving] = useState<readonly TriageTarget[]>([]);

  /** It may have left the list already. */
  const findOpened = (id: string) => {
    const signal = client.getQueryData<Signal>(signalQuery(id).queryKey);
    return signal ? signalRow(signal) : rows.find((row) => row.id === id);
  };
  const open = (id: string) => {
    cursor.set(id);
    address.open(id, address.opened !== undefined);
  };
  const close = () => address.open(undefined);
  const step = (delta: number) => {
    const row = cursor.move(delta);
    if (row && address.opened !== undefined) address.open(row.id, true);
  };
  const setState = (targets: readonly TriageTarget[], state: TriageState) => {
    if (targets.length === 0) return;
    if (state === "archived") return setArchiving(targets);
    void change(targets, { state }).then(selection.clear);
  };
  /** Keys act on the selection, else on the open signal, else on the row under the cursor. */
  const act = (state: TriageState) => {
    const one = address.opened === undefined ? cursor.row : findOpened(address.opened);
    const targets = selection.selected.length > 0 ? selection.selected : one ? [one] : [];
    setState(
      targets.filter((row) => row.state !== state),
      state,
    );
  };
  return {
    address,
    list,
    rows,
    total,
    facets,
    cursor,
    selection,
    change,
    archiving,
    setArchiving,
    open,
    close,
    step,
    setState,
    act,
  };
}

type ListParts = ReturnType<typeof useListPage>;

function useListKeys(page: ListParts, focusQuery: () => void, toggleHelp: () => void) {
  const { address, cursor, rows, selection } = page;
  const leave = () => {
    if (address.opened !== undefined) page.close();
    else if (selection.ids.size > 0) selection.clear();
    else cursor.set(undefined);
  };
  useHotkeys([
    ["j ArrowDown", () => page.step(1)],
    ["k ArrowUp", () => page.step(-1)],
    ["Home", () => cursor.to(0)],
    ["End", () => cursor.to(rows.length - 1)],
    ["Enter", () => cursor.row && page.open(cursor.row.id)],
    ["x", () => cursor.row && selection.toggle(cursor.row.id, false)],
    ["e", () => page.act("archived")],
    ["r", () => page.act("under_review")],
    ["o", () => page.act("open")],
    ["/", focusQuery],
    ["?", toggleHelp],
    ["Escape", leave],
  ]);
}

function Rows({ page }: { page: ListParts }) {
  const { address, list, rows, total, cursor, selection } = page;
  if (list.isPending) return <Loading />;
  if (list.isError && rows.length === 0) {
    if (queryFaults(list.error).length > 0) return <SignalSyntaxHelp />;
    return <FailureView error={list.error} onRetry={() => void list.refetch()} />;
  }
  if (rows.length === 0)
    return (
      <ListEmpty
        view={address.view}
        onQuery={address.setQuery}
        onWider={() => address.setTime({ range: "30d" })}
      />
    );
  return (
    <SignalTable
      rows={rows}
      view={JSON.stringify(address.view)}
      total={total}
      cursor={cursor.row?.id}
      opened={address.opened}
      selection={selection.ids}
      isAllSelected={selection.isAll}
      oldestFirst={address.view.order === "timestamp"}
      hasMore={list.hasNextPage}
      isFetchingMore={list.isFetchingNextPage}
      onMore={() => void list.fetchNextPage()}
      onOpen={page.open}
      onSelect={selection.toggle}
      onSelectAll={selection.toggleAll}
      onOrder={address.flipOrder}
    />
  );
}

function Summary({ page }: { page: ListParts }) {
  const text = useText();
  const { selection, facets, address, total, rows } = page;
  const states = new Set(selection.selected.map((row) => row.state));
  if (selection.selected.length > 0)
    return (
      <BulkBar
        count={selection.selected.length}
        state={states.size === 1 ? [...states][0] : undefined}
        onState={(state) => page.setState(selection.selected, state)}
        onClear={selection.clear}
      />
    );
  const count = total ?? rows.length;
  return (
    <>
      <SeverityBar facets={facets.data} query={address.view.query} onQuery={address.setQuery} />
      <span
        className="dim list-total"
        data-testid="total"
        title={text("list.loaded", { loaded: formatCount(rows.length), total: formatCount(count) })}
      >
        {text("list.total", { count })}
      </span>
    </>
  );
}

/** Leads to the response times of all signals of the same time, whatever their state. */
function TimesLink({ search: { range, from, to } }: { search: TimeSearch }) {
  const text = useText();
  const search = { ...(range && { range }), ...(from && { from }), ...(to && { to }) };
  return (
    <Link to="/signals/times" search={search} className="tool-button" data-testid="times-open">
      <IconStopwatch size={15} stroke={1.6} aria-hidden /> <span>{text("times.title")}</span>
    </Link>
  );
}

function Opened({ page }: { page: ListParts }) {
  const { address } = page;
  if (address.opened === undefined) return null;
  return (
    <SidePanel>
      <SignalView
        id={address.opened}
        onClose={page.close}
        onState={page.setState}
        onFilter={(key, value, negated) =>
          address.setQuery(addTerm(address.view.query, key, value, negated))
        }
      />
    </SidePanel>
  );
}

export function SignalListPage() {
  const text = useText();
  useTitle(text("app.signals"));
  const page = useListPage();
  const look = useFacetLook();
  const explorer = useExplorer();
  useListKeys(page, explorer.focusQuery, explorer.showHelp);
  const { address, archiving } = page;
  return (
    <div className="list-page" data-opened={address.opened !== undefined || undefined}>
      <h1 className="visually-hidden">{text("app.signals")}</h1>
      <ExplorerFrame
        explorer={explorer}
        search={{
          query: address.view.query,
          error: page.list.error,
          source: { keys: KEYS, facets: page.facets.data },
          label: text("list.query"),
          hint: text("list.queryHint"),
          onApply: address.setQuery,
        }}
        time={address.view}
        onTime={address.setTime}
        facets={page.facets.data}
        look={look}
        help={HELP.map(([name, keys]) => ({ text: text(`keys.${name}`), keys }))}
        tools={
          <>
            <ViewMenu
              page="signals"
              state={viewState(address.search, "signal")}
              onOpen={(state) => address.replace(readSignalsSearch(state))}
            />
            <TimesLink search={address.search} />
          </>
        }
        beside={<Opened page={page} />}
      >
        <div className="list-summary">
          <Summary page={page} />
        </div>
        <Rows page={page} />
      </ExplorerFrame>
      <ArchiveDialog
        count={archiving.length}
        onClose={() => page.setArchiving([])}
        onArchive={(change) => {
          page.setArchiving([]);
          void page.change(archiving, change).then(page.selection.clear);
        }}
      />
    </div>
  );
}
