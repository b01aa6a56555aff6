/** Counts beside the list. Pressing a value puts it into the search, or takes it out. */
import { IconX } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { formatCount } from "../format.ts";
import { readFacet, toggleFacet, writeFacet } from "../query-text.ts";
import { useText } from "../text/index.tsx";
import type { FacetCounts } from "./suggest.ts";

/** Values shown before one asks for more. */
const VALUES_SHOWN = 7;

/** How the facets of a list are shown. */
export type FacetLook = {
  /** Facets that come first, in this order; the others follow as the server sends them. */
  order: readonly string[];
  /** Values in an order of their own, not by count; also shown when the count is zero. */
  fixed: Readonly<Record<string, readonly string[]>>;
  nameOf: (path: string) => string;
  labelOf: (path: string, value: string) => ReactNode;
};

type Facet = FacetCounts["data"][number];

/** The values to show: fixed ones first, then also those chosen that nothing matches now. */
function facetValues(
  facet: Facet,
  fixed: readonly string[] | undefined,
  chosen: readonly string[],
): Facet["values"] {
  const counts = new Map(facet.values.map(({ value, count }) => [value, count]));
  const order = fixed ?? facet.values.map(({ value }) => value);
  return [...new Set([...order, ...chosen])].map((value) => ({
    value,
    count: counts.get(value) ?? 0,
  }));
}

type GroupParts = {
  facet: Facet;
  look: FacetLook;
  query: string;
  onQuery: (query: string) => void;
};

function FacetGroup({ facet, look, query, onQuery }: GroupParts) {
  const text = useText();
  const [all, setAll] = useState(false);
  const chosen = readFacet(query, facet.path);
  const values = facetValues(facet, look.fixed[facet.path], chosen);
  const shown = all ? values : values.slice(0, VALUES_SHOWN);
  const name = look.nameOf(facet.path);
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
          <span className="facet-label">{look.labelOf(facet.path, value)}</span>
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

type FacetPanelParts = {
  facets: FacetCounts | undefined;
  look: FacetLook;
  query: string;
  onQuery: (query: string) => void;
};

export function FacetPanel({ facets, look, query, onQuery }: FacetPanelParts) {
  const text = useText();
  const { order, fixed } = look;
  const rank = (path: string) => (order.includes(path) ? order.indexOf(path) : order.length);
  const groups = [...(facets?.data ?? [])]
    .filter((facet) => facet.values.length > 0 || fixed[facet.path])
    .sort((a, b) => rank(a.path) - rank(b.path));
  return (
    <aside className="facets" aria-label={text("list.facets")} data-testid="facets">
      {groups.length === 0 && facets && <p className="dim">{text("list.noFacets")}</p>}
      {groups.map((facet) => (
        <FacetGroup key={facet.path} facet={facet} look={look} query={query} onQuery={onQuery} />
      ))}
    </aside>
  );
}
