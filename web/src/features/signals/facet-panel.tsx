/** Counts beside the list. Pressing a value puts it into the search, or takes it out. */
import { IconX } from "@tabler/icons-react";
import { useState } from "react";
import { FACETS } from "#lib/event";
import { SEVERITIES, type SignalFacets, TRIAGE_STATES } from "#lib/protocol";
import { readAttackTag } from "../../ui/attack.ts";
import { formatCount } from "../../ui/format.ts";
import { readFacet, toggleFacet, writeFacet } from "../../ui/query-text.ts";
import { SeverityPill, StateMark } from "../../ui/severity.tsx";
import { type Text, useText } from "../../ui/text/index.tsx";
import { STATE_FACET } from "./search.ts";

export const SEVERITY_FACET = "status";
const RULE_FACET = "@workflow.rule.name";
/** Values shown before one asks for more. */
const VALUES_SHOWN = 7;

/**
 * Facets every signal has come first, in this order; those of the events follow as the server sends
 * them.
 */
const NAMED: Readonly<
  Record<string, keyof typeof import("../../ui/text/en.ts").en.list.facetNames>
> = {
  [SEVERITY_FACET]: "severity",
  [STATE_FACET]: "state",
  [RULE_FACET]: "rule",
  host: "host",
  tactic: "tactic",
  technique: "technique",
  source: "source",
  service: "service",
};
const ORDER = Object.keys(NAMED);

/** Values in an order of their own, not by count; also shown when the count is zero. */
const FIXED: Readonly<Record<string, readonly string[]>> = {
  [SEVERITY_FACET]: SEVERITIES,
  [STATE_FACET]: TRIAGE_STATES,
};

type Facet = SignalFacets["data"][number];

function facetName(path: string, text: Text): string {
  const named = NAMED[path];
  if (named) return text(`list.facetNames.${named}`);
  return FACETS.find((facet) => facet.path === path)?.name ?? path.replace(/^@/, "");
}

/** The values to show: fixed ones first, then also those chosen that nothing matches now. */
function facetValues(facet: Facet, chosen: readonly string[]): Facet["values"] {
  const counts = new Map(facet.values.map(({ value, count }) => [value, count]));
  const order = FIXED[facet.path] ?? facet.values.map(({ value }) => value);
  return [...new Set([...order, ...chosen])].map((value) => ({
    value,
    count: counts.get(value) ?? 0,
  }));
}

function ValueLabel({ path, value }: { path: string; value: string }) {
  const severity = path === SEVERITY_FACET && SEVERITIES.find((each) => each === value);
  if (severity) return <SeverityPill severity={severity} />;
  const state = path === STATE_FACET && TRIAGE_STATES.find((each) => each === value);
  if (state) return <StateMark state={state} />;
  const attack = readAttackTag(`${path}:${value}`);
  if (attack && attack.name !== "") return <>{attack.name}</>;
  return <>{value}</>;
}

type GroupParts = { facet: Facet; query: string; onQuery: (query: string) => void };

function FacetGroup({ facet, query, onQuery }: GroupParts) {
  const text = useText();
  const [all, setAll] = useState(false);
  const chosen = readFacet(query, facet.path);
  const values = facetValues(facet, chosen);
  const shown = all ? values : values.slice(0, VALUES_SHOWN);
  const name = facetName(facet.path, text);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset brings its own layout.
    <div className="facet" role="group" aria-label={name} data-testid={`facet-${facet.path}`}>
      <h3>
        {name}
        {chosen.length > 0 && (
          <button
            type="button"
            className="facet-clear"
            aria-label={text("list.facetClear", { name })}
            onClick={() => onQuery(writeFacet(query, facet.path, []))}
          >
            <IconX size={12} aria-hidden />
          </button>
        )}
      </h3>
      {shown.map(({ value, count }) => (
        <button
          key={value}
          type="button"
          className="facet-value"
          aria-pressed={chosen.includes(value)}
          title={value}
          onClick={() => onQuery(toggleFacet(query, facet.path, value))}
        >
          <span className="facet-box" aria-hidden />
          <span className="facet-label">
            <ValueLabel path={facet.path} value={value} />
          </span>
          <span className="facet-count">
            {/* Nothing is counted of what the search itself leaves out. */}
            {count > 0 || chosen.length === 0 || chosen.includes(value) ? formatCount(count) : ""}
          </span>
        </button>
      ))}
      {values.length > VALUES_SHOWN && (
        <button type="button" className="facet-more" onClick={() => setAll(!all)}>
          {all
            ? text("list.facetLess")
            : text("list.facetMore", { count: values.length - VALUES_SHOWN })}
        </button>
      )}
    </div>
  );
}

const rank = (path: string) => (ORDER.includes(path) ? ORDER.indexOf(path) : ORDER.length);

type FacetPanelParts = {
  facets: SignalFacets | undefined;
  query: string;
  onQuery: (query: string) => void;
};

export function FacetPanel({ facets, query, onQuery }: FacetPanelParts) {
  const text = useText();
  const groups = [...(facets?.data ?? [])]
    .filter((facet) => facet.values.length > 0 || FIXED[facet.path])
    .sort((a, b) => rank(a.path) - rank(b.path));
  return (
    <aside className="facets" aria-label={text("list.facets")} data-testid="facets">
      {groups.length === 0 && facets && <p className="dim">{text("list.noFacets")}</p>}
      {groups.map((facet) => (
        <FacetGroup key={facet.path} facet={facet} query={query} onQuery={onQuery} />
      ))}
    </aside>
  );
}
