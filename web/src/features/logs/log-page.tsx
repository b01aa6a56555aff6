/** The explorer of logs: search, counts, a histogram, rows or groups, and the log opened beside. */
import { IconPlayerPause, IconPlayerPlay, IconRefresh } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { FACETS } from "#lib/event";
import { ExplorerFrame, useExplorer } from "../../ui/explorer/explorer-frame.tsx";
import type { FacetLook } from "../../ui/explorer/facet-panel.tsx";
import { queryFaults } from "../../ui/explorer/query-bar.tsx";
import { SidePanel } from "../../ui/explorer/side-panel.tsx";
import { TimeBars } from "../../ui/explorer/time-bars.tsx";
import { useCursor } from "../../ui/explorer/use-cursor.ts";
import { ViewMenu, viewState } from "../../ui/explorer/view-menu.tsx";
import { FailureView } from "../../ui/failure-view.tsx";
import { formatCount } from "../../ui/format.ts";
import { useHotkeys } from "../../ui/hotkeys.ts";
import { Loading } from "../../ui/placeholder.tsx";
import { addTerm } from "../../ui/query-text.ts";
import { useText } from "../../ui/text/index.tsx";
import { useTitle } from "../../ui/title.ts";
import { GroupingBar, Groups } from "./groups.tsx";
import { LogEmpty, LogSyntaxHelp } from "./log-empty.tsx";
import { LogTable } from "./log-table.tsx";
import { LogView } from "./log-view.tsx";
import { ColumnMenu, ExportMenu } from "./menus.tsx";
import { keysOf, statusTone } from "./record-values.ts";
import { readLogsSearch, SHAPES } from "./search.ts";
import { useLogsAddress } from "./use-address.ts";
import { useHistogram, useLogFacets, useLogList } from "./use-logs.ts";
import { useTail } from "./use-tail.ts";
import "../../ui/explorer/explorer.css";
import "./logs.css";

const NAMED = ["source", "service", "status", "host", "env"] as const;

const HELP = [
  ["move", ["j", "k", "↓", "↑"]],
  ["ends", ["Home", "End"]],
  ["open", ["Enter"]],
  ["close", ["Esc"]],
  ["tail", ["l"]],
  ["search", ["/"]],
  ["help", ["?"]],
] as const;

/** The parts of the page and how they act on each other. */
function useLogPage() {
  const client = useQueryClient();
  const address = useLogsAddress();
  const { view, opened, shape } = address;
  const [wantsTail, setWantsTail] = useState(false);
  const isLive = wantsTail && shape === "list";
  const { list, rows: found } = useLogList(view, shape === "list");
  const facets = useLogFacets(view);
  const histogram = useHistogram(view);
  const tail = useTail(view.query, isLive, list.data?.pages[0]);
  const rows = useMemo(() => {
    if (tail.rows.length === 0) return found;
    const known = new Set(tail.rows.map(({ id }) => id));
    return [...tail.rows, ...found.filter(({ id }) => !known.has(id))];
  }, [tail.rows, found]);
  const cursor = useCursor(rows, opened);
  const keys = useMemo(() => keysOf(rows.map(({ record }) => record)), [rows]);
  const open = (id: string) => {
    cursor.set(id);
    address.open(id, opened !== undefined);
  };
  const step = (delta: number) => {
    const row = cursor.move(delta);
    if (row && opened !== undefined) address.open(row.id, true);
  };
  return {
    ...{ address, list, rows, facets, histogram, tail, cursor, keys, open, step, isLive },
    close: () => address.open(undefined),
    toggleLive: () => {
      if (shape !== "list") return;
      // A tail goes on from the newest, whatever the order was.
      if (!isLive && view.order === "timestamp") address.flipOrder();
      setWantsTail(!isLive);
    },
    refresh: () => void client.resetQueries({ queryKey: ["logs"] }),
    filter: (key: string, value: string, negated: boolean) =>
      address.setQuery(addTerm(view.query, key, value, negated)),
  };
}

type PageParts = ReturnType<typeof useLogPage>;

