/** One entity: what its score is made of, how it came to be, and its signals. */
import { Button } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { type EntityRisk, RISK_DAYS, SEVERITIES } from "#lib/protocol";
import { ApiFailure } from "../../api/client.ts";
import { entityQuery, entitySearch, entitySignalsQuery } from "../../api/entities.ts";
import type { SignalRow } from "../../api/signals.ts";
import { clock, useNow } from "../../ui/clock.ts";
import { EntityIcon, entityName } from "../../ui/entity-kind.tsx";
import { TimeBars } from "../../ui/explorer/time-bars.tsx";
import { FailureView } from "../../ui/failure-view.tsx";
import { Fields } from "../../ui/fields.tsx";
import { formatCount } from "../../ui/format.ts";
import { PageHead } from "../../ui/page-head.tsx";
import { Empty, Loading } from "../../ui/placeholder.tsx";
import { SeverityPill, StateMark } from "../../ui/severity.tsx";
import { AttackChips } from "../../ui/tags.tsx";
import { useText } from "../../ui/text/index.tsx";
import { Ago, Moment } from "../../ui/time.tsx";
import { Evolution } from "./parts.tsx";
import { countsAt, isUncounted, pointsOf, riskHistory } from "./risk-history.ts";
import "../../ui/explorer/explorer.css";
import "./entities.css";

const route = getRouteApi("/shell/entities/$entityId");
const DAY_MS = 86_400_000;
const SIGNALS_SHOWN = 100;
const iso = (time: number) => new Date(time).toISOString();

