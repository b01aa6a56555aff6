/** The hosts, users, addresses and containers a signal is about, each with its risk. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Signal } from "#lib/protocol";
import { signalRisksQuery } from "../../../api/entities.ts";
import { EntityIcon, entityName } from "../../../ui/entity-kind.tsx";
import { formatCount } from "../../../ui/format.ts";
import { useText } from "../../../ui/text/index.tsx";

export function Entities({ signal }: { signal: Signal }) {
  const text = useText();
  const { entities } = signal.attributes.custom;
  const { data: risks } = useQuery(signalRisksQuery(signal.id));
  if (entities.length === 0) return null;
  return (
    <section data-testid="signal-entities">
      <h3>{text("entities.ofSignal")}</h3>
      <div className="chips">
        {entities.map((entity, at) => {
          const risk = risks?.[at];
          const name = entityName(entity);
          return (
            <Link
              key={entity}
              className="chip"
              to="/entities/$entityId"
              params={{ entityId: entity }}
              title={risk && text("entities.scored", { name, score: formatCount(risk.score) })}
              data-testid="signal-entity"
            >
              <EntityIcon entity={entity} /> {name}
              {risk && (
                <strong className="entity-risk" data-severity={risk.severity}>
                  {formatCount(risk.score)}
                </strong>
              )}
            </Link>
          );
        })}
      </div>
    </section>
  );
}