function useLook(): FacetLook {
  const text = useText();
  return useMemo(
    () => ({
      order: NAMED,
      fixed: {},
      nameOf(path) {
        const named = NAMED.find((name) => name === path);
        if (named) return text(`logs.facetNames.${named}`);
        return FACETS.find((facet) => facet.path === path)?.name ?? path.replace(/^@/, "");
      },
      labelOf: (path, value) =>
        path === "status" ? (
          <span className="log-status" data-status={statusTone(value)}>
            {value}
          </span>
        ) : (
          value
        ),
    }),
    [text],
  );
}

function useKeys(page: PageParts, focusQuery: () => void, showHelp: () => void) {
  const { address, cursor, rows } = page;
  useHotkeys([
    ["j ArrowDown", () => page.step(1)],
    ["k ArrowUp", () => page.step(-1)],
    ["Home", () => cursor.to(0)],
    ["End", () => cursor.to(rows.length - 1)],
    ["Enter", () => cursor.row && page.open(cursor.row.id)],
    ["l", page.toggleLive],
    ["/", focusQuery],
    ["?", showHelp],
    ["Escape", () => (address.opened === undefined ? cursor.set(undefined) : page.close())],
  ]);
}

function Rows({ page }: { page: PageParts }) {
  const text = useText();
  const { address, list, rows, cursor, isLive } = page;
  if (queryFaults(list.error).length > 0) return <LogSyntaxHelp />;
  if (list.isPending) return <Loading />;
  if (list.isError && rows.length === 0)
    return <FailureView error={list.error} onRetry={() => void list.refetch()} />;
  if (rows.length === 0 && !isLive)
    return (
      <LogEmpty
        view={address.view}
        onQuery={address.setQuery}
        onWider={() => address.setTime({ range: "30d" })}
      />
    );
  return (
    <LogTable
      rows={rows}
      columns={address.columns}
      view={JSON.stringify(address.view)}
      total={list.hasNextPage ? undefined : rows.length}
      cursor={cursor.row?.id}
      opened={address.opened}
      oldestFirst={address.view.order === "timestamp"}
      hasMore={list.hasNextPage}
      isFetchingMore={list.isFetchingNextPage}
      foot={text(isLive && rows.length === 0 ? "logs.tailWaiting" : "logs.end")}
      onMore={() => void list.fetchNextPage()}
      onOpen={page.open}
      onOrder={isLive ? undefined : address.flipOrder}
      onColumns={address.setColumns}
    />
  );
}

function TailMark({ page }: { page: PageParts }) {
  const text = useText();
  const { tail } = page;
  if (!page.isLive) return null;
  return (
    <span className="dim tail-mark" role="status" data-state={tail.state} data-testid="tail-state">
      {tail.state === "connecting" && text("logs.tailConnecting")}
      {tail.state === "broken" && text("logs.tailBroken")}
      {tail.skipped > 0 && text("logs.tailSkipped", { count: tail.skipped })}
    </span>
  );
}

function Tools({ page }: { page: PageParts }) {
  const text = useText();
  const { address, isLive } = page;
  const Icon = isLive ? IconPlayerPause : IconPlayerPlay;
  return (
    <div className="log-tools">
      {address.shape === "list" && (
        <button
          type="button"
          className="tool-button"
          aria-pressed={isLive}
          title={text("logs.tailKeys")}
          onClick={page.toggleLive}
          data-testid="tail"
        >
          <Icon size={15} stroke={1.6} aria-hidden /> <span>{text("logs.tail")}</span>
        </button>
      )}
      <button
        type="button"
        className="tool-button"
        aria-label={text("logs.refresh")}
        title={text("logs.refresh")}
        onClick={page.refresh}
      >
        <IconRefresh size={15} stroke={1.6} aria-hidden />
      </button>
      <ColumnMenu columns={address.columns} keys={page.keys} onColumns={address.setColumns} />
      <ExportMenu
        view={address.view}
        columns={address.columns}
        disabled={queryFaults(page.list.error).length > 0}
      />
    </div>
  );
}

