/**
 * How the server is: a small panel in the rail, and banners when what people see cannot be trusted.
 */
import { Popover } from "@mantine/core";
import { IconServer2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ServerStatus } from "#lib/protocol";
import { serverStatusQuery } from "../api/server-status.ts";
import { Banner } from "../ui/banner.tsx";
import { FailureView } from "../ui/failure-view.tsx";
import { type FieldRow, Fields } from "../ui/fields.tsx";
import { formatBytes, formatCount } from "../ui/format.ts";
import { useText } from "../ui/text/index.tsx";
import { Moment } from "../ui/time.tsx";

/** Below this the store will soon refuse events. */
const DISK_FREE_BYTES_MIN = 2e9;

type Tone = "good" | "warn" | "bad";

function toneOf(status: ServerStatus | undefined, failed: boolean): Tone {
  if (failed || status?.store.reachable === false) return "bad";
  if (!status) return "good";
  return status.rules.broken > 0 || status.store.disk_free_bytes < DISK_FREE_BYTES_MIN
    ? "warn"
    : "good";
}

function Details({ status }: { status: ServerStatus }) {
  const text = useText();
  const { store, rules } = status;
  const rows: FieldRow[] = [
    {
      label: text("server.store"),
      value: (
        <span className="health" data-tone={store.reachable ? "good" : "bad"}>
          {text(store.reachable ? "server.reachable" : "server.unreachable")}
        </span>
      ),
    },
    { label: text("server.events"), value: formatCount(store.events) },
    { label: text("server.logs"), value: formatCount(store.logs) },
    { label: text("server.size"), value: formatBytes(store.bytes) },
    { label: text("server.disk"), value: formatBytes(store.disk_free_bytes) },
    {
      label: text("server.rules"),
      value: (
        <>
          {text("server.rulesText", { loaded: rules.loaded })}
          {rules.broken > 0 && (
            <span className="tone" data-tone="bad">
              {" · "}
              {text("server.broken", { count: rules.broken })}
            </span>
          )}
        </>
      ),
    },
    {
      label: text("server.kept"),
      value: (
        <span data-testid="retention">
          {text("server.keptRecords", { count: status.retention.record_days })}
          {" · "}
          {text("server.keptSignals", { count: status.retention.signal_months })}
        </span>
      ),
    },
    { label: text("server.version"), value: status.version },
    { label: text("server.up"), value: <Moment at={status.started_at} /> },
  ];
  return (
    <div className="server-panel" data-testid="server-panel">
      <h2>{text("server.title")}</h2>
      {store.reason !== "" && <p className="dim">{store.reason}</p>}
      <Fields rows={rows} />
      {rules.faults.map((fault) => (
        <pre key={fault} className="rule-fault">
          {fault}
        </pre>
      ))}
      {Object.keys(status.counters).length > 0 && (
        <details>
          <summary>{text("server.counters")}</summary>
          <Fields
            rows={Object.entries(status.counters).map(([label, value]) => ({
              label,
              value: formatCount(value),
            }))}
          />
        </details>
      )}
    </div>
  );
}

export function ServerPanel() {
  const text = useText();
  const answer = useQuery(serverStatusQuery);
  return (
    <Popover position="right-end" withArrow trapFocus width={360}>
      <Popover.Target>
        <button
          type="button"
          className="rail-button"
          aria-label={text("app.server")}
          data-tone={toneOf(answer.data, answer.isError)}
          data-testid="server"
        >
          <IconServer2 size={18} stroke={1.6} />
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        {answer.data ? <Details status={answer.data} /> : <FailureView error={answer.error} />}
      </Popover.Dropdown>
    </Popover>
  );
}

export function ServerBanners() {
  const text = useText();
  const store = useQuery(serverStatusQuery).data?.store;
  if (!store) return null;
  if (!store.reachable)
    return (
      <Banner tone="bad" title={text("server.downBanner")}>
        {text("server.downBannerText", { reason: store.reason })}
      </Banner>
    );
  if (store.disk_free_bytes < DISK_FREE_BYTES_MIN)
    return (
      <Banner tone="warn" title={text("server.diskBanner")}>
        {text("server.diskBannerText", { free: formatBytes(store.disk_free_bytes) })}
      </Banner>
    );
  return null;
}
