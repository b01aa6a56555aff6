/** How many signals of each severity the view has; pressing one restricts the view to it. */
import { SEVERITIES, type SignalFacets } from "#lib/protocol";
import { formatCount } from "../../ui/format.ts";
import { readFacet, toggleFacet } from "../../ui/query-text.ts";
import { useText } from "../../ui/text/index.tsx";
import { SEVERITY_FACET } from "./facet-look.tsx";

type SeverityBarParts = {
  facets: SignalFacets | undefined;
  query: string;
  onQuery: (query: string) => void;
};

export function SeverityBar({ facets, query, onQuery }: SeverityBarParts) {
  const text = useText();
  const values = facets?.data.find((facet) => facet.path === SEVERITY_FACET)?.values ?? [];
  const counts = new Map(values.map(({ value, count }) => [value, count]));
  const chosen = readFacet(query, SEVERITY_FACET);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset brings its own layout.
    <div className="severity-bar" role="group" aria-label={text("list.bySeverity")}>
      {SEVERITIES.map((severity) => {
        const total = formatCount(counts.get(severity) ?? 0);
        const name = text(`severity.${severity}`);
        return (
          <button
            key={severity}
            type="button"
            data-severity={severity}
            data-none={!counts.get(severity) || undefined}
            aria-pressed={chosen.includes(severity)}
            aria-label={text("list.severityCount", { severity: name, total })}
            onClick={() => onQuery(toggleFacet(query, SEVERITY_FACET, severity))}
            data-testid={`severity-${severity}`}
          >
            <strong>{total}</strong>
            <span>{name}</span>
          </button>
        );
      })}
    </div>
  );
}
