/** One detection rule. */
import { IconArrowLeft } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ruleQuery } from "../../api/rules.ts";
import { FailureView } from "../../ui/failure-view.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Loading } from "../../ui/placeholder.tsx";
import { addTerm } from "../../ui/query-text.ts";
import { RuleDefinition } from "../../ui/rule-definition.tsx";
import { useText } from "../../ui/text/index.tsx";
import "./rules.css";

const route = getRouteApi("/shell/rules/$ruleId");

export function RuleDetailPage() {
  const text = useText();
  const { ruleId } = route.useParams();
  const answer = useQuery(ruleQuery(ruleId));
  const rule = answer.data;
  if (answer.isError && !rule)
    return <FailureView error={answer.error} onRetry={() => void answer.refetch()} />;
  if (!rule) return <Loading />;
  return (
    <div className="page" data-testid="rule-detail">
      <PageHead
        title={rule.name}
        back={
          <Link to="/rules" className="back">
            <IconArrowLeft size={14} aria-hidden /> {text("rules.back")}
          </Link>
        }
      >
        <span className="health" data-tone={rule.isEnabled ? "good" : "none"}>
          {text(rule.isEnabled ? "rules.enabled" : "rules.disabled")}
        </span>
        <span className="dim">{text(rule.isDefault ? "rules.shipped" : "rules.custom")}</span>
        <Link to="/signals" search={{ q: addTerm("", "@workflow.rule.id", rule.id, false) }}>
          {text("rules.signals")}
        </Link>
      </PageHead>
      <RuleDefinition rule={rule} />
    </div>
  );
}
