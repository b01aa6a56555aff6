/** A log whole, beside the list: what it says, from where, and all its attributes. */
import { ActionIcon, Tabs } from "@mantine/core";
import { IconFileOff, IconX } from "@tabler/icons-react";
import { Link, useRouter } from "@tanstack/react-router";
import type { StoredRecord } from "#lib/protocol";
import { Copy, CopyLink } from "../../ui/copy.tsx";
import { EventFields, type OnColumn, type OnFilter } from "../../ui/explorer/event-fields.tsx";
import { formatTime } from "../../ui/format.ts";
import { JsonView } from "../../ui/json-view.tsx";
import { Empty } from "../../ui/placeholder.tsx";
import { addTerm } from "../../ui/query-text.ts";
import { useText } from "../../ui/text/index.tsx";
import { Moment } from "../../ui/time.tsx";
import { statusTone } from "./record-values.ts";
import type { LogsSearch } from "./search.ts";

const AROUND_MS = 5 * 60_000;

/** The time around a log, so that an address finds it tomorrow too. */
function around({ attributes }: StoredRecord): { from: string; to: string } {
  const time = Date.parse(attributes.timestamp);
  return {
    from: new Date(time - AROUND_MS).toISOString(),
    to: new Date(time + AROUND_MS).toISOString(),
  };
}

type LogViewParts = {
  record: StoredRecord | undefined;
  search: LogsSearch;
  onClose: () => void;
  onFilter: OnFilter;
  onColumn: OnColumn;
};

/** Copies the address of a log among those around it. */
function CopyLog({ record, search }: { record: StoredRecord; search: LogsSearch }) {
  const { range: _, ...rest } = search;
  const shared = { ...rest, ...around(record), log: record.id };
  return <CopyLink path={useRouter().buildLocation({ to: "/logs", search: shared }).href} />;
}

const RESERVED = ["host", "service", "source", "status"] as const;

function Where({ record, onFilter }: { record: StoredRecord; onFilter: OnFilter }) {
  const text = useText();
  const { attributes } = record;
  const chips = [
    ...RESERVED.map((key) => [key, attributes[key] ?? ""] as const),
    ...attributes.tags.map((tag) => {
      const end = tag.indexOf(":");
      return end > 0
        ? ([tag.slice(0, end), tag.slice(end + 1)] as const)
        : (["tags", tag] as const);
    }),
  ];
  return (
    <div className="chips">
      {chips
        .filter(([, value]) => value !== "")
        .map(([key, value]) => (
          <button
            key={`${key}:${value}`}
            type="button"
            className="chip"
            data-testid={`chip-${key}`}
            title={text("signal.filterIn", { value })}
            onClick={() => onFilter(key, value, false)}
          >
            <span className="faint">{key}</span> {value}
          </button>
        ))}
    </div>
  );
}

export function LogView({ record, search, onClose, onFilter, onColumn }: LogViewParts) {
  const text = useText();
  const close = (
    <ActionIcon variant="subtle" color="gray" aria-label={text("common.close")} onClick={onClose}>
      <IconX size={17} />
    </ActionIcon>
  );
  if (!record)
    return (
      <Empty icon={<IconFileOff size={32} stroke={1.3} aria-hidden />} title={text("logs.missing")}>
        <p className="dim">{text("logs.missingText")}</p>
        {close}
      </Empty>
    );
  const { attributes } = record;
  return (
    <article
      className="log-view"
      aria-label={text("logs.panel", { time: formatTime(attributes.timestamp) })}
      data-testid="log-view"
    >
      <header className="log-top">
        <div className="log-title" data-status={statusTone(attributes.status ?? "")}>
          <h2>
            <Moment at={attributes.timestamp} />
          </h2>
          <CopyLog record={record} search={search} />
          {close}
        </div>
        <Where record={record} onFilter={onFilter} />
        {attributes.message !== "" && (
          <div className="log-message">
            <pre data-testid="log-message">{attributes.message}</pre>
            <Copy value={attributes.message} label={text("common.copy")} />
          </div>
        )}
        {attributes.host && (
          <Link
            to="/logs"
            search={{
              q: addTerm("", "host", attributes.host, false),
              ...around(record),
              log: record.id,
            }}
            title={text("logs.aroundHint")}
          >
            {text("logs.around")}
          </Link>
        )}
      </header>
      <Tabs defaultValue="attributes" keepMounted={false}>
        <Tabs.List className="log-tabs">
          <Tabs.Tab value="attributes">{text("logs.attributes")}</Tabs.Tab>
          <Tabs.Tab value="json" data-testid="tab-log-json">
            {text("signal.tabs.json")}
          </Tabs.Tab>
        </Tabs.List>
        <div className="log-panels">
          <Tabs.Panel value="attributes">
            <EventFields event={attributes.attributes} onFilter={onFilter} onColumn={onColumn} />
          </Tabs.Panel>
          <Tabs.Panel value="json">
            <JsonView value={record} />
          </Tabs.Panel>
        </div>
      </Tabs>
    </article>
  );
}