function Summary({ page }: { page: PageParts }) {
  const text = useText();
  const { address, histogram } = page;
  const count = histogram.data?.total;
  return (
    <div className="list-summary log-summary">
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset brings its own layout. */}
      <div className="segments" role="group" aria-label={text("logs.shape")}>
        {SHAPES.map((shape) => (
          <button
            key={shape}
            type="button"
            aria-pressed={shape === address.shape}
            onClick={() => address.setShape(shape)}
            data-testid={`shape-${shape}`}
          >
            {text(`logs.shapes.${shape}`)}
          </button>
        ))}
      </div>
      {address.shape !== "list" && (
        <GroupingBar
          grouping={address.grouping}
          keys={[...NAMED, ...page.keys]}
          onGrouping={address.setGrouping}
        />
      )}
      {count !== undefined && (
        <span className="dim" data-testid="log-total">
          {text("logs.total", { count, shown: formatCount(count) })}
        </span>
      )}
      <TailMark page={page} />
      <Tools page={page} />
    </div>
  );
}

function Histogram({ page }: { page: PageParts }) {
  const text = useText();
  const { data } = page.histogram;
  if (!data || data.times.length === 0) return null;
  return (
    <TimeBars
      label={text("logs.histogram")}
      times={data.times}
      widthMs={data.widthMs}
      series={data.series.map((each) => ({ ...each, tone: statusTone(each.name) }))}
      onZoom={(from, to) =>
        page.address.setTime({
          from: new Date(from).toISOString(),
          to: new Date(to).toISOString(),
        })
      }
    />
  );
}

function Opened({ page }: { page: PageParts }) {
  const { address, rows, list } = page;
  if (address.opened === undefined || address.shape !== "list" || list.isPending) return null;
  return (
    <SidePanel>
      <LogView
        record={rows.find(({ id }) => id === address.opened)?.record}
        search={address.search}
        onClose={page.close}
        onFilter={page.filter}
        onColumn={(key) => address.setColumns([...new Set([...address.columns, key])])}
      />
    </SidePanel>
  );
}

/** Keys for proposals: those every log has, those that the logs shown have, and the contract's. */
function useSuggested(keys: readonly string[]) {
  const text = useText();
  return useMemo(
    () => [
      ...NAMED.map((name) => [name, text(`logs.facetNames.${name}`)] as const),
      ...keys.map((key) => [key, ""] as const),
      ...FACETS.filter(({ path }) => !keys.includes(path)).map(
        ({ path, name }) => [path, name] as const,
      ),
    ],
    [keys, text],
  );
}

export function LogPage() {
  const text = useText();
  useTitle(text("app.logs"));
  const page = useLogPage();
  const look = useLook();
  const explorer = useExplorer();
  useKeys(page, explorer.focusQuery, explorer.showHelp);
  const { address, list, keys } = page;
  const suggested = useSuggested(keys);
  return (
    <div className="list-page" data-opened={address.opened !== undefined || undefined}>
      <h1 className="visually-hidden">{text("app.logs")}</h1>
      <ExplorerFrame
        explorer={explorer}
        search={{
          query: address.view.query,
          error: list.error ?? page.histogram.error,
          source: { keys: suggested, facets: page.facets.data },
          label: text("logs.query"),
          hint: text("logs.queryHint"),
          onApply: address.setQuery,
        }}
        time={address.view}
        onTime={address.setTime}
        facets={page.facets.data}
        look={look}
        help={HELP.map(([name, shown]) => ({ text: text(`logs.keys.${name}`), keys: shown }))}
        tools={
          <ViewMenu
            page="logs"
            state={viewState(address.search, "log")}
            onOpen={(state) => address.replace(readLogsSearch(state))}
          />
        }
        beside={<Opened page={page} />}
      >
        <Histogram page={page} />
        <Summary page={page} />
        {address.shape === "list" ? (
          <Rows page={page} />
        ) : (
          <Groups
            view={address.view}
            grouping={address.grouping}
            shape={address.shape}
            onPick={(value) => page.filter(address.grouping.by, value, false)}
          />
        )}
      </ExplorerFrame>
    </div>
  );
}
