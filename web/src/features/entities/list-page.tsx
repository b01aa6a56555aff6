/** Entities that signals are about, riskiest first. */
import { Button } from "@mantine/core";
import { IconSearch, IconUsersGroup } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useRef } from "react";
import { ENTITY_TYPES, type EntityKind, type EntityRisk, RISK_DAYS } from "#lib/protocol";
import { ENTITIES_SHOWN, entitiesQuery } from "../../api/entities.ts";
import { EntityIcon } from "../../ui/entity-kind.tsx";
import { FailureView } from "../../ui/failure-view.tsx";
import { formatCount } from "../../ui/format.ts";
import { useHotkeys } from "../../ui/hotkeys.ts";
import { PageHead } from "../../ui/page-head.tsx";
import { Empty, Loading } from "../../ui/placeholder.tsx";
import { SeverityPill } from "../../ui/severity.tsx";
import { Table, type TableColumn } from "../../ui/table.tsx";
import { type Text, useText } from "../../ui/text/index.tsx";
import { Ago } from "../../ui/time.tsx";
import { Contributions, Evolution } from "./parts.tsx";
import "../../ui/explorer/explorer.css";
import "./entities.css";

const route = getRouteApi("/shell/entities");
/** `page` from 1; absent members mean all, and the first page. */
export type EntitiesSearch = { q?: string; type?: EntityKind; page?: number };

const iso = (time: number) => new Date(time).toISOString();

function columns(text: Text, max: number): TableColumn<EntityRisk>[] {
  const kind = ({ attributes: { entityType } }: EntityRisk) =>
    ENTITY_TYPES.find((each) => each === entityType);
  return [
    {
      name: text("entities.entity"),
      className: "lead-cell",
      cell: (each) => (
        <span className="entity-name">
          <EntityIcon entity={each.id} /> <strong>{each.attributes.entityName}</strong>
        </span>
      ),
    },
    {
      name: text("entities.type"),
      cell: (each) => {
        const known = kind(each);
        return known ? text(`entities.types.${known}`) : each.attributes.entityType;
      },
    },
    {
      name: text("entities.score"),
      number: true,
      cell: ({ attributes }) => (
        <span className="entity-score">
          <strong>{formatCount(attributes.riskScore)}</strong>
          <SeverityPill severity={attributes.severity} />
        </span>
      ),
    },
    {
      name: text("entities.evolution"),
      number: true,
      cell: ({ attributes }) => <Evolution value={attributes.riskScoreEvolution} />,
    },
    {
      name: text("entities.contributions"),
      cell: (each) => <Contributions entity={each} max={max} />,
    },
    {
      name: text("entities.signals"),
      number: true,
      cell: ({ attributes }) => formatCount(attributes.signalsDetected),
    },
    {
      name: text("entities.newest"),
      className: "title-cell",
      cell: ({ attributes }) => attributes.lastActivityTitle,
    },
    {
      name: text("entities.last"),
      cell: ({ attributes }) => <Ago at={iso(attributes.lastDetected)} />,
    },
  ];
}

type FiltersParts = { search: EntitiesSearch; onSearch: (search: EntitiesSearch) => void };

function Filters({ search, onSearch }: FiltersParts) {
  const text = useText();
  const inputRef = useRef<HTMLInputElement>(null);
  useHotkeys([["/", () => inputRef.current?.select()]]);
  const { q, type } = search;
  const withType = (next: EntityKind | undefined) => ({
    ...(q !== undefined && { q }),
    ...(next && { type: next }),
  });
  return (
    <form
      className="entity-filters"
      onSubmit={(event) => {
        event.preventDefault();
        const words = inputRef.current?.value.trim() ?? "";
        onSearch({ ...(words !== "" && { q: words }), ...(type && { type }) });
      }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset brings its own layout. */}
      <div className="segments" role="group" aria-label={text("entities.filterType")}>
        {[undefined, ...ENTITY_TYPES].map((each) => (
          <button
            key={each ?? ""}
            type="button"
            aria-pressed={each === type}
            onClick={() => onSearch(withType(each))}
            data-testid={`type-${each ?? "all"}`}
          >
            {text(each ? `entities.types.${each}` : "entities.all")}
          </button>
        ))}
      </div>
      <input
        ref={inputRef}
        key={q}
        type="search"
        className="key-input"
        defaultValue={q}
        maxLength={256}
        placeholder={text("entities.searchHint")}
        aria-label={text("entities.search")}
        data-testid="entity-search"
      />
      <button type="submit" className="tool-button">
        <IconSearch size={14} aria-hidden /> {text("entities.search")}
      </button>
    </form>
  );
}

type PagerParts = { page: number; total: number; onPage: (page: number) => void };

function Pager({ page, total, onPage }: PagerParts) {
  const text = useText();
  const last = Math.min(total, page * ENTITIES_SHOWN);
  const shown = { first: (page - 1) * ENTITIES_SHOWN + 1, last, total: formatCount(total) };
  return (
    <nav className="pager" aria-label={text("entities.title")}>
      <span className="dim" role="status" data-testid="entities-shown">
        {text("entities.shown", shown)}
      </span>
      <Button
        size="compact-xs"
        variant="default"
        disabled={page === 1}
        onClick={() => onPage(page - 1)}
      >
        {text("entities.previous")}
      </Button>
      <Button
        size="compact-xs"
        variant="default"
        disabled={last >= total}
        onClick={() => onPage(page + 1)}
      >
        {text("entities.next")}
      </Button>
    </nav>
  );
}

export function EntityListPage() {
  const text = useText();
  const navigate = useNavigate({ from: "/entities" });
  const search = route.useSearch();
  const { q = "", type, page = 1 } = search;
  const answer = useQuery(entitiesQuery({ query: q, type: type ?? "", page }));
  const change = (next: EntitiesSearch) => void navigate({ search: next });
  const found = answer.data;
  if (answer.isError && !found)
    return <FailureView error={answer.error} onRetry={() => void answer.refetch()} />;
  if (!found) return <Loading />;
  const isAll = q === "" && type === undefined;
  const max = Math.max(1, ...found.entities.map(({ attributes }) => attributes.riskScore));
  return (
    <div className="page">
      <PageHead title={text("entities.title")} note={text("entities.note", { days: RISK_DAYS })} />
      <Filters search={search} onSearch={change} />
      {found.entities.length === 0 ? (
        <Empty
          icon={<IconUsersGroup size={32} stroke={1.3} aria-hidden />}
          title={text(isAll ? "entities.emptyTitle" : "entities.noMatch")}
        >
          {isAll && <p className="dim">{text("entities.emptyText")}</p>}
        </Empty>
      ) : (
        <>
          <Table
            label={text("entities.title")}
            columns={columns(text, max)}
            rows={found.entities}
            idOf={({ id }) => id}
            onOpen={({ id }) =>
              void navigate({ to: "/entities/$entityId", params: { entityId: id }, search: {} })
            }
            testId="entity-row"
          />
          <Pager
            page={page}
            total={found.total}
            onPage={(next) => change({ ...search, page: next })}
          />
        </>
      )}
    </div>
  );
}
