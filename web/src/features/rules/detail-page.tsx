/** One detection rule: what it is, what it was, and what can be done with it. */
import { Button, Switch, Tabs } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { DetectionRule } from "#lib/protocol";
import { resourceName } from "../../api/restrictions.ts";
import { ruleQuery } from "../../api/rules.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { DeprecationBanner, staysOff } from "../../ui/deprecation.tsx";
import { FailureView } from "../../ui/failure-view.tsx";
import { JsonView } from "../../ui/json-view.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Loading } from "../../ui/placeholder.tsx";
import { addTerm } from "../../ui/query-text.ts";
import { RestrictionBanner, RestrictionButton, useMayEdit } from "../../ui/restriction.tsx";
import { RuleDefinition } from "../../ui/rule-definition.tsx";
import { saveJson } from "../../ui/save-file.ts";
import { useText } from "../../ui/text/index.tsx";
import { editableRule } from "./editor/draft.ts";
import { RuleHistory } from "./history.tsx";
import { ruleName } from "./rule-facets.ts";
import { hasRuns, RuleRuns } from "./runs.tsx";
import { useRuleActions } from "./use-rule-actions.ts";
import "../../ui/explorer/explorer.css";
import "./rules.css";

const route = getRouteApi("/shell/rules/$ruleId");

function DeleteButton({ rule }: { rule: DetectionRule }) {
  const text = useText();
  const navigate = useNavigate();
  const actions = useRuleActions();
  const [isDeleting, setDeleting] = useState(false);
  return (
    <>
      <Button
        size="xs"
        variant="default"
        onClick={() => setDeleting(true)}
        data-testid="rule-delete"
      >
        {text("ruleDesk.delete")}
      </Button>
      <Confirm
        title={text("ruleDesk.deleteTitle", { count: 1 })}
        action={text("ruleDesk.delete")}
        opened={isDeleting}
        onClose={() => setDeleting(false)}
        onConfirm={async () => {
          if (await actions.remove([rule])) await navigate({ to: "/rules" });
        }}
      >
        <p>{text("ruleDesk.deleteText")}</p>
      </Confirm>
    </>
  );
}

function Actions({ rule }: { rule: DetectionRule }) {
  const text = useText();
  const actions = useRuleActions();
  const params = { ruleId: rule.id };
  const resource = resourceName("security-rule", rule.id);
  const mayEdit = useMayEdit(resource);
  return (
    <div className="page-actions">
      <Switch
        size="sm"
        checked={rule.isEnabled}
        disabled={!mayEdit || staysOff(rule)}
        onChange={() => void actions.setEnabled([rule], !rule.isEnabled)}
        label={text(rule.isEnabled ? "rules.enabled" : "rules.disabled")}
        data-testid="rule-switch"
      />
      {mayEdit && (
        <Button
          size="xs"
          renderRoot={(props) => <Link to="/rules/$ruleId/edit" params={params} {...props} />}
          data-testid="rule-edit"
        >
          {text("ruleDesk.edit")}
        </Button>
      )}
      <Button
        size="xs"
        variant="default"
        renderRoot={(props) => <Link to="/rules/new" search={{ from: rule.id }} {...props} />}
        data-testid="rule-clone"
      >
        {text("ruleDesk.clone")}
      </Button>
      <Button
        size="xs"
        variant="default"
        renderRoot={(props) => <Link to="/jobs" search={{ start: rule.id }} {...props} />}
        data-testid="rule-past"
      >
        {text("jobs.fromRule")}
      </Button>
      <Button
        size="xs"
        variant="default"
        onClick={() => saveJson(`${rule.id}.json`, editableRule(rule))}
        data-testid="rule-export"
      >
        {text("ruleDesk.exportJson")}
      </Button>
      <RestrictionButton resource={resource} />
      {!rule.isDefault && mayEdit && <DeleteButton rule={rule} />}
    </div>
  );
}

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
        title={ruleName(rule)}
        back={
          <Link to="/rules" className="back">
            <IconArrowLeft size={14} aria-hidden /> {text("rules.back")}
          </Link>
        }
      >
        <span className="dim">{text(rule.isDefault ? "rules.shipped" : "rules.custom")}</span>
        <Link to="/signals" search={{ q: addTerm("", "@workflow.rule.id", rule.id, false) }}>
          {text("rules.signals")}
        </Link>
        <Actions rule={rule} />
      </PageHead>
      <DeprecationBanner rule={rule} />
      <RestrictionBanner resource={resourceName("security-rule", rule.id)} />
      <Tabs defaultValue="definition" keepMounted={false}>
        <Tabs.List className="rule-tabs">
          <Tabs.Tab value="definition">{text("ruleDesk.tabs.definition")}</Tabs.Tab>
          {hasRuns(rule) && (
            <Tabs.Tab value="runs" data-testid="tab-runs">
              {text("ruleDesk.tabs.runs")}
            </Tabs.Tab>
          )}
          <Tabs.Tab value="history" data-testid="tab-history">
            {text("ruleDesk.tabs.history")}
          </Tabs.Tab>
          <Tabs.Tab value="json">{text("ruleDesk.tabs.json")}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="definition">
          <RuleDefinition rule={rule} />
        </Tabs.Panel>
        {hasRuns(rule) && (
          <Tabs.Panel value="runs">
            <RuleRuns rule={rule} />
          </Tabs.Panel>
        )}
        <Tabs.Panel value="history">
          <RuleHistory rule={rule} />
        </Tabs.Panel>
        <Tabs.Panel value="json">
          <JsonView value={rule} />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}
