/** The map of ATT&CK: which techniques rules look for, which not, and what was seen. */
import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { AttackMapCell, AttackMapTactic } from "#lib/protocol";
import { attackMapQuery } from "../../../api/attack.ts";
import { clock } from "../../../ui/clock.ts";
import { TimePicker } from "../../../ui/explorer/time-picker.tsx";
import { timeBounds, timeView } from "../../../ui/explorer/time-range.ts";
import { FailureView } from "../../../ui/failure-view.tsx";
import { formatCount } from "../../../ui/format.ts";
import { Loading } from "../../../ui/placeholder.tsx";
import { useText } from "../../../ui/text/index.tsx";
import type { RulesSearch } from "../list-search.ts";
import {
  type Coverage,
  countCovered,
  DENSITIES,
  densityOf,
  findPlace,
  placeName,
  SHOWN,
  type Shown,
  techniquesShown,
} from "./coverage.ts";
import { PlacePanel } from "./place-panel.tsx";
import "./attack.css";

type CellParts = { cell: AttackMapCell; at: string; opened: boolean; onOpen: (at: string) => void };

function Cell({ cell, at, opened, onOpen }: CellParts) {
  const text = useText();
  const rules = formatCount(cell.rules_enabled);
  const signals = formatCount(cell.signals);
  return (
    <button
      type="button"
      className="attack-cell"
      data-density={densityOf(cell)}
      aria-pressed={opened}
      aria-label={text("attack.cell", { name: cell.name, rules, signals })}
      onClick={() => onOpen(at)}
      data-testid={`attack-${at}`}
    >
      <span>{cell.name}</span>
      <span className="attack-counts">
        <b>{rules}</b>
        {cell.signals > 0 && <i>{signals}</i>}
      </span>
    </button>
  );
}

type ColumnParts = {
  tactic: AttackMapTactic;
  shown: Shown;
  opened: string;
  onOpen: (at: string) => void;
};

function Column({ tactic, shown, opened, onOpen }: ColumnParts) {
  const text = useText();
  const techniques = techniquesShown(tactic, shown);
  return (
    <section className="attack-column" aria-label={tactic.name}>
      <div className="attack-tactic">
        <Cell
          cell={tactic}
          at={placeName(tactic.id)}
          opened={opened === placeName(tactic.id)}
          onOpen={onOpen}
        />
      </div>
      {techniques.map((technique) => {
        const at = placeName(tactic.id, technique.id);
        return <Cell key={at} cell={technique} at={at} opened={opened === at} onOpen={onOpen} />;
      })}
      {techniques.length === 0 && <p className="faint attack-none">{text("attack.none")}</p>}
    </section>
  );
}

function Legend() {
  const text = useText();
  return (
    <span className="attack-legend dim">
      {text("attack.legend")}
      {DENSITIES.map((least, at) => {
        const next = DENSITIES[at + 1];
        const most = next === undefined ? "+" : next - 1 === least ? "" : `–${next - 1}`;
        return (
          <span key={least} data-density={at}>
            {least}
            {most}
          </span>
        );
      })}
    </span>
  );
}

function ShownChoice({ shown, onShown }: { shown: Shown; onShown: (shown: Shown) => void }) {
  const text = useText();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset brings its own layout.
    <div className="segments" role="group" aria-label={text("attack.show")}>
      {SHOWN.map((each) => (
        <button
          key={each}
          type="button"
          aria-pressed={each === shown}
          onClick={() => onShown(each)}
          data-testid={`attack-show-${each}`}
        >
          {text(`attack.${each}`)}
        </button>
      ))}
    </div>
  );
}

function RuleSearch({ query, onApply }: { query: string; onApply: (query: string) => void }) {
  const text = useText();
  const [draft, setDraft] = useState(query);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onApply(draft.trim());
      }}
    >
      <TextInput
        size="xs"
        className="attack-search"
        value={draft}
        onChange={(event) => setDraft(event.currentTarget.value)}
        placeholder={text("attack.search")}
        aria-label={text("attack.search")}
        leftSection={<IconSearch size={14} />}
        data-testid="attack-query"
      />
    </form>
  );
}

function Note({ coverage }: { coverage: Coverage }) {
  const text = useText();
  const { covered, total } = countCovered(coverage);
  const { version, rules_outside: count } = coverage;
  return (
    <p className="dim attack-note">
      <span data-testid="attack-covered">{text("attack.note", { version, covered, total })}</span>
      {count > 0 && (
        <span title={text("attack.outsideHint")}> · {text("attack.outside", { count })}</span>
      )}
    </p>
  );
}

type TabParts = {
  search: RulesSearch;
  onSearch: (search: RulesSearch, replace?: boolean) => void;
};

export function AttackMapTab({ search, onSearch }: TabParts) {
  const { q = "", at = "", tab: _, ...time } = search;
  const [shown, setShown] = useState<Shown>("all");
  const view = timeView(time, "30d");
  const answer = useQuery(attackMapQuery({ query: q, ...timeBounds(view, clock()) }, view));
  const coverage = answer.data;
  const open = (next: string) => {
    const { at: __, ...rest } = search;
    onSearch(next === "" ? rest : { ...rest, at: next }, true);
  };
  const place = coverage && findPlace(coverage, at);
  return (
    <div className="page attack-page" data-testid="attack-map">
      <div className="attack-bar">
        <RuleSearch
          key={q}
          query={q}
          onApply={(next) => {
            const { q: __, ...rest } = search;
            onSearch(next === "" ? rest : { ...rest, q: next });
          }}
        />
        <ShownChoice shown={shown} onShown={setShown} />
        <TimePicker
          view={view}
          onChange={(change) =>
            onSearch({ tab: "attack", ...change, ...(q !== "" && { q }), ...(at && { at }) })
          }
        />
        <Legend />
      </div>
      {answer.isError && <FailureView error={answer.error} onRetry={() => void answer.refetch()} />}
      {!answer.isError && !coverage && <Loading />}
      {!answer.isError && coverage && (
        <>
          <Note coverage={coverage} />
          <div className="attack-body">
            <div className="attack-matrix">
              {coverage.tactics.map((tactic) => (
                <Column key={tactic.id} tactic={tactic} shown={shown} opened={at} onOpen={open} />
              ))}
            </div>
            {place && (
              <PlacePanel
                place={place}
                query={q}
                time={{ range: "30d", ...time }}
                onClose={() => open("")}
              />
            )}
          </div>
        </>
      )}
    </div>
  );
}
