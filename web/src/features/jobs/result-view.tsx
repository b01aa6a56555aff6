/** One signal that a run found: what it says, and the events that are kept with it. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { Signal } from "#lib/protocol";
import { jobResultQuery } from "../../api/jobs.ts";
import { BesideHead } from "../../ui/beside-head.tsx";
import { EventFields } from "../../ui/explorer/event-fields.tsx";
import { FailureView } from "../../ui/failure-view.tsx";
import { Fields } from "../../ui/fields.tsx";
import { formatCount } from "../../ui/format.ts";
import { Markdown } from "../../ui/markdown.tsx";
import { Loading } from "../../ui/placeholder.tsx";
import { addTerm } from "../../ui/query-text.ts";
import { SeverityPill } from "../../ui/severity.tsx";
import { AttackChips } from "../../ui/tags.tsx";
import { useText } from "../../ui/text/index.tsx";
import { Moment } from "../../ui/time.tsx";

function Samples({ signal }: { signal: Signal }) {
  const text = useText();
  const navigate = useNavigate();
  const { samples } = signal.attributes.custom;
  return (
    <section>
      <h3>{text("jobs.samples")}</h3>
      {samples.length === 0 && <p className="dim">{text("jobs.noSamples")}</p>}
      {samples.map(({ id, content }, index) => (
        <details key={id} open={index === 0} className="job-sample" data-testid="result-sample">
          <summary>
            <Moment at={content.timestamp} /> <span className="dim">{content.message}</span>
          </summary>
          <EventFields
            event={content.custom}
            onFilter={(key, value, negated) =>
              void navigate({ to: "/signals", search: { q: addTerm("", key, value, negated) } })
            }
          />
        </details>
      ))}
    </section>
  );
}

export function ResultView({ id, onClose }: { id: string; onClose: () => void }) {
  const text = useText();
  const answer = useQuery(jobResultQuery(id));
  const signal = answer.data;
  if (answer.isError && !signal)
    return <FailureView error={answer.error} onRetry={() => void answer.refetch()} />;
  if (!signal) return <Loading />;
  const { custom, message, tags } = signal.attributes;
  const { first_seen: first, last_seen: last, events_matched: events } = custom.workflow;
  const groups = custom.groupByPaths.map((path, at) => ({
    label: path,
    value: <code>{custom.groupByValues[at]}</code>,
  }));
  return (
    <article className="beside-form" aria-label={custom.title} data-testid="result-view">
      <BesideHead onClose={onClose}>
        <SeverityPill severity={custom.status} />
        <h2>{custom.title}</h2>
      </BesideHead>
      <Fields
        rows={[
          ...groups,
          { label: text("list.columns.events"), value: formatCount(events) },
          { label: text("jobs.firstSeen"), value: <Moment at={first} /> },
          { label: text("jobs.lastSeen"), value: <Moment at={last} /> },
        ]}
      />
      <Markdown source={message} />
      <div className="chips">
        <AttackChips tags={tags} />
      </div>
      <Samples signal={signal} />
    </article>
  );
}
