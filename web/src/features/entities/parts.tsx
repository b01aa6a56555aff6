/** What the list of entities and the page of one share. */
import { type EntityRisk, RISK_POINTS, SEVERITIES } from "#lib/protocol";
import { formatCount } from "../../ui/format.ts";
import { useText } from "../../ui/text/index.tsx";

/** The points of an entity by severity, as parts of a bar as long as they are of `max`. */
export function Contributions({ entity, max }: { entity: EntityRisk; max: number }) {
  const text = useText();
  const { signalsBySeverity, riskScore } = entity.attributes;
  const parts = SEVERITIES.flatMap((severity) => {
    const points = (signalsBySeverity[severity] ?? 0) * (RISK_POINTS[severity] ?? 0);
    return points === 0 ? [] : [{ severity, points }];
  });
  const label = parts
    .map(({ severity, points }) => `${text(`severity.${severity}`)} ${formatCount(points)}`)
    .join(", ");
  return (
    <span
      className="contributions"
      role="img"
      aria-label={`${text("entities.contributions")}: ${label}`}
      title={label}
    >
      {parts.map(({ severity, points }) => (
        <i
          key={severity}
          data-severity={severity}
          style={{ width: `${(points / Math.max(1, max, riskScore)) * 100}%` }}
        />
      ))}
    </span>
  );
}

export function Evolution({ value }: { value: number }) {
  if (value === 0) return <span className="faint">0</span>;
  return (
    <span className="tone" data-tone={value > 0 ? "bad" : "good"}>
      {value > 0 ? "+" : "−"}
      {formatCount(Math.abs(value))}
    </span>
  );
}
