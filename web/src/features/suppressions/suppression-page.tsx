/** Suppressions: what is kept from being, until when, and one opened beside the list. */
import { Button, Switch } from "@mantine/core";
import { IconBellOff } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import type { Suppression } from "#lib/protocol";
import {
  changeSuppression,
  suppressionKeysQuery,
  suppressionsQuery,
} from "../../api/suppressions.ts";
import { useNow } from "../../ui/clock.ts";
import { SidePanel } from "../../ui/explorer/side-panel.tsx";
import { FailureView } from "../../ui/failure-view.tsx";
import { formatTime } from "../../ui/format.ts";
import { useHotkeys } from "../../ui/hotkeys.ts";
import { PageHead } from "../../ui/page-head.tsx";
import { Empty, Loading } from "../../ui/placeholder.tsx";
import { Table, type TableColumn } from "../../ui/table.tsx";
import { useTell } from "../../ui/tell.ts";
import { type Text, useText } from "../../ui/text/index.tsx";
import { draftOf, SuppressionForm } from "./suppression-form.tsx";
import "../../ui/explorer/explorer.css";
import "./suppressions.css";

const route = getRouteApi("/shell/suppressions");
/**
 * `open` is an id, or "new" with what the new one begins with: texts, or the signal whose like it
 * is to hide, with a key of its event that it must go by.
 */
export type SuppressionsSearch = {
  open?: string;
  rules?: string;
  query?: string;
  name?: string;
  signal?: string;
  key?: string;
};

function Until({ suppression, text }: { suppression: Suppression; text: Text }) {
  const now = useNow();
  const end = suppression.attributes.expiration_date;
  if (end === undefined) return <span className="dim">{text("suppress.never")}</span>;
  return (
    <span className="tone" data-tone={end <= now ? "warn" : undefined}>
      {formatTime(new Date(end).toISOString())}
      {end <= now && ` · ${text("suppress.expired")}`}
    </span>
  );
}

function columns(
  text: Text,
  onToggle: (suppression: Suppression) => void,
): TableColumn<Suppression>[] {
  return [
    {
      name: text("suppress.state"),
      cell: (each) => (
        <Switch
          size="xs"
          checked={each.attributes.enabled}
          onChange={() => onToggle(each)}
          aria-label={text("suppress.toggle", { name: each.attributes.name })}
        />
      ),
    },
    { name: text("suppress.name"), cell: (each) => <strong>{each.attributes.name}</strong> },
    { name: text("suppress.rules"), cell: (each) => <code>{each.attributes.rule_query}</code> },
    {
      name: text("suppress.query"),
      cell: ({ attributes }) => (
        <>
          <code>{attributes.suppression_query}</code>
          {attributes.data_exclusion_query && (
            <div className="dim">
              {text("suppress.excluded", { query: attributes.data_exclusion_query })}
            </div>
          )}
        </>
      ),
    },
    {
      name: text("suppress.expires"),
      cell: (each) => <Until suppression={each} text={text} />,
    },
  ];
}

type FromSignalParts = { signal: string; wanted: string; onClose: () => void };

/** A new one, by the keys that the signal proposes. */
function FormFromSignal({ signal, wanted, onClose }: FromSignalParts) {
  const answer = useQuery(suppressionKeysQuery(signal, wanted));
  const keys = answer.data;
  if (answer.isError && !keys)
    return <FailureView error={answer.error} onRetry={() => void answer.refetch()} />;
  if (!keys) return <Loading />;
  const start = {
    ...{ name: keys.name, enabled: true, rule_query: keys.rule_query },
    suppression_query: keys.sets[0]?.suppression_query ?? "",
  };
  return <SuppressionForm suppression={undefined} {...{ start, keys, onClose }} />;
}

export function SuppressionPage() {
  const text = useText();
  const client = useQueryClient();
  const tell = useTell();
  const navigate = useNavigate({ from: "/suppressions" });
  const search = route.useSearch();
  const answer = useQuery(suppressionsQuery);
  const all = answer.data;
  const open = (id: string | undefined) =>
    void navigate({ search: id === undefined ? {} : { open: id } });
  useHotkeys([["Escape", () => open(undefined)]], search.open !== undefined);
  const toggle = async ({ id, attributes: { enabled, version } }: Suppression) => {
    await changeSuppression(id, { enabled: !enabled, version }).catch(tell.failed);
    await client.invalidateQueries({ queryKey: suppressionsQuery.queryKey });
  };
  if (answer.isError && !all)
    return <FailureView error={answer.error} onRetry={() => void answer.refetch()} />;
  if (!all) return <Loading />;
  const opened = all.find(({ id }) => id === search.open);
  const start = opened
    ? draftOf(opened)
    : {
        ...{ name: search.name ?? "", enabled: true, rule_query: search.rules ?? "" },
        suppression_query: search.query ?? "",
      };
  return (
    <div className="list-body beside">
      <div className="page list-main">
        <PageHead title={text("app.suppressions")} note={text("suppress.note")}>
          <Button size="xs" onClick={() => open("new")} data-testid="new-suppression">
            {text("suppress.create")}
          </Button>
        </PageHead>
        {all.length === 0 ? (
          <Empty
            icon={<IconBellOff size={32} stroke={1.3} aria-hidden />}
            title={text("suppress.empty")}
          >
            <p className="dim">{text("suppress.emptyText")}</p>
          </Empty>
        ) : (
          <Table
            label={text("app.suppressions")}
            columns={columns(text, (each) => void toggle(each))}
            rows={all}
            idOf={({ id }) => id}
            onOpen={({ id }) => open(id)}
            testId="suppression-row"
          />
        )}
      </div>
      {(opened || search.open === "new") && (
        <SidePanel>
          {!opened && search.signal !== undefined ? (
            <FormFromSignal
              key={`${search.signal} ${search.key ?? ""}`}
              signal={search.signal}
              wanted={search.key ?? ""}
              onClose={() => open(undefined)}
            />
          ) : (
            <SuppressionForm
              key={opened?.id ?? `new ${search.rules ?? ""} ${search.query ?? ""}`}
              suppression={opened}
              start={start}
              onClose={() => open(undefined)}
            />
          )}
        </SidePanel>
      )}
    </div>
  );
}
