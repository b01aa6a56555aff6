/** The detection rule that made the signal, and how this signal came about by it. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Signal } from "#lib/protocol";
import { ApiFailure } from "../../../api/client.ts";
import { ruleQuery } from "../../../api/rules.ts";
import { DeprecationBanner } from "../../../ui/deprecation.tsx";
import { FailureView } from "../../../ui/failure-view.tsx";
import { type FieldRow, Fields } from "../../../ui/fields.tsx";
import { formatCount } from "../../../ui/format.ts";
import { Loading } from "../../../ui/placeholder.tsx";
import { RuleDefinition } from "../../../ui/rule-definition.tsx";
import { useText } from "../../../ui/text/index.tsx";

function useTrigger(signal: Signal): FieldRow[] {
  const text = useText();
  const { custom } = signal.attributes;
  const groups = custom.groupByPaths.map(
    (path, index) => `${path}: ${custom.groupByValues[index] ?? ""}`,
  );
  return [
    {
      label: text("signal.case"),
      value:
        custom.triggeringRuleCase.name ||
        custom.triggeringRuleCase.condition ||
        text("common.notKnown"),
    },
    { label: text("signal.grouped"), value: groups.join(", ") || text("common.none") },
    ...custom.queries.map((query, index) => ({
      label: `${text("signal.query")} ${query.name || String.fromCharCode(97 + index)}`,
      value: (
        <>
          <code>{query.query}</code>{" "}
          <span className="dim">
            {text("signal.queryCount", { count: query.aggregationDetails.eventsCount })}
          </span>
        </>
      ),
    })),
  ];
}

export function RuleTab({ signal }: { signal: Signal }) {
  const text = useText();
  const { rule } = signal.attributes.custom.workflow;
  const answer = useQuery(ruleQuery(rule.id));
  const trigger = useTrigger(signal);
  const isGone = answer.error instanceof ApiFailure && answer.error.status === 404;
  return (
    <>
      <section className="rule-head">
        <h3>{rule.name}</h3>
        <Link to="/rules/$ruleId" params={{ ruleId: rule.id }}>
          {text("signal.ruleOpen")}
        </Link>
        <span className="faint">v{formatCount(rule.version)}</span>
      </section>
      <Fields rows={trigger} />
      {answer.isPending && <Loading />}
      {isGone && <p className="dim">{text("signal.ruleMissing")}</p>}
      {answer.isError && !isGone && (
        <FailureView error={answer.error} onRetry={() => void answer.refetch()} />
      )}
      {answer.data && <DeprecationBanner rule={answer.data} />}
      {answer.data && <RuleDefinition rule={answer.data} />}
    </>
  );
}