function Score({ entity }: { entity: EntityRisk }) {
  const text = useText();
  const { riskScore, riskScoreEvolution, severity, signalsBySeverity } = entity.attributes;
  return (
    <section className="card" aria-label={text("entities.score")} data-testid="entity-score">
      <p className="entity-total">
        <strong data-testid="risk-score">{formatCount(riskScore)}</strong>
        <SeverityPill severity={severity} />
        <span className="dim">
          {text("entities.evolution")} <Evolution value={riskScoreEvolution} />
        </span>
      </p>
      <h3>{text("entities.contributions")}</h3>
      <dl className="fields">
        {SEVERITIES.filter((each) => (signalsBySeverity[each] ?? 0) > 0).map((each) => {
          const [signals, points] = [signalsBySeverity[each] ?? 0, pointsOf(each)];
          const sum = formatCount(signals * points);
          return (
            <div key={each} className="contribution" data-testid={`points-${each}`}>
              <dt>
                <SeverityPill severity={each} />
              </dt>
              <dd>
                {points === 0
                  ? text("entities.noPoints", { signals })
                  : text("entities.points", { signals, points, sum })}
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}

function Facts({ entity }: { entity: EntityRisk }) {
  const text = useText();
  const { attributes } = entity;
  const { environments, services, sources, mitreTactics, mitreTechniques } =
    attributes.entityMetadata;
  const attack = [
    ...mitreTactics.map((each) => `tactic:${each}`),
    ...mitreTechniques.map((each) => `technique:${each}`),
  ];
  const list = (values: readonly string[]) => values.join(", ") || text("common.none");
  return (
    <section className="card">
      <Fields
        rows={[
          { label: text("entities.signals"), value: formatCount(attributes.signalsDetected) },
          {
            label: text("entities.first"),
            value: <Moment at={iso(attributes.firstDetected)} />,
          },
          { label: text("entities.last"), value: <Moment at={iso(attributes.lastDetected)} /> },
          { label: text("entities.environments"), value: list(environments) },
          { label: text("entities.services"), value: list(services) },
          { label: text("entities.sources"), value: list(sources) },
          {
            label: text("entities.attack"),
            value: (
              <span className="chips">
                <AttackChips tags={attack} />
              </span>
            ),
          },
        ]}
      />
    </section>
  );
}

type SignalsParts = { rows: readonly SignalRow[]; isComplete: boolean };

function History({ rows, isComplete }: SignalsParts) {
  const text = useText();
  const now = useNow();
  const days = useMemo(() => riskHistory(rows, now), [rows, now]);
  return (
    <section className="card entity-history">
      <h2>{text("entities.history")}</h2>
      <TimeBars
        label={text("entities.history")}
        times={days.map(({ time }) => time - DAY_MS)}
        widthMs={DAY_MS}
        series={[...SEVERITIES].reverse().map((severity) => ({
          ...{ name: severity, tone: severity },
          values: days.map(({ points }) => points[severity]),
        }))}
      />
      <p className="dim field-note">
        {text("entities.historyNote")}{" "}
        {!isComplete && text("entities.historyPart", { count: rows.length })}
      </p>
    </section>
  );
}

/** Why a signal has no part in the score of now; "" when it has. */
function useWhyNot(): (row: SignalRow) => string {
  const text = useText();
  const now = useNow();
  return (row) => {
    if (isUncounted(row)) return text("entities.notCounted");
    return countsAt(row, now) ? "" : text("entities.notAnyMore", { days: RISK_DAYS });
  };
}

function Timeline({ id, rows }: { id: string; rows: readonly SignalRow[] }) {
  const text = useText();
  const whyNot = useWhyNot();
  const [shown, setShown] = useState(SIGNALS_SHOWN);
  return (
    <section>
      <div className="card-head">
        <h2>{text("entities.timeline")}</h2>
        <Link
          to="/signals"
          search={{ q: entitySearch(id), range: "30d" }}
          data-testid="entity-signals"
        >
          {text("entities.openSignals")}
        </Link>
      </div>
      <ol className="entity-timeline">
        {rows.slice(0, shown).map((row) => {
          const reason = whyNot(row);
          return (
            <li
              key={row.id}
              data-testid="entity-signal"
              data-uncounted={reason !== "" || undefined}
            >
              <Ago at={row.lastSeen} />
              <SeverityPill severity={row.severity} />
              <Link to="/signals/$signalId" params={{ signalId: row.id }}>
                {row.title}
              </Link>
              <StateMark state={row.state} />
              <span className="dim">
                {reason || text("entities.gains", { points: pointsOf(row.severity) })}
              </span>
            </li>
          );
        })}
      </ol>
      {rows.length > shown && (
        <Button size="xs" variant="default" onClick={() => setShown(shown + SIGNALS_SHOWN)}>
          {text("entities.more")}
        </Button>
      )}
    </section>
  );
}

function Signals({ id }: { id: string }) {
  const answer = useQuery(entitySignalsQuery(id, clock));
  if (answer.isError && !answer.data)
    return <FailureView error={answer.error} onRetry={() => void answer.refetch()} />;
  if (!answer.data) return <Loading />;
  return (
    <>
      <History {...answer.data} />
      <Timeline id={id} rows={answer.data.rows} />
    </>
  );
}

export function EntityDetailPage() {
  const text = useText();
  const { entityId } = route.useParams();
  const answer = useQuery(entityQuery(entityId));
  const entity = answer.data;
  const isGone = answer.error instanceof ApiFailure && answer.error.status === 404;
  if (answer.isError && !entity && !isGone)
    return <FailureView error={answer.error} onRetry={() => void answer.refetch()} />;
  if (!entity && !isGone) return <Loading />;
  return (
    <div className="page" data-testid="entity-detail">
      <PageHead
        title={entityName(entityId)}
        note={
          <span className="entity-name">
            <EntityIcon entity={entityId} /> <code>{entityId}</code>
          </span>
        }
        back={
          <Link to="/entities" className="back">
            <IconArrowLeft size={14} aria-hidden /> {text("entities.back")}
          </Link>
        }
      />
      {entity && !isGone ? (
        <>
          <div className="cards">
            <Score entity={entity} />
            <Facts entity={entity} />
          </div>
          <Signals id={entityId} />
        </>
      ) : (
        <Empty icon={null} title={text("entities.none", { days: RISK_DAYS })} />
      )}
    </div>
  );
}
